import type { Message } from '@rapport/contract';
import { useAnswer } from '../../../app/answers.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { StillMessage } from '../../panels/still-message.tsx';

/** What was added to a record later, oldest first; each is a record of its own. */
export function SupplementList({ message: { conversation, seq, supplements } }: { message: Message }) {
  const { t } = useTranslation('records');
  const { data } = useAnswer('conversations.supplements', supplements ? { conversation, seq } : null);
  if (!data || data.items.length === 0) return null;
  return (
    <section className="record-part">
      <h3>{t('supplementsTitle')}</h3>
      {data.items.map((one) => (
        <StillMessage key={one.seq} message={one} />
      ))}
    </section>
  );
}
