import { memo } from 'react';
import { dayNameOf } from '../../app/times.ts';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { useTalk } from '../conversations/talk-context.ts';

export const DayMark = memo(function DayMark({ at }: { at: number }) {
  const { t } = useTranslation('timeline');
  const talk = useTalk();
  const clock = useClock();
  return (
    <div className="day-mark">
      <button type="button" className="plain-button" title={t('jumpDate')} onClick={() => talk.dialog({ kind: 'date', at })}>
        {dayNameOf(at, clock)}
      </button>
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
