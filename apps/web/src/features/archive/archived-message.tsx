import type { Message } from '@rapport/contract';
import { fullTimeOf } from '../../app/times.ts';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { FormCard } from '../forms/form-card.tsx';
import { StillMessage } from '../panels/still-message.tsx';
import { usePeopleNeeded, usePersonName } from '../people/person-name.ts';

/** A message as the archive keeps it: a recalled one with its words, and a line that says so. Its files are no links: they come by their own way. */
export function ArchivedMessage({ message }: { message: Message }) {
  const { t } = useTranslation(['archive', 'records']);
  const clock = useClock();
  usePeopleNeeded(message.recalled?.by ? [message.recalled.by] : []);
  const sender = usePersonName(message.sender, message.senderName);
  const by = usePersonName(message.recalled?.by ?? null, sender);
  if (message.withheld)
    return <p className="dim">{t(message.withheld.erased ? 'records:erasedTold' : 'records:withheldTold')}</p>;
  const { recalled, attachments = [], supplements: _, ...kept } = message;
  const names = attachments.map(({ name }) => name).join(', ');
  return (
    <div>
      {recalled && <p className="archive-recalled">{t('recalledBy', { name: by, time: fullTimeOf(recalled.at, clock) })}</p>}
      <StillMessage
        message={message.form ? ({ ...kept, form: undefined } as Message) : kept}
        foot={names ? <span className="dim">{names}</span> : undefined}
      />
      {message.form && <FormCard form={message.form} whole />}
    </div>
  );
}
