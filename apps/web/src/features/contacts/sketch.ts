import type { Contact, ContactField, ContactKind, ContactOutline, Datum, Input, User } from '@rapport/contract';

type Given = NonNullable<Input<'contacts.create'>['data']>[number];

/** What is written in the form of a contact. */
export interface Sketch {
  name: string;
  isCompany: boolean;
  kind: ContactKind;
  type: string;
  company: Pick<ContactOutline, 'id' | 'name'> | undefined;
  owner: User[];
  labels: string[];
  /** Single values by `use field`, as they are written. */
  values: Record<string, string>;
  phone: string;
  email: string;
}

/** Fields of one line each, in the order of the form; firms have no birthday and no title. */
export const plainFields = ['title', 'birthday', 'language', 'timeZone'] as const;
export const usedFields = ['work address', 'home address', 'work website', 'home website'] as const;

const keyOf = (field: string, use: Datum['use'] = 'other'): string => (use === 'other' ? field : `${use} ${field}`);

export function sketchOf(contact: Contact | undefined, owner: User | undefined): Sketch {
  const values: Record<string, string> = {};
  for (const { field, use, value } of contact?.data ?? []) values[keyOf(field, use)] ??= String(value);
  return {
    name: contact?.name ?? '',
    isCompany: contact?.isCompany ?? false,
    kind: contact?.kind ?? 'customer',
    type: contact?.type ?? '',
    company: contact?.company,
    owner: owner ? [owner] : [],
    labels: [...(contact?.labels ?? [])],
    values,
    phone: '',
    email: '',
  };
}

function givenOf(key: string, value: string, fields: readonly ContactField[]): Given {
  const [use, named] = key.includes(' ') ? (key.split(' ') as [Datum['use'], string]) : (['other', key] as const);
  const isNumber = fields.some((one) => `x-${one.key}` === key && one.shape === 'number');
  const text = value.trim();
  return { field: named as Given['field'], use, value: text === '' ? null : isNumber ? Number(text) : text };
}

/** What was written otherwise than it was before: what was emptied is taken back. */
export function saidOf(before: Sketch, now: Sketch, fields: readonly ContactField[]): Given[] {
  const keys = new Set([...Object.keys(before.values), ...Object.keys(now.values)]);
  const special = new Set(['name', 'kind', 'type', 'company', 'owner']);
  const said = [...keys]
    .filter((key) => !special.has(key) && (before.values[key] ?? '') !== (now.values[key] ?? '').trim())
    .map((key) => givenOf(key, now.values[key] ?? '', fields));
  const one = (field: Given['field'], was: string, is: string): Given[] =>
    was === is ? [] : [{ field, use: 'other', value: is === '' ? null : is }];
  return [
    ...said,
    ...one('type', before.type, now.type),
    ...one('company', before.company?.id ?? '', now.company?.id ?? ''),
    ...one('owner', before.owner[0]?.id ?? '', now.owner[0]?.id ?? ''),
  ];
}
