import type { User } from '@rapport/contract';

export type Which = 'active' | 'inactive' | 'imported' | 'guests' | 'bots';

export const whichPeople = [
  { value: 'active', label: 'onlyActive' },
  { value: 'inactive', label: 'onlyInactive' },
  { value: 'imported', label: 'onlyImported' },
  { value: 'guests', label: 'onlyGuests' },
  { value: 'bots', label: 'onlyBots' },
] as const satisfies { value: Which; label: string }[];

/** Whether somebody belongs into a list. Imported people have no account yet: they are neither active nor deactivated. */
export function fits(person: User, which: Which, role: string | null): boolean {
  if (role !== null && (person.role !== role || person.kind === 'bot')) return false;
  if (which === 'active') return person.active;
  if (which === 'inactive') return !person.active && !person.unclaimed;
  if (which === 'imported') return person.unclaimed;
  return person.kind === (which === 'guests' ? 'guest' : 'bot');
}
