import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { dayNameOf } from '../../app/times.ts';
import { useClock } from '../../app/use-clock.ts';

export const DayMark = memo(function DayMark({ at }: { at: number }) {
  const clock = useClock();
  return (
    <div className="day-mark">
      <span>{dayNameOf(at, clock)}</span>
    </div>
  );
});

export function UnreadMark() {
  const { t } = useTranslation('timeline');
  return (
    <div className="unread-mark">
      <span>{t('unread')}</span>
    </div>
  );
}
