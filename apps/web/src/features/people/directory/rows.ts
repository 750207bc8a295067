import type { Department, User } from '@rapport/contract';

export type Row =
  | { kind: 'heading'; text: string }
  /** `leads`: stands above the others because they lead the department; the head is the first of them. */
  | { kind: 'person'; person: User; leads?: 'head' | 'lead' };

/** The directory as it is shown: who leads the department first, then everybody under the letters of their names. */
export function rowsOf(people: readonly User[], department: Department | undefined, headings: boolean): Row[] {
  const rows: Row[] = [];
  const leads = (department?.managers ?? []).flatMap((id) => people.find((person) => person.id === id) ?? []);
  for (const person of leads) rows.push({ kind: 'person', person, leads: person === leads[0] ? 'head' : 'lead' });
  const first = new Set(leads.map((person) => person.id));
  let heading = '';
  for (const person of people) {
    if (first.has(person.id)) continue;
    if (headings && person.heading !== heading) {
      heading = person.heading;
      rows.push({ kind: 'heading', text: heading });
    }
    rows.push({ kind: 'person', person });
  }
  return rows;
}
