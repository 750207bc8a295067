import { domainToASCII, domainToUnicode } from 'node:url';
import type { ContactField, HandleKind } from '@rapport/contract';
import { ContactKind } from '@rapport/contract';
import { isId } from '@rapport/platform';

/** Contacts that one stands for, itself included. */
export const mostMerged = 50;

const mobileInChina = /^1[3-9]\d{9}$/;

/**
 * A number as it is compared: E.164 (ITU-T) where it says its country, or is a mobile number of the Chinese mainland, else its digits.
 * Undefined when it is none.
 */
function phoneOf(text: string): string | undefined {
  const digits = text
    .normalize('NFKC')
    .replace(/[\s().\-–—/]/gu, '')
    .replace(/^00(?=[1-9])/, '+');
  if (!/^\+?\d{3,18}$/.test(digits)) return undefined;
  return mobileInChina.test(digits) ? `+86${digits}` : digits;
}

/** An address of RFC 5321 as far as it can be told without asking: both sides of one `@`. Compared in lower case, as all known hosts do. */
function emailOf(text: string): string | undefined {
  const address = text.normalize('NFC').trim().toLowerCase();
  return address.length <= 254 && /^[^\s@<>,;:"]{1,64}@[^\s@<>,;:"]+$/.test(address) ? address : undefined;
}

/** As an address is compared: in small letters, its domain as the network asks for it (RFC 5891 §4.4). */
export function comparedAddress(address: string): string {
  const small = address.normalize('NFC').trim().toLowerCase();
  const at = small.lastIndexOf('@');
  const domain = domainToASCII(small.slice(at + 1));
  return domain === '' ? small : `${small.slice(0, at + 1)}${domain}`;
}

/**
 * As what an address may stand with contacts, which keep it as it came: its domain in letters or in ASCII, and the mailbox without what follows its
 * `+` (RFC 5233), which most hosts give to the same person.
 */
export function spellingsOf(address: string): string[] {
  const small = address.normalize('NFC').trim().toLowerCase();
  const at = small.lastIndexOf('@');
  const [local, domain] = [small.slice(0, at), small.slice(at + 1)];
  const bare = local.replace(/(?<=.)\+.*$/s, '');
  const domains = [domain, domainToASCII(domain), domainToUnicode(domain)].filter((one) => one !== '');
  return [...new Set([local, bare].flatMap((name) => domains.map((one) => `${name}@${one}`)))];
}

/** A handle as it is stored and compared; undefined when it is none of its kind. */
export function handleValue(kind: HandleKind, text: string): string | undefined {
  if (kind === 'phone' || kind === 'fax') return phoneOf(text);
  return kind === 'email' ? emailOf(text) : text.trim();
}

const day = /^\d{4}-\d{2}-\d{2}$/;
const isDay = (value: string): boolean => day.test(value) && !Number.isNaN(Date.parse(value)) && roundTrips(value);
/** February has no 30th: a date that is none is read as another one. */
const roundTrips = (value: string): boolean => new Date(value).toISOString().startsWith(value);

const oneLine = (value: string, most: number): boolean =>
  value.length <= most && value.trim() !== '' && !/\p{Cc}|\u2028|\u2029/u.test(value);

function isZone(value: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return true;
  } catch {
    return false;
  }
}
function isLanguage(value: string): boolean {
  try {
    return Intl.getCanonicalLocales(value).length === 1;
  } catch {
    return false;
  }
}
function isAddress(value: string): boolean {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  return url?.protocol === 'https:' || url?.protocol === 'http:';
}

/** What each field takes; what it refers to is looked up besides. */
const takes: Record<string, (value: string) => boolean> = {
  name: (value) => oneLine(value, 120),
  kind: (value) => ContactKind.safeParse(value).success,
  owner: isId,
  type: isId,
  company: isId,
  title: (value) => oneLine(value, 120),
  address: (value) => value.trim() !== '' && value.length <= 500,
  website: (value) => value.length <= 500 && isAddress(value),
  birthday: isDay,
  language: (value) => value.length <= 35 && isLanguage(value),
  timeZone: (value) => value.length <= 64 && isZone(value),
};

/** Whether a field takes a value; `own` are the organization's own fields, by their keys. */
export function fits(field: string, value: string | number, own: ReadonlyMap<string, ContactField>): boolean {
  if (!field.startsWith('x-')) return typeof value === 'string' && (takes[field]?.(value) ?? false);
  const asked = own.get(field.slice(2));
  if (!asked || asked.archived) return false;
  if (asked.shape === 'number') return typeof value === 'number';
  if (typeof value !== 'string') return false;
  if (asked.shape === 'date') return isDay(value);
  return asked.shape === 'choice' ? asked.choices.includes(value) : value.trim() !== '' && value.length <= 2_000;
}

/** Name and kind are never unknown. */
export const mayBeUnknown = (field: string): boolean => field !== 'name' && field !== 'kind';
