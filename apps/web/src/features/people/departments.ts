import type { Client } from '@rapport/client';
import type { Department } from '@rapport/contract';
import { useEffect, useSyncExternalStore } from 'react';
import { useClient, useDoor } from '../../app/client.tsx';

/** The department tree is small and seldom changes: it is asked for once and kept while the page is open. */
let known: ReadonlyMap<string, Department> = new Map();
let asked: string | null = null;
const listeners = new Set<() => void>();

async function load(client: Client): Promise<void> {
  try {
    const { departments } = await client.call('people.departments', {});
    known = new Map(departments.map((d) => [d.id, d]));
    for (const listener of listeners) listener();
  } catch {
    // Guests have no departments; others ask again when they next sign in.
  }
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Departments by id; empty until they have come, and for guests. */
export function useDepartments(): ReadonlyMap<string, Department> {
  const client = useDoor();
  const me = useClient((s) => (s.me && s.me.user.kind !== 'guest' ? s.me.user.id : null));
  useEffect(() => {
    if (!me || asked === me) return;
    asked = me;
    void load(client);
  }, [client, me]);
  return useSyncExternalStore(subscribe, () => known);
}
