import type { Platform } from '@rapport/platform';
import { peopleByIds } from '../../people/index.ts';
import type { WalkedPeople, WalkedPerson } from './walk-shape.ts';

const atOnce = 500;

export function walkedPeople(platform: Platform): WalkedPeople {
  const known = new Map<string, WalkedPerson | undefined>();
  return {
    async know(ids) {
      const fresh = [...new Set(ids)].filter((id): id is string => typeof id === 'string' && !known.has(id));
      for (let at = 0; at < fresh.length; at += atOnce) {
        const slice = fresh.slice(at, at + atOnce);
        // Also those whom nobody knows: they are not asked for again.
        for (const id of slice) known.set(id, undefined);
        for (const { id, name, kind, title, email } of await peopleByIds(platform.db, slice))
          known.set(id, { id, name, kind, title, email });
      }
    },
    get: (id) => (id ? known.get(id) : undefined),
    nameOf: (id) => known.get(id)?.name ?? id,
    *all() {
      for (const person of known.values()) if (person) yield person;
    },
  };
}
