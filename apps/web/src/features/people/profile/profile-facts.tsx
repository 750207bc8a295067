import type { User } from '@rapport/contract';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useClient } from '../../../app/client.tsx';
import { dueTimeOf, timeOf } from '../../../app/times.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import { pathOf, useDepartments } from '../departments.ts';
import { hoursText } from '../hours/hours.ts';
import { PersonLink } from '../person-link.tsx';
import { usePeopleNeeded } from '../person-name.ts';
import { nextWorkOf, worksAt } from '../working-time.ts';
import { hoursApart } from './local-time.ts';

/** Where somebody belongs, and what time it is for them. */
export function ProfileFacts({ person }: { person: User }) {
  const { t } = useTranslation('people');
  const departments = useDepartments();
  const clock = useClock();
  return (
    <dl className="profile-part profile-facts">
      {person.departments.length > 0 && (
        <Fact name={t('department')}>
          {person.departments.map((id) => (
            <Link key={id} to="/people" search={{ department: id }} className="link fact-value">
              {pathOf(departments, id)}
            </Link>
          ))}
        </Fact>
      )}
      {person.manager && (
        <Fact name={t('manager')}>
          <Manager id={person.manager} />
        </Fact>
      )}
      <Fact name={t('localTime')}>
        <LocalTime person={person} />
      </Fact>
      <Fact name={t('workingHours')}>
        <Hours person={person} />
      </Fact>
      {person.quietUntil && person.quietUntil > clock.now && (
        <p className="profile-quiet">{t('quietUntil', { time: dueTimeOf(person.quietUntil, clock) })}</p>
      )}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="profile-fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Manager({ id }: { id: string }) {
  usePeopleNeeded([id]);
  const { t } = useTranslation('app');
  const me = useClient((s) => s.me?.user);
  const name = useClient((s) => s.people[id]?.name);
  return (
    <PersonLink id={id} className="link">
      {name ?? (me?.id === id ? me.name : t('unknownPerson'))}
    </PersonLink>
  );
}

function LocalTime({ person }: { person: User }) {
  const { t } = useTranslation('people');
  const clock = useClock();
  const apart = hoursApart(person.timeZone, clock.zone, clock.now);
  const hours = Math.abs(apart);
  return (
    <>
      <span className="tabular">{timeOf(clock.now, { ...clock, zone: person.timeZone })}</span>
      {apart !== 0 && <span className="dim"> · {t(apart > 0 ? 'aheadOfYou' : 'behindYou', { hours })}</span>}
      <span className="dim fact-value">{person.timeZone.replaceAll('_', ' ')}</span>
    </>
  );
}

function Hours({ person }: { person: User }) {
  const { t } = useTranslation('people');
  const clock = useClock();
  const lines = hoursText(person.workingHours, clock.language, t('dayToDay'));
  if (lines.length === 0) return <span className="dim">{t('noWorkingHours')}</span>;
  const works = worksAt(person, clock.now);
  const next = works ? null : nextWorkOf(person, clock.now);
  return (
    <>
      {lines.map((line) => (
        <span key={line} className="fact-value tabular">
          {line}
        </span>
      ))}
      <span className={works ? 'works-now' : 'dim'}>
        {works ? t('worksNow') : next ? t('offNow', { time: momentOf(next, clock) }) : ''}
      </span>
    </>
  );
}

type Clock = ReturnType<typeof useClock>;
const day = 86_400_000;

/** A moment to come, on the reader's clock: the time, with the weekday when it is not today. */
const momentOf = (at: number, clock: Clock): string =>
  at - clock.now < day && timeOf(at, clock) > timeOf(clock.now, clock)
    ? timeOf(at, clock)
    : `${new Intl.DateTimeFormat(clock.language, { weekday: 'short', ...(clock.zone ? { timeZone: clock.zone } : {}) }).format(at)} ${timeOf(at, clock)}`;
