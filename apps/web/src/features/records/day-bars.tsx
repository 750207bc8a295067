import { dayNameOf } from '../../app/times.ts';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { type Bar, barsOf } from './bars.ts';

interface Props {
  days: readonly { day: string; count: number }[];
  onChoose(from: string, until: string): void;
}

/** When it was: a bar for each day, month or year; pressed, it narrows to that. */
export function DayBars({ days, onChoose }: Props) {
  const { t } = useTranslation('records');
  const clock = useClock();
  const bars = barsOf(days);
  const most = Math.max(...bars.map((bar) => bar.count));
  if (bars.length < 2) return null;
  const nameOf = ({ from, until }: Bar): string => {
    if (from === until) return dayNameOf(Date.parse(`${from}T12:00Z`), { ...clock, zone: 'UTC' });
    const year = from.slice(0, 4) !== until.slice(0, 4) || (from.endsWith('-01-01') && until.endsWith('-12-31'));
    return new Intl.DateTimeFormat(clock.language, {
      year: 'numeric',
      ...(year ? {} : { month: 'long' }),
      timeZone: 'UTC',
    }).format(Date.parse(from));
  };
  return (
    <div className="day-bars">
      {bars.map((bar) => {
        const label = t('barOf', { time: nameOf(bar), count: bar.count });
        return (
          <button
            key={bar.from}
            type="button"
            className="plain-button"
            aria-label={label}
            data-tip={label}
            disabled={bar.count === 0}
            onClick={() => onChoose(bar.from, bar.until)}
          >
            <span style={{ height: `${Math.max(bar.count === 0 ? 0 : 8, (100 * bar.count) / most)}%` }} />
          </button>
        );
      })}
    </div>
  );
}
