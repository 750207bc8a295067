import type { GivenDatum } from '@rapport/contract';
import { type Card, type CardFile, CardFileError, CardMaker, most, type Own, oneLine } from './card.ts';
import { type Property, partsOf, unescaped, vcardsIn } from './vcard-lines.ts';

type Use = GivenDatum['use'];

const useOf = ({ types }: Property): Use => (types.has('work') ? 'work' : types.has('home') ? 'home' : 'other');

/** Known, and nothing that a contact has: no word about them. */
const silent = new Set([
  'VERSION',
  'PRODID',
  'REV',
  'N',
  'FN',
  'SORT-STRING',
  'LABEL',
  'X-ABLABEL',
  'X-ABADR',
  'X-ABUID',
  'CLASS',
  'MAILER',
  'X-IMAGETYPE',
  'X-IMAGEHASH',
]);

function nameOf(properties: readonly Property[]): string {
  const first = (name: string): string | undefined => properties.find((one) => one.name === name)?.value;
  const formatted = oneLine(unescaped(first('FN') ?? ''));
  if (formatted !== '') return formatted;
  const [family = '', given = '', more = '', prefix = '', suffix = ''] = partsOf(first('N') ?? '', ';').map(oneLine);
  const han = [family, given].every((part) => /^\p{Script=Han}*$/u.test(part));
  const name = han ? `${family}${given}` : [prefix, given, more, family, suffix].filter(Boolean).join(' ');
  return name || oneLine(unescaped(first('NICKNAME') ?? ''));
}

/** A number without what RFC 3966 adds to it, and without an extension, which nobody can be reached by alone. */
const numberOf = (value: string): string =>
  unescaped(value)
    .trim()
    .replace(/^tel:/i, '')
    .replace(/;(ext|phone-context)=.*$/i, '');

/** Post office box, extension, street, town, region, code, country: in the order of the country, as far as it can be told. */
function addressOf(value: string): string {
  const [box = '', extended = '', street = '', town = '', region = '', code = '', country = ''] = partsOf(value, ';');
  const parts = [street, extended, box, town, region, code, country].filter(Boolean);
  return /\p{Script=Han}/u.test(value)
    ? [country, region, town, street, extended, box, code].filter(Boolean).join(' ')
    : parts.join('\n');
}

const taken: Record<string, (maker: CardMaker, property: Property) => boolean> = {
  TEL(maker, p) {
    maker.handle(p.types.has('fax') ? 'fax' : 'phone', numberOf(p.value), useOf(p), p.name, p.line);
    return true;
  },
  EMAIL(maker, p) {
    maker.handle('email', unescaped(p.value).replace(/^mailto:/i, ''), useOf(p), p.name, p.line);
    return true;
  },
  ORG(maker, p) {
    maker.card.company ??= oneLine(partsOf(p.value, ';')[0] ?? '') || undefined;
    return true;
  },
  TITLE: (maker, p) => maker.datum('title', 'other', unescaped(p.value), p.name, p.line),
  ROLE: (maker, p) => maker.datum('title', 'other', unescaped(p.value), p.name, p.line),
  ADR: (maker, p) => maker.datum('address', useOf(p), addressOf(p.value), p.name, p.line),
  URL: (maker, p) => maker.datum('website', useOf(p), unescaped(p.value), p.name, p.line),
  // A day without a year tells no birthday here.
  BDAY: (maker, p) => !p.value.startsWith('--') && maker.datum('birthday', 'other', p.value, p.name, p.line),
  LANG: (maker, p) => maker.datum('language', 'other', unescaped(p.value), p.name, p.line),
  // Offsets and coordinates are no zones.
  TZ: (maker, p) => /^[A-Z][a-z]+\/\w/.test(p.value) && maker.datum('timeZone', 'other', unescaped(p.value), p.name, p.line),
  'X-RAPPORT-KIND': (maker, p) => maker.datum('kind', 'other', p.value, p.name, p.line),
  'X-RAPPORT-TYPE': (maker, p) => maker.datum('type', 'other', p.value, p.name, p.line),
  CATEGORIES(maker, p) {
    for (const label of partsOf(p.value, ',')) maker.label(label, p.name, p.line);
    return true;
  },
  NOTE(maker, p) {
    maker.remark(unescaped(p.value), p.name, p.line);
    return true;
  },
  UID(maker, p) {
    maker.card.uid = p.value.trim().slice(0, 200) || undefined;
    return true;
  },
  KIND(maker, p) {
    maker.card.isCompany = /^org$/i.test(p.value.trim());
    return true;
  },
  'X-ABSHOWAS'(maker, p) {
    maker.card.isCompany = /^company$/i.test(p.value.trim());
    return true;
  },
};

function take(maker: CardMaker, property: Property, own: Own): boolean {
  const { name, value } = property;
  const how = taken[name];
  // An empty one says nothing.
  if (how) return value.replaceAll(';', '').trim() === '' || how(maker, property);
  const key = name.startsWith('X-RAPPORT-X-') ? name.slice('X-RAPPORT-X-'.length).toLowerCase() : '';
  return own.fields.has(key) && maker.datum(`x-${key}`, 'other', unescaped(value), name, property.line);
}

/** Cards of vCard 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350), as address books write them. */
export function readVcards(text: string, own: Own): CardFile {
  const cards: Card[] = [];
  const ignored = new Set<string>();
  for (const { line, properties } of vcardsIn(text)) {
    const maker = new CardMaker(line, own);
    for (const property of properties)
      if (!take(maker, property, own) && !silent.has(property.name) && ignored.size < most.ignored) ignored.add(property.name);
    cards.push(maker.end(nameOf(properties), 'FN'));
  }
  if (cards.length === 0) throw new CardFileError('unreadable', 'There is no card in this file.');
  return { format: 'vcard', cards, ignored };
}
