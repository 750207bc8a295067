import type { ContactField, ContactOutline, ContactType, Datum, Handle } from '@rapport/contract';
import { csvLine, csvMark } from '@rapport/platform';

/** A contact with all that goes out of the house. */
export interface Outgoing extends ContactOutline {
  data: Datum[];
  handles: Handle[];
  ownerName: string | undefined;
  typeName: string | undefined;
}

export interface Columns {
  fields: readonly ContactField[];
  types: readonly ContactType[];
}

const uses = ['work', 'home', 'other'] as const;
const named = (what: string, use: (typeof uses)[number]): string => (use === 'other' ? what : `${use} ${what}`);
const kinds = ['phone', 'email', 'fax'] as const;
const plain = ['title', 'birthday', 'language', 'timeZone'] as const;

export const csvHead = ({ fields }: Columns): string =>
  csvMark +
  csvLine([
    'id',
    'name',
    'is company',
    'kind',
    'type',
    'company',
    ...kinds.flatMap((kind) => uses.map((use) => named(kind, use))),
    'wechat',
    ...['address', 'website'].flatMap((field) => uses.map((use) => named(field, use))),
    ...plain,
    'labels',
    ...fields.map(({ key }) => `x-${key}`),
    'owner',
    'archived',
    'changed at',
  ]);

const saidOf = (c: Outgoing, field: string, use: string = 'other'): string | number | undefined =>
  c.data.find((d) => d.field === field && d.use === use)?.value;

/** A row of the table. Several handles of a sort stand on lines of their own. */
export const csvRow = (c: Outgoing, { fields }: Columns): string =>
  csvLine([
    c.id,
    c.name,
    c.isCompany ? 'yes' : '',
    c.kind,
    c.typeName,
    c.company?.name,
    ...kinds.flatMap((kind) =>
      uses.map((use) =>
        c.handles
          .filter((h) => h.kind === kind && h.use === use)
          .map((h) => h.value)
          .join('\n'),
      ),
    ),
    c.handles
      .filter((h) => h.kind === 'wechat' && h.scope === 'id')
      .map((h) => h.value)
      .join('\n'),
    ...['address', 'website'].flatMap((field) => uses.map((use) => saidOf(c, field, use))),
    ...plain.map((field) => saidOf(c, field)),
    c.labels.join('\n'),
    ...fields.map(({ key }) => saidOf(c, `x-${key}`)),
    c.ownerName,
    c.archived ? 'yes' : '',
    new Date(c.changedAt).toISOString(),
  ]);

/** Text as RFC 6350 §3.4 escapes it. */
const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\\,;]/g, '\\$&')
    .replace(/\r\n?|\n/g, '\\n')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a card has none
    .replace(/[\u0000-\u001f\u007f]/g, ' ');

/** A line of at most 75 octets, its rest folded (RFC 6350 §3.2), never within a character. */
function folded(line: string): string {
  const lines: string[] = [];
  let now = '';
  let octets = 0;
  for (const char of line) {
    const size = Buffer.byteLength(char);
    if (octets + size > 75) {
      lines.push(now);
      now = ' ';
      octets = 1;
    }
    now += char;
    octets += size;
  }
  return [...lines, now].map((one) => `${one}\r\n`).join('');
}

const typed = (types: readonly string[]): string => (types.length > 0 ? `;TYPE=${types.join(',')}` : '');
const useType = (use: string): string[] => (use === 'other' ? [] : [use]);

function handleLine({ kind, value, use }: Handle): string | undefined {
  if (kind === 'email') return `EMAIL${typed(useType(use))}:${escaped(value)}`;
  const types = typed([...useType(use), kind === 'fax' ? 'fax' : 'voice']).replace(/=(.*,.*)$/, '="$1"');
  if (kind === 'phone' || kind === 'fax')
    return value.startsWith('+') ? `TEL;VALUE=uri${types}:tel:${value}` : `TEL${types}:${escaped(value)}`;
  return undefined;
}

function datumLine({ field, use, value }: Datum, own: ReadonlySet<string>): string | undefined {
  const text = String(value);
  if (field === 'title') return `TITLE:${escaped(text)}`;
  if (field === 'address') return `ADR${typed(useType(use))}:;;${escaped(text)};;;;`;
  if (field === 'website') return `URL${typed(useType(use))}:${escaped(text)}`;
  if (field === 'birthday') return `BDAY:${text.replaceAll('-', '')}`;
  if (field === 'language') return `LANG:${escaped(text)}`;
  if (field === 'timeZone') return `TZ:${escaped(text)}`;
  return own.has(field) ? `X-RAPPORT-${field.toUpperCase()}:${escaped(text)}` : undefined;
}

/** A card (vCard 4.0, RFC 6350). Of several data of a field and use the first holds. */
export function vcard(c: Outgoing, { fields }: Columns): string {
  const own = new Set(fields.map(({ key }) => `x-${key}`));
  const first = c.data.filter((d, i) => c.data.findIndex((one) => one.field === d.field && one.use === d.use) === i);
  const lines = [
    'BEGIN:VCARD',
    'VERSION:4.0',
    'PRODID:-//Rapport//Contacts//EN',
    `UID:urn:uuid:${c.id}`,
    `KIND:${c.isCompany ? 'org' : 'individual'}`,
    `FN:${escaped(c.name)}`,
    c.company ? `ORG:${escaped(c.company.name)}` : c.isCompany ? `ORG:${escaped(c.name)}` : undefined,
    ...c.handles.map(handleLine),
    ...first.map((datum) => datumLine(datum, own)),
    c.labels.length > 0 ? `CATEGORIES:${c.labels.map(escaped).join(',')}` : undefined,
    `X-RAPPORT-KIND:${c.kind}`,
    c.typeName === undefined ? undefined : `X-RAPPORT-TYPE:${escaped(c.typeName)}`,
    `REV:${new Date(c.changedAt).toISOString().replace(/[-:]|\.\d+/g, '')}`,
    'END:VCARD',
  ];
  return lines
    .filter((line) => line !== undefined)
    .map(folded)
    .join('');
}
