import type { Input, User } from '@rapport/contract';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useClient, useDoor } from '../../app/client.tsx';
import { sentenceOf } from '../../app/errors.ts';

export interface Everyone {
  people: readonly User[];
  loaded: boolean;
  error: string | null;
  /** Asks again, as after an invitation was accepted. */
  reload(): void;
  /** Puts somebody's new state in place. */
  replace(person: User): void;
}

type Filter = Omit<Input<'people.list'>, 'cursor' | 'limit'>;
const most = 20_000;

/** The whole directory, page after page: it is scrolled through without waiting. Changes of the organization bring it again. */
export function useEveryone(filter: Filter): Everyone {
  const client = useDoor();
  const [state, setState] = useState<Pick<Everyone, 'people' | 'loaded' | 'error'>>({ people: [], loaded: false, error: null });
  const [turn, setTurn] = useState(0);
  const moved = useOrganizationMoved();
  const key = JSON.stringify(filter);
  const shown = useRef('');
  // biome-ignore lint/correctness/useExhaustiveDependencies: `turn` and `moved` ask again on purpose
  useEffect(() => {
    let gone = false;
    // What is shown stays until it is known anew, unless something else is asked for.
    const again = shown.current === key;
    shown.current = key;
    const load = async (): Promise<void> => {
      let people: User[] = [];
      let cursor: string | undefined;
      do {
        const page = await client.call('people.list', { ...JSON.parse(key), limit: 200, ...(cursor ? { cursor } : {}) });
        if (gone) return;
        people = [...people, ...page.items];
        cursor = page.next;
        if (!again || !cursor) setState({ people, loaded: true, error: null });
      } while (cursor && people.length < most);
    };
    load().catch((error: unknown) => !gone && setState({ people: [], loaded: true, error: sentenceOf(error) }));
    return () => {
      gone = true;
    };
  }, [client, key, turn, moved]);
  const reload = useCallback(() => setTurn((n) => n + 1), []);
  const replace = useCallback(
    (person: User) => setState((old) => ({ ...old, people: old.people.map((one) => (one.id === person.id ? person : one)) })),
    [],
  );
  return { ...state, reload, replace };
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
