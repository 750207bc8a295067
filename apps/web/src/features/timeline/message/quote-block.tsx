import type { Message } from '@rapport/contract';
import { toPlainText } from '@rapport/ui';
import { useTranslation } from '../../../app/translation.tsx';
import { useTalk } from '../../conversations/talk-context.ts';
import { usePersonName } from '../../people/person-name.ts';
import { useMentionNames } from '../use-mention-names.ts';

export function QuoteBlock({ quote, still }: { quote: NonNullable<Message['quote']>; still: boolean }) {
  const { t } = useTranslation('timeline');
  const talk = useTalk();
  const name = usePersonName(quote.sender);
  const names = useMentionNames();
  const inside = (
    <>
      <span className="quote-name">{name}</span>
      <span className="quote-text">{toPlainText(quote.excerpt, names)}</span>
    </>
  );
  if (still) return <blockquote className="quote">{inside}</blockquote>;
  return (
    <button type="button" className="quote" title={t('goToQuoted')} onClick={() => talk.jump(quote.seq)}>
      <span className="visually-hidden">{t('quoteOf', { name })}</span>
      {inside}
    </button>
  );
}
