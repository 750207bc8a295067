import { type ConsentPurpose, Fault, type PolicyRules, type PolicyVerdict } from '@rapport/contract';
import { newId, type Platform, type Queryable, type Tx } from '@rapport/platform';
import { lockedStanding, type StandingHandle, standingOfHandle } from '../contacts/index.ts';
import { type Judgement, judge, type Situation } from './policy.ts';
import { pressureSpan } from './pressure.ts';
import { fullQuotas, lockAccount } from './reader.ts';
import { organizationZone, rulesAt } from './rule-memory.ts';
import { type StateRow, stateOf } from './state-reader.ts';
import { insertDecision } from './writer.ts';

const hourMs = 3_600_000;

/** What is to be sent by whom to whom, and when (Unix ms). */
export interface Asked {
  account: string;
  handle: string;
  message: {
    /** The template it is made of. */
    template?: string | undefined;
    /** Said by rooms that write to many on their own: it is never a reply. */
    planned?: ConsentPurpose | undefined;
    /** Said by the account itself to whoever came just now. */
    greeting?: boolean | undefined;
    /** As how many it counts where the platform counts each piece (a text and two pictures are three); 1. */
    pieces?: number | undefined;
  };
  at: number;
}

interface Read {
  situation: Situation;
  state: StateRow;
  standing: StandingHandle;
  version: number;
}

const noHandle = (): Fault => new Fault('not-found', { what: 'handle' });

/** A contact's own wish is not known before it is read: three months is the longest that the page offers. */
const longestWish = 2_160 * hourMs;

/** How far back what was sent may still count. */
const spanOf = ({ caps, pressure }: PolicyRules): number =>
  Math.max(longestWish, ...caps.map(({ hours }) => hours * hourMs), pressure ? pressureSpan(pressure) : 0);

/** How far back was looked for the rules that were seen last: they are hardly ever others. */
const lastSpan = (): { ms: number } => ({ ms: longestWish });

/** The state, and the rules that are in force with it. */
async function stateAndRules(
  platform: Platform,
  q: Queryable,
  { account, handle, at }: Asked,
  standing: StandingHandle,
  key: string | null,
): Promise<{ state: StateRow; rules: PolicyRules }> {
  const looked = platform.keep(lastSpan);
  for (;;) {
    const span = looked.ms;
    const state = await stateOf(q, standing, { handle, account, since: at - span, key });
    if (!state) throw new Fault('not-found', { what: 'account' });
    const rules = await rulesAt(platform, q, state.rulesVersion);
    looked.ms = spanOf(rules);
    if (span >= looked.ms) return { state, rules };
  }
}

const wishOf = ({ preference }: StateRow) =>
  preference && preference.hours !== null ? { most: preference.most, hours: preference.hours } : undefined;

const consentOf = ({ consent }: StateRow): Situation['contact']['consent'] =>
  Object.fromEntries(Object.entries(consent ?? {}).map(([purpose, given]) => [purpose, given ? 'given' : 'withdrawn']));

/** What was sent and counts, newest first. */
function sentOf({ sentAt, sentWeights, sentHere }: StateRow): Pick<Situation['contact'], 'onChannel' | 'all'> {
  const all = (sentAt ?? []).map((at, i) => ({ at, weight: sentWeights![i]!, here: sentHere![i]! })).sort((a, b) => b.at - a.at);
  return { all, onChannel: all.flatMap(({ at, here }) => (here ? [at] : [])) };
}

function handleOf({ windows }: StateRow, removed: boolean): Situation['handle'] {
  const opened = windows ?? [];
  const inbound = opened.filter(({ trigger }) => trigger === 'inbound').map(({ openedAt }) => openedAt);
  return {
    removed,
    windows: opened.filter(({ here }) => here),
    lastInbound: inbound.length > 0 ? Math.max(...inbound) : undefined,
  };
}

/** Reads everything that a decision rests on. */
async function read(platform: Platform, q: Queryable, asked: Asked, standing: StandingHandle, key: string | null): Promise<Read> {
  const { account, handle, message, at } = asked;
  const { state, rules } = await stateAndRules(platform, q, asked, standing, key);
  const { kind, enabled, capabilities } = state;
  const { quotas } = capabilities;
  if (key && quotas.some(({ per }) => per === 'account')) await lockAccount(q, account);
  return {
    state,
    standing,
    version: state.rulesVersion,
    situation: {
      at,
      rules,
      account: { kind, enabled, capabilities },
      zone: standing.timeZone ?? (await organizationZone(platform, q)),
      message,
      handle: handleOf(state, standing.removed),
      quotas: quotas.length > 0 ? await fullQuotas(q, { handle, account, at, quotas }) : [],
      contact: {
        type: standing.type ?? undefined,
        consent: consentOf(state),
        preference: wishOf(state),
        ...sentOf(state),
      },
    },
  };
}

/** The window that a message goes through, or would; what is left of it counts this message. */
function windowOf({ situation }: Read, { way }: Judgement): PolicyVerdict['window'] {
  if (way?.by !== 'window') return undefined;
  const { trigger, used } = way.window;
  const quota = situation.account.capabilities.windows.find((one) => one.trigger === trigger)?.quota ?? null;
  return { trigger, endsAt: way.endsAt, left: quota === null ? null : quota - used };
}

function verdictOf(seen: Read, judged: Judgement): PolicyVerdict {
  const { purpose, reasons, way, nextAllowedAt } = judged;
  const window = windowOf(seen, judged);
  const all = { purpose, reasons, ...(window ? { window } : {}) };
  if (way) return { ...all, allowed: true, by: way.by, ...(way.by === 'window' ? { expiresAt: way.endsAt } : {}) };
  return { ...all, allowed: false, because: reasons[0]!.rule, ...(nextAllowedAt === undefined ? {} : { nextAllowedAt }) };
}

/** What would be decided now, for whoever is about to write; nothing is reserved. */
export async function ask(platform: Platform, q: Queryable, asked: Asked): Promise<PolicyVerdict> {
  const standing = await standingOfHandle(q, asked.handle);
  if (!standing) throw noHandle();
  const seen = await read(platform, q, asked, standing, null);
  return verdictOf(seen, judge(seen.situation));
}

/** The handle's group, locked at its root: whoever else decides about it, merges or undoes waits until the transaction ends. */
async function locked(tx: Tx, handle: string): Promise<StandingHandle> {
  for (let turn = 0; turn < 5; turn++) {
    const found = await lockedStanding(tx, handle);
    if (!found) throw noHandle();
    // Else it was merged or taken apart meanwhile: the root may be another one.
    if (found.standing) return found.standing;
  }
  throw new Fault('conflict', { reason: 'it was merged' });
}

/**
 * PO6 Decides whether a message goes out, and reserves it, in the transaction that writes it. One and the same message (`key`) is decided once:
 * asked again, what was reserved is answered. What is refused is noted too, unless the caller rolls back. `copyOf`: to somebody in copy of what
 * this was reserved for.
 * @throws Fault `not-found` for an account or a handle that is not there
 */
export async function decide(
  platform: Platform,
  tx: Tx,
  asked: Asked & { key: string; copyOf?: string | undefined },
): Promise<PolicyVerdict & { reservation?: string }> {
  const standing = await locked(tx, asked.handle);
  const seen = await read(platform, tx, asked, standing, asked.key);
  const { decided } = seen.state;
  if (decided) {
    const { id, purpose, by, endsAt } = decided;
    return { allowed: true, purpose, by, reasons: [], ...(endsAt === null ? {} : { expiresAt: endsAt }), reservation: id };
  }
  const judged = judge(seen.situation);
  const id = newId(asked.at);
  await insertDecision(tx, {
    ...judged,
    id,
    key: asked.key,
    account: asked.account,
    handle: asked.handle,
    channel: seen.situation.account.kind,
    at: asked.at,
    type: standing.type,
    pieces: asked.message.pieces ?? 1,
    byAccount: seen.situation.account.capabilities.quotas.some(({ per }) => per === 'account'),
    version: seen.version,
    copyOf: asked.copyOf ?? null,
  });
  const verdict = verdictOf(seen, judged);
  return verdict.allowed ? { ...verdict, reservation: id } : verdict;
}
