import { Button, Popover } from '@mantine/core';
import type { User } from '@rapport/contract';
import { IconMail, IconMessage, IconPhone } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useAct } from '../../app/answers.ts';
import { useClient, useDoor } from '../../app/client.tsx';
import { languageNow } from '../../app/language.ts';
import { timeOf } from '../../app/times.ts';
import { useTranslation } from '../../app/translation.tsx';
import { PersonAvatar, PersonMark } from './avatar.tsx';
import { useDepartments } from './departments.ts';
import { usePeopleNeeded } from './person-name.ts';

export interface CardPlace {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Who a person is, beside a place of the page. */
export function PersonCard({ id, at, onClose }: { id: string; at: CardPlace; onClose(): void }) {
  const { t } = useTranslation('people');
  return (
    <Popover
      opened
      onChange={(on) => !on && onClose()}
      position={matchMedia('(max-width: 720px)').matches ? 'bottom-start' : 'right-start'}
      middlewares={{ shift: { padding: 8 }, flip: true }}
      withinPortal
      trapFocus
      returnFocus
      width={300}
    >
      <Popover.Target>
        <button type="button" tabIndex={-1} className="plain-button card-anchor" aria-label={t('whoThisIs')} style={at} />
      </Popover.Target>
      <Popover.Dropdown p={16}>
        <Card id={id} onClose={onClose} />
      </Popover.Dropdown>
    </Popover>
  );
}

function Card({ id, onClose }: { id: string; onClose(): void }) {
  const { t } = useTranslation(['people', 'app']);
  usePeopleNeeded([id]);
  const person = useClient((s) => s.people[id]);
  const me = useClient((s) => s.me);
  const client = useDoor();
  const navigate = useNavigate();
  const { act, busy } = useAct();
  if (!person) return <p className="dim">{t('app:unknownPerson')}</p>;
  const message = async (): Promise<void> => {
    const found = await act(() => client.call('conversations.openDirect', { users: [person.id] }));
    if (!found) return;
    onClose();
    await navigate({ to: '/c/$conversation', params: { conversation: found.id }, search: {} });
  };
  const may = me?.permissions.includes('conversations.direct') && person.active;
  return (
    <div className="person-card">
      <div className="person-card-top">
        <PersonAvatar id={id} size={56} dot />
        <div className="min0">
          <p className="person-card-name">
            {person.name} <PersonMark person={person} />
          </p>
          {person.title && <p className="dim">{person.title}</p>}
        </div>
      </div>
      <PersonFacts person={person} />
      {may && (
        <Button fullWidth leftSection={<IconMessage size={16} />} loading={busy} onClick={() => void message()} data-autofocus>
          {t(id === me?.user.id ? 'messageMyself' : 'message')}
        </Button>
      )}
      {me?.permissions.includes('people.browse') && (
        <Link to="/people/$person" params={{ person: id }} search={{}} className="link card-profile" onClick={onClose}>
          {t('openProfile')}
        </Link>
      )}
    </div>
  );
}

function PersonFacts({ person }: { person: User }) {
  const { t } = useTranslation('people');
  const departments = useDepartments();
  const manager = useClient((s) => (person.manager ? s.people[person.manager]?.name : undefined));
  usePeopleNeeded(person.manager ? [person.manager] : []);
  const clock = { language: languageNow(), zone: person.timeZone, now: Date.now() };
  const places = person.departments.flatMap((id) => departments.get(id)?.name ?? []);
  return (
    <>
      {person.status && (
        <p className="fact-wide">
          {person.status.emoji} {person.status.text}
        </p>
      )}
      <dl className="facts">
        {places.length > 0 && <Fact name={t('department')} value={places.join(', ')} />}
        {manager && <Fact name={t('manager')} value={manager} />}
        <Fact name={t('localTime')} value={timeOf(Date.now(), clock)} />
      </dl>
      {person.email && (
        <a className="fact-wide link" href={`mailto:${person.email}`}>
          <IconMail size={15} aria-hidden /> {person.email}
        </a>
      )}
      {person.phone && (
        <a className="fact-wide link" href={`tel:${person.phone}`}>
          <IconPhone size={15} aria-hidden /> {person.phone}
        </a>
      )}
    </>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd className="tabular">{value}</dd>
    </div>
  );
}
