import type { Client } from '@rapport/client';
import type { Input, User } from '@rapport/contract';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useClient, useDoor } from '../../app/client.tsx';
import { sentenceOf } from '../../app/errors.ts';

export interface Everyone {
  people: readonly User[];
  loaded: boolean;
  error: string | null;
  /** Puts somebody's new state in place. */
  replace(person: User): void;
}

type Filter = Omit<Input<'people.list'>, 'cursor' | 'limit'>;
const most = 20_000;

/** Lists up to this long are asked for again when something changed; of longer ones only what changed is. */
const shortMost = 400;

const inOrder = (a: User, b: User): number => (a.sortKey < b.sortKey || (a.sortKey === b.sortKey && a.id < b.id) ? -1 : 1);

/** A list with the newest state of some people: who belongs to it is put in place, who does not goes. */
export function withChanged(people: readonly User[], changed: readonly User[], belongs: (person: User) => boolean): User[] {
  const gone = new Set(changed.map(({ id }) => id));
  return [...people.filter(({ id }) => !gone.has(id)), ...changed.filter(belongs)].sort(inOrder);
}

/** A list, and the `ev` of the organization it is of. */
interface Listed {
  ev: number;
  people: readonly User[];
}

/** A long list with what changed since; null when it is better asked for anew. */
async function patched(client: Client, before: Listed, belongs: (person: User) => boolean): Promise<Listed | null> {
  if (before.people.length <= shortMost) return null;
  const changed = await client.call('people.changedSince', { ev: before.ev });
  if (changed.tooMany || changed.users.length > 200) return null;
  const { users } = changed.users.length > 0 ? await client.call('people.get', { ids: changed.users }) : { users: [] };
  return { ev: changed.ev, people: withChanged(before.people, users, belongs) };
}

/** All pages; `onPart` sees what has come so far. */
async function whole(client: Client, filter: Filter, onPart: (people: readonly User[]) => void): Promise<Listed> {
  const ev = client.state.organizationEv;
  let people: User[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.call('people.list', { ...filter, limit: 200, ...(cursor ? { cursor } : {}) });
    people = [...people, ...page.items];
    cursor = page.next;
    onPart(people);
  } while (cursor && people.length < most);
  return { ev, people };
}

/**
 * The whole directory, page after page: it is scrolled through without waiting. Changes of the organization bring what changed.
 * `within`: the departments whose people it is; undefined for all.
 */
export function useEveryone(filter: Filter, within?: ReadonlySet<string>): Everyone {
  const client = useDoor();
  const [state, setState] = useState<Pick<Everyone, 'people' | 'loaded' | 'error'>>({ people: [], loaded: false, error: null });
  const moved = useOrganizationMoved();
  const key = JSON.stringify(filter);
  const shown = useRef<Listed & { key: string }>({ key: '', ev: 0, people: [] });
  const places = useRef(within);
  places.current = within;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `moved` asks again on purpose
  useEffect(() => {
    let gone = false;
    const asked = JSON.parse(key) as Filter;
    // What is shown stays until it is known anew, unless something else is asked for.
    const before = shown.current.key === key ? shown.current : null;
    const show = (people: readonly User[]): void => {
      if (!gone) setState({ people, loaded: true, error: null });
    };
    const belongs = (person: User): boolean =>
      (person.active || asked.inactive === true) &&
      (places.current === undefined || person.departments.some((id) => places.current?.has(id)));
    const load = async (): Promise<void> => {
      const listed =
        (before && (await patched(client, before, belongs))) ??
        (await whole(client, asked, (part) => {
          if (gone) throw new Error('Something else is asked for.');
          if (!before) show(part);
        }));
      if (!gone) shown.current = { key, ...listed };
      show(listed.people);
    };
    load().catch((error: unknown) => !gone && setState({ people: [], loaded: true, error: sentenceOf(error) }));
    return () => {
      gone = true;
    };
  }, [client, key, moved]);
  const replace = useCallback((person: User): void => {
    const put = (people: readonly User[]): readonly User[] => people.map((one) => (one.id === person.id ? person : one));
    shown.current = { ...shown.current, people: put(shown.current.people) };
    setState((old) => ({ ...old, people: put(old.people) }));
  }, []);
  return { ...state, replace };
}

/** Another number when the organization changed and has been quiet for a moment. */
export function useOrganizationMoved(): number {
  const ev = useClient((s) => s.organizationEv);
  const [settled, setSettled] = useState(ev);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(ev), 800);
    return () => clearTimeout(timer);
  }, [ev]);
  return settled;
}
