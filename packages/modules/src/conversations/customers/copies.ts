import type { Envelope, PolicyVerdict, Purpose } from '@rapport/contract';
import type { Platform, Queryable, Tx } from '@rapport/platform';
import { comparedAddress, handlesAt, lockedStanding, spellingsOf, standingOfHandle } from '../../contacts/index.ts';
import { usersByEmail } from '../../people/index.ts';
import { ask, decide, refundWithCopies } from '../../policy/index.ts';
import { type Allowed, decideOutward, type Refusal, type Wanted } from './decide.ts';
import { inboundId } from './policy.ts';
import { broughtIn, type Customer } from './reader.ts';

type Around = Pick<Envelope, 'to' | 'cc' | 'thread'>;
type Place = Pick<Customer, 'account' | 'address'>;
type Known = Awaited<ReturnType<typeof handlesAt>>;

/** An address in copy: in small letters, as it was given; and as what it may stand elsewhere. */
interface Other {
  address: string;
  spellings: readonly string[];
}

/** Addresses beside the contact's, each once, however it is spelt. */
function othersOf({ address }: Pick<Place, 'address'>, { to = [], cc = [] }: Around): Other[] {
  const own = comparedAddress(address);
  const given = new Map([...to, ...cc].map((one) => [comparedAddress(one.address), one.address.toLowerCase()]));
  return [...given].flatMap(([compared, one]) => (compared === own ? [] : [{ address: one, spellings: spellingsOf(one) }]));
}

const allSpellings = (others: readonly Other[]): string[] => others.flatMap(({ spellings }) => spellings);

/** Of an address that is no contact's nobody knows a consent. */
const unasked = (purpose: Purpose): PolicyVerdict => ({
  allowed: false,
  purpose,
  because: 'no-consent',
  reasons: [{ rule: 'no-consent' }],
});

const standingAt = (known: Known, spelling: string): [string, string][] =>
  known.flatMap(({ value, root, handle }) => (value === spelling ? [[root, handle]] : []));

interface Copies {
  others: readonly Other[];
  /** What the message to the contact is for. */
  purpose: Purpose;
  /** Handles of contacts among the addresses. */
  known: Known;
  /** Whom the contact brought into the thread. */
  brought: ReadonlySet<string>;
}

/**
 * CV36 The first address in copy that it may not go to. Colleagues are not asked about. Whom the contact brought into the thread is answered with
 * them. Who is a contact, however the address is spelt, is decided about as if it went to them alone; who is none gets answers and what is
 * transactional.
 */
async function refusedCopy(
  q: Queryable,
  { others, purpose, known, brought }: Copies,
  judged: (handle: string) => Promise<PolicyVerdict>,
): Promise<Refusal | undefined> {
  const colleagues = new Set(
    (await usersByEmail(q, allSpellings(others))).flatMap(({ email, guest, active }) => (active && !guest ? [email] : [])),
  );
  for (const { address, spellings } of others) {
    if (spellings.some((one) => colleagues.has(one) || (purpose === 'reply' && brought.has(one)))) continue;
    // Of each group one: it is one copy to them. By the address as it was given, where it stands so.
    const handles = [...new Map(spellings.toReversed().flatMap((one) => standingAt(known, one))).values()];
    if (handles.length === 0 && (purpose === 'marketing' || purpose === 'survey'))
      return { refused: unasked(purpose), copy: address };
    for (const handle of handles) {
      const verdict = await judged(handle);
      if (!verdict.allowed) return { refused: verdict, copy: address };
    }
  }
  return undefined;
}

/** What would be decided now about the copies of a message that begins a thread; nothing is reserved. */
export async function askOfCopies(
  platform: Platform,
  q: Queryable,
  { address, account, purpose, cc }: Place & { purpose: Purpose; cc: Around['cc'] },
): Promise<Refusal | undefined> {
  const others = othersOf({ address }, { cc });
  if (others.length === 0) return undefined;
  const at = platform.clock.now();
  const known = await handlesAt(q, 'email', allSpellings(others));
  return refusedCopy(q, { others, purpose, known, brought: new Set() }, (handle) =>
    ask(platform, q, { account, handle, message: {}, at }),
  );
}

/** Roots are taken in one order, so that two messages that copy each other's contacts wait for one another and not in a circle. */
async function lockAll(tx: Tx, contact: string, known: Known): Promise<void> {
  const own = await standingOfHandle(tx, contact);
  const all = [...known, ...(own ? [{ handle: contact, root: own.root }] : [])];
  for (const { handle } of all.sort((one, other) => (one.root < other.root ? -1 : 1))) await lockedStanding(tx, handle);
}

/** Asks about the contact and about everybody in copy, and reserves for all of them or for none (CV30, CV36). */
export async function decideWithCopies(
  platform: Platform,
  tx: Tx,
  customer: Customer,
  wanted: Wanted,
  around: Around,
): Promise<Allowed | Refusal> {
  const others = othersOf(customer, around);
  if (others.length === 0) return decideOutward(platform, tx, customer, wanted);
  const known = await handlesAt(tx, 'email', allSpellings(others));
  await lockAll(tx, customer.handle, known);
  const allowed = await decideOutward(platform, tx, customer, wanted);
  if ('refused' in allowed) return allowed;
  const { conversation, account } = customer;
  const brought = around.thread ? await broughtIn(tx, conversation, around.thread) : new Set<string>();
  const at = platform.clock.now();
  const refused = await refusedCopy(tx, { others, purpose: allowed.purpose as Purpose, known, brought }, async (handle) => {
    const key = inboundId(`${conversation}/${wanted.writer}/${handle}`, wanted.key);
    return decide(platform, tx, { key, account, handle, message: {}, at, copyOf: allowed.reservation ?? undefined });
  });
  if (refused && allowed.reservation !== null) await refundWithCopies(tx, allowed.reservation);
  return refused ?? allowed;
}
