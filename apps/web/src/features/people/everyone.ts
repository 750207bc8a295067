import type { Client } from '@rapport/client';
import type { Input, User } from '@rapport/contract';
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { useClient, useDoor } from '../../app/client.tsx';
import { sentenceOf } from '../../app/errors.ts';
import { inTurn } from '../../app/in-turn.ts';

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

/** Most people asked for in one call. */
const askedAtOnce = 200;

/** A long list with what changed since; null when it is better asked for anew. */
export async function patched(
  client: Pick<Client, 'call'>,
  before: Listed,
  filter: Filter,
  belongs: (person: User) => boolean,
): Promise<Listed | null> {
  if (before.people.length <= shortMost) return null;
  const changed = await client.call('people.changedSince', { ev: before.ev });
  if (changed.tooMany) return null;
  // Whom a department holds, or whom I administer, changes with the tree and the roles, though no person did.
  if ((filter.department || filter.managed) && changed.departments) return null;
  if (filter.managed && changed.roles) return null;
  let users: User[] = [];
  for (let i = 0; i < changed.users.length; i += askedAtOnce)
    users = [...users, ...(await client.call('people.get', { ids: changed.users.slice(i, i + askedAtOnce) })).users];
  const gone = new Set<string>(changed.users);
  // Whom I may not see any more is not answered.
  return {
    ev: changed.ev,
    people: withChanged(
      before.people.filter((person) => !gone.has(person.id)),
      users,
      belongs,
    ),
  };
}

/** All pages; `onPart` sees what has come so far. */
async function whole(
  client: Pick<Client, 'call' | 'state'>,
  filter: Filter,
  onPart: (people: readonly User[]) => void,
): Promise<Listed> {
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

/** Where a list is held and shown. */
interface Place {
  get(): Listed | null;
  set(listed: Listed): void;
  show(people: readonly User[], error: string | null): void;
}

/** Keeps one list up to date: `run` after every change, one question at a time, until `stop`. */
export function keepListed(
  client: Pick<Client, 'call' | 'state'>,
  filter: Filter,
  within: RefObject<ReadonlySet<string> | undefined>,
  place: Place,
): { run(): void; stop(): void } {
  let gone = false;
  let parts: readonly User[] = [];
  const belongs = (person: User): boolean =>
    (person.active || filter.inactive === true) &&
    (within.current === undefined || person.departments.some((id) => within.current?.has(id)));
  const load = async (): Promise<void> => {
    const before = place.get();
    const listed =
      (before && (await patched(client, before, filter, belongs))) ??
      (await whole(client, filter, (part) => {
        if (gone) throw new Error('Something else is asked for.');
        if (before) return;
        parts = part;
        place.show(part, null);
      }));
    if (gone) return;
    place.set(listed);
    place.show(listed.people, null);
  };
  // What moves while a long list comes is asked for after it: it does not begin anew. What has come stays when the rest does not.
  const run = inTurn(async () => {
    if (gone) return;
    await load().catch((error: unknown) => {
      if (!gone) place.show(place.get()?.people ?? parts, sentenceOf(error));
    });
  });
  return {
    run: () => void run(),
    stop: () => {
      gone = true;
    },
  };
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
  const run = useRef<() => void>(undefined);
  useEffect(() => {
    const keeper = keepListed(client, JSON.parse(key) as Filter, places, {
      // What is shown stays until it is known anew, unless something else is asked for.
      get: () => (shown.current.key === key ? shown.current : null),
      set: (listed) => {
        shown.current = { key, ...listed };
      },
      show: (people, error) => setState({ people, loaded: true, error }),
    });
    run.current = keeper.run;
    keeper.run();
    return keeper.stop;
  }, [client, key]);
  const seen = useRef(moved);
  useEffect(() => {
    if (seen.current === moved) return;
    seen.current = moved;
    run.current?.();
  }, [moved]);
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
