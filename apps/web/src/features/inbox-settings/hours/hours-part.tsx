import { Button } from '@mantine/core';
import type { HolidayCalendar, Inbox, WorkHours } from '@rapport/contract';
import { IconCalendarPlus, IconClock, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useAnswer } from '../../../app/answers.ts';
import { Empty } from '../../../app/empty.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { CalendarDialog } from './calendar-dialog.tsx';
import { DayList } from './day-list.tsx';
import { HoursDialog } from './hours-dialog.tsx';
import { WeekGlance } from './week-glance.tsx';

type Asked = { what: 'hours'; of: WorkHours | null } | { what: 'calendar'; of: HolidayCalendar | null } | null;

/** When teams are there, and the calendars that say which days are not as others. */
export function HoursPart({ inboxes }: { inboxes: readonly Inbox[] }) {
  const { t } = useTranslation('inboxSettings');
  const answer = useAnswer('inbox.hours', {});
  const { hours = [], calendars = [] } = answer.data ?? {};
  const [asked, ask] = useState<Asked>(null);
  const close = (): void => ask(null);
  const add = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => ask({ what: 'hours', of: null })}>
      {t('newHours')}
    </Button>
  );
  const usedBy = (id: string): string[] => inboxes.filter((one) => one.hours === id && !one.archived).map(({ name }) => name);
  return (
    <>
      {answer.error && <p role="alert">{answer.error}</p>}
      {hours.length > 0 && <div className="inbox-set-head">{add}</div>}
      {answer.data && hours.length === 0 && (
        <Empty icon={<IconClock />} title={t('noHours')} text={t('noHoursText')} action={add} />
      )}
      <div className="admin-cards">
        {hours.map((one) => (
          <HoursCard
            key={one.id}
            one={one}
            usedBy={usedBy(one.id)}
            calendar={calendars.find(({ id }) => id === one.calendar)}
            onEdit={() => ask({ what: 'hours', of: one })}
          />
        ))}
      </div>
      <div className="admin-title-line inbox-set-second">
        <h2 className="grow">{t('calendars')}</h2>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconCalendarPlus size={16} />}
          onClick={() => ask({ what: 'calendar', of: null })}
        >
          {t('importCalendar')}
        </Button>
      </div>
      <p className="dim inbox-set-text">{t('calendarsText')}</p>
      <div className="admin-cards">
        {calendars.map((one) => (
          <CalendarCard key={one.id} one={one} onRenew={() => ask({ what: 'calendar', of: one })} />
        ))}
      </div>
      {asked?.what === 'hours' && <HoursDialog hours={asked.of} calendars={calendars} onDone={answer.reload} onClose={close} />}
      {asked?.what === 'calendar' && <CalendarDialog calendar={asked.of} onDone={answer.reload} onClose={close} />}
    </>
  );
}

interface HoursCardProps {
  one: WorkHours;
  usedBy: readonly string[];
  calendar: HolidayCalendar | undefined;
  onEdit(): void;
}

function HoursCard({ one, usedBy, calendar, onEdit }: HoursCardProps) {
  const { t } = useTranslation('inboxSettings');
  return (
    <section className="admin-card" aria-label={one.name}>
      <div className="admin-title-line">
        <h2>{one.name}</h2>
        <span className="dim grow">
          {[one.zone, calendar?.name, one.days.length > 0 ? t('ownDays', { count: one.days.length }) : '']
            .filter(Boolean)
            .join(' · ')}
        </span>
        <Button size="xs" variant="default" aria-label={t('changeOf', { name: one.name })} onClick={onEdit}>
          {t('change')}
        </Button>
      </div>
      <p className="dim admin-small">{usedBy.length > 0 ? t('usedBy', { names: usedBy.join(', ') }) : t('usedByNone')}</p>
      <WeekGlance week={one.week} />
    </section>
  );
}

function CalendarCard({ one, onRenew }: { one: HolidayCalendar; onRenew(): void }) {
  const { t } = useTranslation('inboxSettings');
  const worked = one.days.filter(({ kind }) => kind === 'working').length;
  return (
    <section className="admin-card" aria-label={one.name}>
      <div className="admin-title-line">
        <h3>{one.name}</h3>
        <span className="dim grow">{t('calendarSum', { closed: one.days.length - worked, worked })}</span>
        <Button size="xs" variant="default" aria-label={t('renewOf', { name: one.name })} onClick={onRenew}>
          {t('renew')}
        </Button>
      </div>
      <details>
        <summary>{t('showDays')}</summary>
        <DayList days={one.days} />
      </details>
    </section>
  );
}
