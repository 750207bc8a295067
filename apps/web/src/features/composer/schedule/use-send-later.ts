import { toast } from '../../../app/toasts.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import { useWriting } from '../writing.ts';
import { whenOf } from './when.ts';

/** Schedules what is written and says when it will go. */
export function useSendLater(): (at: number) => Promise<void> {
  const { t } = useTranslation('composer');
  const { sending, field } = useWriting();
  const clock = useClock();
  return async (at) => {
    if (!(await sending.later(at))) return;
    toast({ kind: 'success', text: t('scheduledFor', { time: whenOf(at, clock) }) });
    field.current?.focus();
  };
}
