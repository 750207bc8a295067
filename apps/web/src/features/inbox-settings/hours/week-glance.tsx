import type { WorkHours } from '@rapport/contract';
import { useTranslation } from '../../../app/translation.tsx';
import { dayName, spansText } from '../../people/hours/hours.ts';

const marks = [0, 360, 720, 1080, 1440];
const share = (minute: number): string => `${(minute / 1440) * 100}%`;

/** A week at a glance: when somebody is there, day by day. */
export function WeekGlance({ week }: { week: WorkHours['week'] }) {
  const { t, language } = useTranslation('inboxSettings');
  return (
    <ul className="plain-list week-glance" aria-label={t('weekGlance')}>
      {week.map((spans, day) => {
        const name = dayName(day, language);
        return (
          <li key={name}>
            <span className="week-day">{name}</span>
            <span className="week-bar" aria-hidden>
              {marks.slice(1, -1).map((minute) => (
                <span key={minute} className="week-mark" style={{ insetInlineStart: share(minute) }} />
              ))}
              {spans.map(({ from, to }) => (
                <span key={from} className="week-span" style={{ insetInlineStart: share(from), width: share(to - from) }} />
              ))}
            </span>
            <span className="week-text tabular">{spans.length > 0 ? spansText(spans) : t('closedDay')}</span>
          </li>
        );
      })}
    </ul>
  );
}
