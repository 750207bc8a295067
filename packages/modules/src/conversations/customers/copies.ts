import type { Envelope, PolicyVerdict, Purpose } from '@rapport/contract';
import type { Platform, Queryable, Tx } from '@rapport/platform';
import { handlesAt, lockedStanding, standingOfHandle } from '../../contacts/index.ts';
import { usersByEmail } from '../../people/index.ts';
import { ask, decide, refund } from '../../policy/index.ts';
import { type Allowed, decideOutward, type Refusal, type Wanted } from './decide.ts';
import { inboundId } from './policy.ts';
import { broughtIn, type Customer } from './reader.ts';

type Around = Pick<Envelope, 'to' | 'cc' | 'thread'>;
type Place = Pick<Customer, 'account' | 'address'>;
type Known = Awaited<ReturnType<typeof handlesAt>>;

/** Addresses beside the contact's, in small letters, each once. */
const othersOf = ({ address }: Pick<Place, 'address'>, { to = [], cc = [] }: Around): string[] => [
  ...new Set([...to, ...cc].map((one) => one.address.toLowerCase()).filter((one) => one !== address.toLowerCase())),
];

/** Of an address that is no contact's nobody knows a consent. */
const unasked = (purpose: Purpose): PolicyVerdict => ({
  allowed: false,
  purpose,
  because: 'no-consent',
  reasons: [{ rule: 'no-consent' }],
});

interface Copies {
  others: readonly string[];
  /** What the message to the contact is for. */
  purpose: Purpose;
  /** Handles of contacts among the addresses. */
  known: Known;
  /** Whom the contact brought into the thread. */
  brought: ReadonlySet<string>;
}

/**
 * CV36 The first address in copy that it may not go to. Colleagues are not asked about. Whom the contact brought into the thread is answered with
 * them. Who is a contact is decided about as if it went to them alone; who is none gets answers and what is transactional.
 */
async function refusedCopy(
  q: Queryable,
  { others, purpose, known, brought }: Copies,
  judged: (handle: string) => Promise<PolicyVerdict>,
): Promise<Refusal | undefined> {
  const colleagues = new Set(
    (await usersByEmail(q, others)).flatMap(({ email, guest, active }) => (active && !guest ? [email] : [])),
  );
  for (const address of others) {
    if (colleagues.has(address) || (purpose === 'reply' && brought.has(address))) continue;
    const handles = known.filter(({ value }) => value === address);
    if (handles.length === 0 && (purpose === 'marketing' || purpose === 'survey'))
      return { refused: unasked(purpose), copy: address };
    for (const { handle } of handles) {
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
  const known = await handlesAt(q, 'email', others);
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
  const known = await handlesAt(tx, 'email', others);
  await lockAll(tx, customer.handle, known);
  const allowed = await decideOutward(platform, tx, customer, wanted);
  if ('refused' in allowed) return allowed;
  const { conversation, account } = customer;
  const reserved = allowed.reservation === null ? [] : [allowed.reservation];
  const brought = around.thread ? await broughtIn(tx, conversation, around.thread) : new Set<string>();
  const at = platform.clock.now();
  const refused = await refusedCopy(tx, { others, purpose: allowed.purpose as Purpose, known, brought }, async (handle) => {
    const key = inboundId(`${conversation}/${wanted.writer}/${handle}`, wanted.key);
    const verdict = await decide(platform, tx, { key, account, handle, message: {}, at });
    if (verdict.reservation) reserved.push(verdict.reservation);
    return verdict;
  });
  if (refused) for (const reservation of reserved) await refund(tx, reservation);
  return refused ?? allowed;
}
