import { type Contact, type ContactOutline, Fault } from '@rapport/contract';
import type { Queryable } from '@rapport/platform';
import { type ContactRow, contactRow, dataOf, groupRows, handlesOf, mergesOf } from './reader.ts';

export const unknownContact = (): Fault => new Fault('not-found', { what: 'contact' });

/** The contact that stands for this one: itself, or what it was merged into. */
export async function requireContact(q: Queryable, id: string): Promise<ContactRow> {
  const row = await contactRow(q, id);
  const root = row && row.root !== row.id ? await contactRow(q, row.root) : row;
  if (!root) throw unknownContact();
  return root;
}

/** Whether there is such a contact, merged or not, and not erased. */
export const isContact = async (q: Queryable, id: string): Promise<boolean> => (await contactRow(q, id)) !== undefined;

export function outline(row: ContactRow, labels: readonly string[] = row.labels): ContactOutline {
  return {
    id: row.id as ContactOutline['id'],
    name: row.name,
    isCompany: row.isCompany,
    kind: row.kind,
    ...(row.owner ? { owner: row.owner as never } : {}),
    ...(row.type ? { type: row.type } : {}),
    ...(row.company && row.companyName ? { company: { id: row.company as never, name: row.companyName } } : {}),
    labels: [...labels],
    archived: row.archived,
    changedAt: row.changedAt,
  };
}

/** A contact with all that is known of it and of those merged into it (CT3). */
export async function presentContact(q: Queryable, id: string): Promise<Contact> {
  const root = await requireContact(q, id);
  const group = await groupRows(q, root.id);
  const merged = (await mergesOf(q, root.id)).map(({ merged: id, name, at, by }) => ({ id, name, mergedAt: at, mergedBy: by }));
  return {
    ...outline(root, [...new Set(group.flatMap((row) => row.labels))].sort()),
    data: await dataOf(q, root.id),
    handles: await handlesOf(q, root.id),
    merged: merged as Contact['merged'],
    createdAt: root.createdAt,
  };
}
