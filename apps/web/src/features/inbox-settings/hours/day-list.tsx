import type { HolidayCalendar } from '@rapport/contract';
import { useTranslation } from '../../../app/translation.tsx';

/** Days that are not as their weekday. */
export function DayList({ days }: { days: HolidayCalendar['days'] }) {
  const { t } = useTranslation('inboxSettings');
  return (
    <ul className="plain-list inbox-set-days">
      {days.map(({ day, kind, name }) => (
        <li key={day}>
          <span className="tabular">{day}</span>
          <span className={kind === 'working' ? 'mark inbox-set-worked' : 'mark'}>
            {t(kind === 'working' ? 'dayWorked' : 'dayClosed')}
          </span>
          <span className="dim">{name}</span>
        </li>
      ))}
    </ul>
  );
}
