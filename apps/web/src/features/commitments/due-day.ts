import type { Commitment } from '@rapport/contract';
import { dayNameOf, dayOf } from '../../app/times.ts';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';

/** By when it is to be done, and whether that is past: in words, not by colour alone. */
export function useDueWords(): (commitment: Pick<Commitment, 'due' | 'state'>) => { text: string; late: boolean } {
  const { t } = useTranslation('commitments');
  const clock = useClock();
  return ({ due, state }) => {
    if (due === undefined) return { text: t('noDay'), late: false };
    const day = dayNameOf(Date.parse(`${due}T12:00Z`), { ...clock, zone: 'UTC' });
    const today = dayOf(clock.now, clock.zone);
    if (state !== 'open' || due > today) return { text: t('dueOn', { day }), late: false };
    return due === today ? { text: t('dueToday'), late: true } : { text: t('overdue', { day }), late: true };
  };
}
