import type { Message } from '@rapport/contract';
import { fullTimeOf } from '../../../app/times.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import { FormCard } from '../../forms/form-card.tsx';
import { StillMessage } from '../../panels/still-message.tsx';
import { EdgeMark } from '../../people/avatar.tsx';
import { usePeopleNeeded, usePersonName } from '../../people/person-name.ts';
import { RedactedNote } from '../redaction/redacted-note.tsx';

/** What the record says now; of a recalled one that it was, by whom and when. */
export function SaidRecord({ message }: { message: Message }) {
  const { t } = useTranslation('records');
  const clock = useClock();
  usePeopleNeeded([message.sender, message.recalled?.by].filter((id) => id !== null && id !== undefined));
  const name = usePersonName(message.sender, message.senderName);
  const by = usePersonName(message.recalled?.by ?? null, name);
  // Its supplements stand below.
  const { supplements: _, ...alone } = message;
  if (message.recalled)
    return (
      <div className="record-said">
        <p className="strong">{t('recalledLine')}</p>
        {message.withheld && <p>{t(message.withheld.erased ? 'erasedTold' : 'withheldTold')}</p>}
        <p className="dim">
          {t('recalledTold', { by, author: name, time: fullTimeOf(message.recalled.at, clock) })}{' '}
          {!message.withheld && t('recalledKept')}
        </p>
      </div>
    );
  return (
    <div className="record-said">
      {message.form ? (
        <>
          <p className="record-line">
            <span className="strong">{name}</span> <EdgeMark id={message.sender} />
          </p>
          <FormCard form={message.form} whole />
          {message.redacted && <RedactedNote message={message} />}
        </>
      ) : (
        <StillMessage message={alone} />
      )}
      <p className="dim tabular">{t('recordedAt', { time: fullTimeOf(message.at, clock) })}</p>
      {message.occurredAt !== undefined && (
        <p className="dim tabular">{t('saidAt', { time: fullTimeOf(message.occurredAt, clock) })}</p>
      )}
    </div>
  );
}
