import type { CaseOutline } from '@rapport/contract';
import { IconClock } from '@tabler/icons-react';
import { dueTimeOf, shortTimeOf } from '../../app/times.ts';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';

/** Until when something is owed, or since when it is late; else since when the contact waits. */
export function ClockMark({ dueAt, waitsSince, status, snoozedUntil }: CaseOutline) {
  const { t } = useTranslation('inbox');
  const clock = useClock();
  const { now } = clock;
  if (status === 'snoozed' && snoozedUntil)
    return <span className="dim">{t('snoozedUntil', { time: dueTimeOf(snoozedUntil, clock) })}</span>;
  if (status !== 'open') return null;
  if (dueAt)
    return (
      <span className="clock-mark" data-late={dueAt < now || undefined}>
        <IconClock size={13} aria-hidden /> {t(dueAt < now ? 'overdue' : 'due', { time: dueTimeOf(dueAt, clock) })}
      </span>
    );
  return waitsSince ? <span className="dim">{t('waitsSince', { time: shortTimeOf(waitsSince, clock) })}</span> : null;
}
