import type { Datum, Handle } from '@rapport/contract';
import type { Queryable } from '@rapport/platform';
import { peopleByIds } from '../../people/index.ts';
import { outline } from '../present.ts';
import { type Asked, type ContactRow, fieldRows, listedContacts, typeRows } from '../reader.ts';
import { dataOfMany, handlesOfMany, labelsOfMany } from './transfer-reader.ts';
import type { Columns, Outgoing } from './write-cards.ts';

const atOnce = 200;

export const columnsOf = async (q: Queryable): Promise<Columns> => ({
  fields: (await fieldRows(q)).filter((field) => !field.archived),
  types: await typeRows(q),
});

function grouped<T extends { root: string }>(rows: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of rows) groups.set(one.root, [...(groups.get(one.root) ?? []), one]);
  return groups;
}

const withoutRoot = <T extends { root: string }>({ root: _, ...rest }: T): Omit<T, 'root'> => rest;

/** Contacts with all that goes out of the house. */
export async function outgoing(q: Queryable, rows: readonly ContactRow[], { types }: Columns): Promise<Outgoing[]> {
  const roots = rows.map(({ id }) => id);
  const owners = [...new Set(rows.flatMap(({ owner }) => owner ?? []))];
  const names = new Map((await peopleByIds(q, owners)).map((person) => [person.id as string, person.name]));
  const data = grouped(await dataOfMany(q, roots));
  const handles = grouped(await handlesOfMany(q, roots));
  const labels = grouped(await labelsOfMany(q, roots));
  return rows.map((one) => {
    const type = types.find(({ id }) => id === one.type);
    return {
      ...outline(
        one,
        (labels.get(one.id) ?? []).map(({ label }) => label),
      ),
      data: (data.get(one.id) ?? []).map((d) => withoutRoot(d) as Datum),
      handles: (handles.get(one.id) ?? []).map((h) => withoutRoot(h) as Handle),
      ownerName: one.owner ? names.get(one.owner) : undefined,
      typeName: type && (type.names.zh ?? type.names.en),
    };
  });
}

/** All contacts that are asked for, by name, a page at a time. */
export async function* walkContacts(
  q: Queryable,
  asked: Omit<Asked, 'after' | 'limit'>,
  columns: Columns,
): AsyncGenerator<Outgoing[]> {
  for (let after: readonly [string, string] | undefined; ; ) {
    const rows = await listedContacts(q, { ...asked, after, limit: atOnce });
    if (rows.length > 0) yield outgoing(q, rows, columns);
    const last = rows.at(-1);
    if (!last || rows.length < atOnce) return;
    after = [last.sortKey, last.id];
  }
}
