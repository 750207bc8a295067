import type { Message } from '@rapport/contract';
import { useClient } from '../../../app/client.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { useTalk } from '../../conversations/talk-context.ts';
import { usePersonName } from '../../people/person-name.ts';
import { recalledTexts } from './recalled-texts.ts';

export function RecalledLine({ message }: { message: Message }) {
  const { t } = useTranslation('timeline');
  const talk = useTalk();
  const me = useClient((s) => s.me?.user.id);
  const author = usePersonName(message.sender, message.senderName);
  const name = usePersonName(message.recalled?.by ?? null, author);
  const mine = message.recalled?.by === me && message.sender === me;
  const other = message.recalled?.by !== message.sender;
  const again = recalledTexts.get(`${message.conversation}/${message.seq}`);
  return (
    <div className="recalled-line" data-message={message.seq} tabIndex={-1}>
      {mine ? t('recalledByMe') : other ? t('recalledOther', { name, author }) : t('recalledBy', { name: author })}
      {mine && again && (
        <button type="button" className="link-button" onClick={() => talk.rewrite(again)}>
          {t('writeAgain')}
        </button>
      )}
    </div>
  );
}
