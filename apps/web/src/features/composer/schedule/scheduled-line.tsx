import { IconAlertCircle, IconClock } from '@tabler/icons-react';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import { useWriting } from '../writing.ts';
import { useScheduled } from './use-scheduled.ts';
import { whenOf } from './when.ts';

/** Above the field: what will be sent here later, or could not be. */
export function ScheduledLine() {
  const { t } = useTranslation('composer');
  const clock = useClock();
  const { conversation, open } = useWriting();
  const scheduled = useScheduled(conversation);
  const first = scheduled[0];
  if (!first) return null;
  const failed = scheduled.some((item) => item.failed !== null);
  return (
    <button type="button" className="scheduled-line" data-failed={failed || undefined} onClick={() => open('scheduled')}>
      {failed ? <IconAlertCircle size={15} aria-hidden /> : <IconClock size={15} aria-hidden />}
      <span className="ellipsis">
        {failed ? t('scheduledFailed') : t('scheduledHere', { count: scheduled.length, time: whenOf(first.sendAt, clock) })}
      </span>
      <span className="link">{t('show')}</span>
    </button>
  );
}
