import { Button, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { User } from '@rapport/contract';
import { IconSearch, IconUserPlus } from '@tabler/icons-react';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Virtualizer } from 'virtua';
import { useAnswer } from '../../../app/answers.ts';
import { useClient, useDoor } from '../../../app/client.tsx';
import { Empty } from '../../../app/empty.tsx';
import { sentenceOf } from '../../../app/errors.ts';
import { PersonAvatar, PersonMark } from '../avatar.tsx';
import { useDepartments } from '../departments.ts';
import { openPersonCard } from '../person-card.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import './directory.css';

type Row = { kind: 'heading'; text: string } | { kind: 'person'; person: User };

export function DirectoryPage() {
  const { t } = useTranslation('people');
  const mayInvite = useClient((s) => s.me?.permissions.includes('people.invite') ?? false);
  const departments = useDepartments();
  const [text, setText] = useState('');
  const [asked] = useDebouncedValue(text.trim(), 150);
  const [department, setDepartment] = useState<string | null>(null);
  const [inviting, setInviting] = useState(false);
  const everyone = useEveryone(department);
  const found = useAnswer('people.search', asked ? { text: asked, limit: 50 } : null);
  const rows = useMemo(
    () => rowsOf(asked ? (found.data?.users ?? []) : everyone.people, asked === ''),
    [asked, found.data, everyone.people],
  );
  const error = found.error ?? everyone.error;
  return (
    <div className="directory">
      <header className="directory-head">
        <h1>{t('directoryTitle')}</h1>
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
            aria-label={t('allDepartments')}
            placeholder={t('allDepartments')}
            clearable
            value={department}
            onChange={setDepartment}
            data={[...departments.values()].map((d) => ({ value: d.id, label: d.name }))}
          />
        )}
        {mayInvite && (
          <Button leftSection={<IconUserPlus size={16} />} onClick={() => setInviting(true)}>
            {t('invite')}
          </Button>
        )}
      </header>
      <div className="directory-scroll">
        {error && <Empty title={error} />}
        {!error && rows.length === 0 && everyone.loaded && <Empty title={t('nobody')} />}
        <Virtualizer data={rows}>
          {(row, i) =>
            row.kind === 'heading' ? (
              <h2 key={`h${row.text}`} className="directory-heading">
                {row.text}
              </h2>
            ) : (
              <PersonRow key={row.person.id + i} person={row.person} />
            )
          }
        </Virtualizer>
      </div>
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
    </div>
  );
}

function rowsOf(people: readonly User[], headings: boolean): Row[] {
  const rows: Row[] = [];
  let heading = '';
  for (const person of people) {
    if (headings && person.heading !== heading) {
      heading = person.heading;
      rows.push({ kind: 'heading', text: heading });
    }
    rows.push({ kind: 'person', person });
  }
  return rows;
}

/** The whole directory, page after page: it is scrolled through without waiting. */
function useEveryone(department: string | null): { people: User[]; loaded: boolean; error: string | null } {
  const client = useDoor();
  const [state, setState] = useState<{ people: User[]; loaded: boolean; error: string | null }>({
    people: [],
    loaded: false,
    error: null,
  });
  useEffect(() => {
    let gone = false;
    const load = async (): Promise<void> => {
      let people: User[] = [];
      let cursor: string | undefined;
      do {
        const where = department ? { department: department as never, deep: true } : {};
        const page = await client.call('people.list', { limit: 200, ...where, ...(cursor ? { cursor } : {}) });
        if (gone) return;
        people = [...people, ...page.items];
        cursor = page.next;
        setState({ people, loaded: true, error: null });
      } while (cursor && people.length < 20_000);
    };
    load().catch((error: unknown) => !gone && setState({ people: [], loaded: true, error: sentenceOf(error) }));
    return () => {
      gone = true;
    };
  }, [client, department]);
  return state;
}

function PersonRow({ person }: { person: User }) {
  const departments = useDepartments();
  const place = departments.get(person.departments[0] ?? '')?.name;
  return (
    <button
      type="button"
      className="directory-row"
      onClick={(e) => openPersonCard(person.id, e.currentTarget.getBoundingClientRect())}
    >
      <PersonAvatar id={person.id} known={person} size={36} dot />
      <span className="directory-name">
        <span className="strong ellipsis">{person.name}</span> <PersonMark person={person} />
        {person.status && (
          <span title={person.status.text}>
            {person.status.emoji} <span className="dim">{person.status.text}</span>
          </span>
        )}
      </span>
      <span className="dim ellipsis directory-fact">{person.title}</span>
      <span className="dim ellipsis directory-fact">{place}</span>
      <span className="dim ellipsis directory-fact directory-mail">{person.email}</span>
    </button>
  );
}
