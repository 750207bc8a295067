import type { Message } from '@rapport/contract';
import { IconEraser } from '@tabler/icons-react';
import { fullTimeOf } from '../../../app/times.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import { usePartNames } from './part-names.ts';
import './redaction.css';

/** What was taken out of a message, when and why: it stands where the part stood. */
export function RedactedNote({ message }: { message: Message }) {
  const { t } = useTranslation('records');
  const clock = useClock();
  const nameOf = usePartNames(message);
  return (
    <ul className="plain-list redacted-note">
      {message.redacted?.map(({ ev, at, parts, reason }) => (
        <li key={ev} title={t('takenOutHint')}>
          <IconEraser size={16} aria-hidden />
          <span>
            {t('takenOut', { time: fullTimeOf(at, clock), parts: parts.map(nameOf).join(t('listComma')) })}
            {reason && <span className="dim redacted-why">{t('takenOutWhy', { reason })}</span>}
          </span>
        </li>
      ))}
    </ul>
  );
}
