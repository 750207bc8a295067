import { Button, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { User } from '@rapport/contract';
import { IconSearch, IconUserPlus } from '@tabler/icons-react';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useMemo, useRef, useState } from 'react';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import { useAnswer } from '../../../app/answers.ts';
import { Empty } from '../../../app/empty.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { useWatching } from '../../../app/watching.ts';
import { PersonAvatar, PersonMark } from '../avatar.tsx';
import { departmentOptions, departmentsBelow, pathOf, useDepartments } from '../departments.ts';
import { useEveryone } from '../everyone.ts';
import { useReach } from '../may.ts';
import { ProfilePane } from '../profile/profile-pane.tsx';
import { DepartmentTree } from './department-tree.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { type Row, rowsOf } from './rows.ts';
import './directory.css';

/** Everybody, by department or by what was typed; who is chosen is shown beside. */
export function DirectoryPage() {
  const { person } = useParams({ strict: false });
  const { department } = useSearch({ strict: false });
  const navigate = useNavigate();
  const close = (): void => void navigate({ to: '/people', search: department ? { department } : {} });
  return (
    <div className="directory" data-open={person ? 'person' : undefined}>
      <DepartmentTree current={department} />
      <People department={department} person={person} />
      {person && <ProfilePane key={person} id={person} onClose={close} />}
    </div>
  );
}

function People({ department, person }: { department: string | undefined; person: string | undefined }) {
  const { t } = useTranslation('people');
  const mayInvite = useReach('people.invite').somewhere;
  const departments = useDepartments();
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const [asked] = useDebouncedValue(text.trim(), 150);
  const [inviting, setInviting] = useState(false);
  const everyone = useEveryone(
    department ? { department: department as never, deep: true } : {},
    department ? new Set(departmentsBelow(departments, department)) : undefined,
  );
  const found = useAnswer('people.search', asked ? { text: asked, limit: 50 } : null);
  const chosen = departments.get(department ?? '');
  const rows = useMemo(
    () => (asked ? rowsOf(found.data?.users ?? [], undefined, false) : rowsOf(everyone.people, chosen, true)),
    [asked, found.data, everyone.people, chosen],
  );
  const error = found.error ?? everyone.error;
  const empty = !error && rows.length === 0 && (asked ? !found.loading : everyone.loaded);
  return (
    <div className="directory-list">
      <header className="directory-head">
        <h1>{chosen && !asked ? pathOf(departments, chosen.id) : t('directoryTitle')}</h1>
        <TextInput
          className="grow"
          leftSection={<IconSearch size={16} />}
          placeholder={t('findPeople')}
          aria-label={t('findPeople')}
          value={text}
          onChange={(e) => setText(e.currentTarget.value)}
        />
        {departments.size > 0 && (
          <Select
            className="directory-select"
            aria-label={t('allDepartments')}
            placeholder={t('allDepartments')}
            clearable
            value={department ?? null}
            onChange={(value) => void navigate({ to: '/people', search: value ? { department: value } : {} })}
            data={departmentOptions(departments)}
            limit={100}
            searchable
          />
        )}
        {mayInvite && (
          <Button leftSection={<IconUserPlus size={16} />} onClick={() => setInviting(true)}>
            {t('invite')}
          </Button>
        )}
      </header>
      {error && (rows.length > 0 ? <p role="alert">{error}</p> : <Empty title={error} />)}
      {empty && <Empty title={t(chosen && !asked ? 'emptyDepartment' : 'nobody')} />}
      {rows.length > 0 && <Rows rows={rows} department={department} person={person} />}
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
    </div>
  );
}

interface RowsProps {
  rows: readonly Row[];
  department: string | undefined;
  person: string | undefined;
}

/** Most people whose presence is told at once. */
const watchedMost = 100;

function Rows({ rows, department, person }: RowsProps) {
  const list = useRef<VirtualizerHandle>(null);
  const [from, setFrom] = useState(0);
  const seen = rows.slice(from, from + watchedMost).flatMap((row) => (row.kind === 'person' ? [row.person.id] : []));
  // Only of who is on the page: nobody else's comings and goings are asked for.
  useWatching([], seen);
  const scrolled = (offset: number): void => {
    const top = list.current?.findItemIndex(offset) ?? 0;
    // In steps, so that not every pixel asks anew; what stands a little above stays watched.
    setFrom(Math.max(0, Math.floor(top / 25) * 25 - 25));
  };
  return (
    <div className="directory-scroll">
      <Virtualizer ref={list} data={rows} onScroll={scrolled}>
        {(row, i) =>
          row.kind === 'heading' ? (
            <h2 key={`h${row.text}`} className="directory-heading">
              {row.text}
            </h2>
          ) : (
            <PersonRow key={row.person.id + i} row={row} department={department} current={row.person.id === person} />
          )
        }
      </Virtualizer>
    </div>
  );
}

interface PersonRowProps {
  row: Extract<Row, { kind: 'person' }>;
  department: string | undefined;
  current: boolean;
}

function PersonRow({ row: { person, leads }, department, current }: PersonRowProps) {
  const { t } = useTranslation('people');
  const navigate = useNavigate();
  const departments = useDepartments();
  const place = departments.get(person.departments[0] ?? '')?.name;
  const open = (): void =>
    void navigate({ to: '/people/$person', params: { person: person.id }, search: department ? { department } : {} });
  return (
    <button type="button" className="directory-row" aria-current={current || undefined} onClick={open}>
      <PersonAvatar id={person.id} known={person} size={36} dot />
      <span className="directory-name">
        <span className="name-line">
          <span className="strong ellipsis">{person.name}</span> <PersonMark person={person} />
          {leads && <span className="mark mark-lead">{t(leads === 'head' ? 'head' : 'leads')}</span>}
        </span>
        <Said person={person} />
      </span>
      <span className="dim ellipsis directory-fact">{person.title}</span>
      <span className="dim ellipsis directory-fact">{place}</span>
      <span className="dim ellipsis directory-fact directory-mail">{person.email}</span>
    </button>
  );
}

function Said({ person }: { person: User }) {
  if (!person.status) return null;
  return (
    <span className="directory-status ellipsis" title={person.status.text}>
      {person.status.emoji} {person.status.text}
    </span>
  );
}
