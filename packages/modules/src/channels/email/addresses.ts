import { domainToASCII } from 'node:url';
import { decodeWords } from './headers.ts';

export interface Address {
  /** '' when none was given. */
  name: string;
  address: string;
}

const listAtMost = 1_000;

interface Open {
  words: string[];
  /** Some word is an address. */
  named: boolean;
  angle: string | undefined;
  comment: string;
}
const nothing = (): Open => ({ words: [], named: false, angle: undefined, comment: '' });

function addWord(open: Open, word: string): void {
  open.words.push(word);
  open.named ||= word.includes('@');
}

/** Where a quoted string, comment or angle that begins here ends: the place of its closing mark, or the end. Comments nest. */
function closing(text: string, start: number, close: string, open?: string): number {
  let depth = 0;
  for (let place = start + 1; place < text.length; place++) {
    const letter = text[place];
    if (letter === '\\') place += 1;
    else if (letter === open) depth += 1;
    else if (letter === close && depth-- === 0) return place;
  }
  return text.length;
}

const unquoted = (text: string): string => text.replace(/\\(.)/gs, '$1');

function finish(open: Open): Address | undefined {
  const words = open.words.join(' ').replace(/\s+/g, ' ').trim();
  const bare = open.angle === undefined;
  // `name a@b` and `a@b (name)` are older than angles and still written.
  const found = bare ? open.words.find((word) => word.includes('@')) : open.angle;
  // A source route is no part of the address.
  const address = (found ?? '')
    .replace(/^(@[^:]*:)+/, '')
    .replace(/\s+/g, '')
    .replace(/^<+|>+$/g, '');
  const rest = bare ? open.words.filter((word) => word !== found).join(' ') : words;
  const name = decodeWords((rest || open.comment).slice(0, 2_000)).replace(/^["'\s]+|["'\s]+$/g, '');
  return address === '' ? undefined : { name: name === address ? '' : name.slice(0, 200), address };
}

/** The addresses of a header (RFC 5322 §3.4, and what is written instead). Groups are their members; whatever has no address is left out. */
export function parseAddresses(header: string | undefined): Address[] {
  const found: Address[] = [];
  if (header === undefined) return found;
  let open = nothing();
  const close = () => {
    const address = finish(open);
    if (address !== undefined && found.length < listAtMost) found.push(address);
    open = nothing();
  };
  for (let place = 0; place < header.length; place++) {
    const letter = header[place]!;
    if (letter === '"') {
      const end = closing(header, place, '"');
      const text = unquoted(header.slice(place + 1, end));
      // "a b"@example.org: a quoted local part.
      if (header[end + 1] === '@') {
        const rest = /^@[^\s,;<>()"]*/.exec(header.slice(end + 1))![0];
        addWord(open, `"${text}"${rest}`);
        place = end + rest.length;
      } else {
        addWord(open, text);
        place = end;
      }
    } else if (letter === '(') {
      const end = closing(header, place, ')', '(');
      open.comment ||= unquoted(header.slice(place + 1, end)).trim();
      place = end;
    } else if (letter === '<') {
      const end = closing(header, place, '>');
      open.angle = header.slice(place + 1, end).trim();
      place = end;
    } else if (letter === ',' || letter === ';') close();
    else if (letter === ':' && open.angle === undefined && !open.named) open = nothing();
    else if (!/\s/.test(letter)) {
      const word = /^[^\s,;<>()":]+:?[^\s,;<>()":]*/.exec(header.slice(place))?.[0] ?? letter;
      const group = /^[^@]*:/.exec(word)?.[0];
      if (group !== undefined) open = nothing();
      else addWord(open, word);
      place += (group ?? word).length - 1;
    }
  }
  close();
  return found;
}

const label = /^[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?$/u;
const atom = /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+$/u;

/** Whether mail can be sent to it as it stands: one address, no name, no quoting, no control (so no header can be smuggled in). */
export function isAddress(text: string): boolean {
  const at = text.lastIndexOf('@');
  if (at < 1 || Buffer.byteLength(text) > 254) return false;
  const local = text.slice(0, at);
  const labels = text.slice(at + 1).split('.');
  if (Buffer.byteLength(local) > 64 || labels.length < 2 || domainToASCII(text.slice(at + 1)) === '') return false;
  return (
    local.split('.').every((part) => atom.test(part)) && labels.every((part) => label.test(part)) && !/^\d+$/.test(labels.at(-1)!)
  );
}

/** A text as a line of a header may hold it. Line ends and controls would begin another header: they are refused, not repaired. */
export function headerText(text: string): string {
  if (/[\p{Cc}\u2028\u2029]/u.test(text)) throw new RangeError('a header holds one line');
  return text;
}

/** For comparing: mailboxes differ by case nowhere that matters. */
export const sameAddress = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** `support+token@example.org` → `support@example.org` and its token. */
export function withoutTag(address: string): { address: string; tag: string | undefined } {
  const at = address.lastIndexOf('@');
  const plus = address.indexOf('+');
  if (plus < 1 || plus > at) return { address: address.toLowerCase(), tag: undefined };
  return { address: (address.slice(0, plus) + address.slice(at)).toLowerCase(), tag: address.slice(plus + 1, at) };
}
