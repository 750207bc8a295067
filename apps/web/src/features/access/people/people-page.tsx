import { Button, Menu, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { Department, User } from '@rapport/contract';
import { IconChevronDown, IconSearch, IconTable, IconUserPlus } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { Virtualizer } from 'virtua';
import { useAnswer } from '../../../app/answers.ts';
import { Empty } from '../../../app/empty.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { Avatar, PersonMark } from '../../people/avatar.tsx';
import { departmentOptions, departmentsBelow, namesOf, pathOf, useDepartments } from '../../people/departments.ts';
import { InviteDialog } from '../../people/directory/invite-dialog.tsx';
import '../../people/directory/directory.css';
import { useEveryone } from '../../people/everyone.ts';
import { type Reach, useReach } from '../../people/may.ts';
import { CsvDialog } from './csv-dialog.tsx';
import { Invitations } from './invitations.tsx';
import { PersonDrawer } from './person-drawer.tsx';
import { fits, type Which, whichPeople } from './which.ts';

type Dialog = 'invite' | 'table' | 'open' | null;

/** Everybody with an account; who is chosen opens beside. */
export function PeoplePage() {
  const { t } = useTranslation('access');
  const mayInvite = useReach('people.invite').somewhere;
  const manage = useReach('people.manage');
  const [dialog, setDialog] = useState<Dialog>(null);
  const [turn, setTurn] = useState(0);
  const close = (): void => {
    setDialog(null);
    setTurn(turn + 1);
  };
  return (
    <div className="admin-fixed">
      <header className="admin-fixed-head">
        <div className="admin-title-line">
          <h1 className="grow">{t('people')}</h1>
          {mayInvite && <InviteButtons turn={turn} onOpen={setDialog} />}
        </div>
        {manage.everywhere && <p className="dim">{t('peopleLead')}</p>}
        {!manage.everywhere && manage.somewhere && <p className="dim">{t('peopleLeadIn', { names: namesOf(manage.roots) })}</p>}
      </header>
      {manage.somewhere && <PeopleList manage={manage} />}
      {dialog === 'invite' && <InviteDialog onClose={close} />}
      {dialog === 'table' && <CsvDialog onClose={close} />}
      {dialog === 'open' && <Invitations onClose={close} />}
    </div>
  );
}

function InviteButtons({ turn, onOpen }: { turn: number; onOpen(dialog: Dialog): void }) {
  const { t } = useTranslation('access');
  // Another limit of no meaning would be another question: the answer is asked for again by the key of this part.
  return (
    <>
      <OpenInvitations key={turn} onOpen={() => onOpen('open')} />
      <Button.Group>
        <Button leftSection={<IconUserPlus size={16} />} onClick={() => onOpen('invite')}>
          {t('invite')}
        </Button>
        <Menu position="bottom-end">
          <Menu.Target>
            <Button px={8} aria-label={t('inviteMenu')} className="split-button">
              <IconChevronDown size={16} />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconTable size={16} />} onClick={() => onOpen('table')}>
              {t('inviteCsv')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Button.Group>
    </>
  );
}

function OpenInvitations({ onOpen }: { onOpen(): void }) {
  const { t } = useTranslation('access');
  const count = useAnswer('people.invitations', {}).data?.invitations.length ?? 0;
  if (count === 0) return null;
  return (
    <Button variant="subtle" onClick={onOpen}>
      {t('invitationCount', { count })}
    </Button>
  );
}

/** The departments whose people are listed; undefined for all. */
function withinOf(
  manage: Reach,
  tree: ReadonlyMap<string, Department>,
  department: string | null,
): ReadonlySet<string> | undefined {
  if (department) return new Set(departmentsBelow(tree, department).filter((id) => manage.at([id])));
  return manage.everywhere ? undefined : manage.departments;
}

function PeopleList({ manage }: { manage: Reach }) {
  const { t } = useTranslation('access');
  const departments = useDepartments();
  const navigate = useNavigate();
  const search = useSearch({ from: '/shell/admin/people' });
  const [text, setText] = useState('');
  const [asked] = useDebouncedValue(text.trim(), 150);
  const [role, setRole] = useState<string | null>(null);
  const [which, setWhich] = useState<Which>('active');
  const { department = null } = search;
  const everyone = useEveryone(
    { managed: true, inactive: which !== 'active', ...(department ? { department: department as never, deep: true } : {}) },
    withinOf(manage, departments, department),
  );
  const found = useAnswer('people.search', asked ? { text: asked, limit: 50, inactive: which !== 'active' } : null);
  const [changed, setChanged] = useState<ReadonlyMap<string, User>>(new Map());
  const list = (asked ? (found.data?.users ?? []) : everyone.people).map((person) => changed.get(person.id) ?? person);
  const within = new Set(everyone.people.map((person) => person.id));
  const all = manage.everywhere && !department;
  const people = list.filter((person) => fits(person, which, role) && (!asked || all || within.has(person.id)));
  const go = (next: { person?: string | undefined; department?: string | undefined }): void =>
    void navigate({ to: '/admin/people', search: { ...search, ...next }, replace: true });
  const put = (person: User): void => {
    setChanged(new Map(changed).set(person.id, person));
    everyone.replace(person);
  };
  const error = found.error ?? everyone.error;
  return (
    <>
      <div className="admin-filters people-filters">
        <TextInput
          leftSection={<IconSearch size={16} />}
          placeholder={t('findPeople')}
          aria-label={t('findPeople')}
          value={text}
          onChange={(e) => setText(e.currentTarget.value)}
        />
        <Select
          aria-label={t('whichPeople')}
          w={130}
          value={which}
          allowDeselect={false}
          onChange={(value) => setWhich((value ?? 'active') as Which)}
          data={whichPeople.map(({ value, label }) => ({ value, label: t(label) }))}
        />
        <Select
          aria-label={t('anyRole')}
          placeholder={t('anyRole')}
          w={150}
          clearable
          value={role}
          onChange={setRole}
          data={(['owner', 'admin', 'member', 'guest'] as const).map((value) => ({ value, label: t(value) }))}
        />
        {departments.size > 0 && (
          <Select
            aria-label={t('anyDepartment')}
            placeholder={t('anyDepartment')}
            w={180}
            clearable
            searchable
            value={department}
            onChange={(value) => go({ department: value ?? undefined })}
            data={departmentOptions(departments, (id) => manage.at([id]))}
            limit={100}
          />
        )}
        {everyone.loaded && <span className="dim tabular">{t('peopleCount', { count: people.length })}</span>}
      </div>
      <div className="admin-scroll">
        {error && (people.length > 0 ? <p role="alert">{error}</p> : <Empty title={error} />)}
        {!error && everyone.loaded && !found.loading && people.length === 0 && (
          <Nobody alone={!manage.everywhere && everyone.people.length === 0 && !department && which === 'active'} />
        )}
        <Virtualizer data={people}>
          {(person) => <PersonRow key={person.id} person={person} onOpen={() => go({ person: person.id })} />}
        </Virtualizer>
      </div>
      {search.person && (
        <PersonDrawer key={search.person} id={search.person} onChange={put} onClose={() => go({ person: undefined })} />
      )}
    </>
  );
}

/** Nobody fits what was asked; or nobody is there at all yet, where one administers departments only. */
function Nobody({ alone }: { alone: boolean }) {
  const { t } = useTranslation('access');
  return alone ? <Empty title={t('nobodyYours')} text={t('nobodyYoursText')} /> : <Empty title={t('nobodyHere')} />;
}

function PersonRow({ person, onOpen }: { person: User; onOpen(): void }) {
  const { t } = useTranslation('access');
  const departments = useDepartments();
  const place = person.departments[0];
  return (
    <button type="button" className="admin-row" onClick={onOpen}>
      <Avatar id={person.id} name={person.name} picture={person.avatar} guest={person.kind === 'guest'} />
      <span className="grow min0">
        <span className="name-line">
          <span className="strong ellipsis">{person.name}</span> <PersonMark person={person} />
        </span>
        <span className="dim admin-small ellipsis">{person.email}</span>
      </span>
      <span className="admin-cell dim ellipsis">{person.title}</span>
      <span className="admin-cell dim ellipsis">{place ? pathOf(departments, place) : ''}</span>
      <span className="person-role">{person.kind === 'bot' ? '' : t(person.role)}</span>
    </button>
  );
}
