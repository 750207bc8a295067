import { Batcher, type Platform, randomInt } from '@rapport/platform';
import { customersOf } from '../../conversations/index.ts';
import type { Account } from '../accounts/account.ts';
import { MissingSecret, type Outbound, type Receipt, type SendResult } from '../adapter.ts';
import { atOf } from '../at.ts';
import { type Outcome, outcomeOf } from '../policy.ts';
import { Gate } from './gate.ts';
import { type Attempted, noteResults } from './note-result.ts';
import { type Leaving, outboundsOf } from './outbound.ts';
import { dueOut, nextOut, type OutItem, sentSince } from './outbox-reader.ts';
import { claimOut, endQueued, hurryOrphans, waitOut } from './outbox-writer.ts';
import { pauseAccount } from './pause-account.ts';
import { tellState } from './receipts.ts';
import { Throttle } from './throttle.ts';

const page = 200;
/** So few are left of what was looked up when more is looked for: nobody waits for the last of a page. */
const fewLeft = 100;
/** Messages of one conversation that are taken up together, to go one after the other; more would hold up what others wrote meanwhile. */
const inARow = 5;
/**
 * Most attempts of one account that have begun and not ended. More where the platform drops what it was told already, whatever happens to us
 * meanwhile: there the next are written down while those before are out.
 */
const begunAtOnce = { none: 8, client_id: 128 } as const;
/** Most calls to one platform at the same time. */
const callsAtOnce = 64;
/** Milliseconds that an adapter has to send one. */
const patience = 60_000;
/** Milliseconds after the beginning of an attempt from which its outcome is asked about, should nobody have noted it. */
const askAfter = patience + 15_000;
/** What may wait for ever is given up after this. */
const longest = 3 * 86_400_000;

/** When an item is given up (Unix ms): at the end of its window. */
const endOf = ({ expiresAt, queuedAt }: OutItem): number => expiresAt ?? queuedAt + longest;

/** What is thrown says nothing of whether it left. */
async function attemptOf(platform: Platform, account: Account, message: Outbound): Promise<SendResult> {
  const { adapter } = account;
  if (!adapter.send) return { ok: false, class: 'permanent', code: 'no-sending' };
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<SendResult>((resolve) => {
    timer = setTimeout(() => resolve({ ok: false, class: 'unknown', code: 'no-answer' }), patience);
  });
  try {
    return await Promise.race([adapter.send(message, atOf(platform, account)), late]);
  } catch (error) {
    if (error instanceof MissingSecret) return { ok: false, class: 'auth', code: 'secret-missing' };
    return { ok: false, class: 'unknown', code: error instanceof Error ? error.name : 'error' };
  } finally {
    clearTimeout(timer);
  }
}

function outcome(
  platform: Platform,
  account: Account,
  item: OutItem,
  result: SendResult,
  tried: { attempts: number; at: number },
): Outcome {
  return outcomeOf(result, {
    now: platform.clock.now(),
    attempts: tried.attempts,
    triedAt: tried.at,
    endsAt: endOf(item),
    chance: randomInt(1_000) / 1_000,
    idempotent: account.capabilities.idempotentSend === 'client_id',
    canAsk: account.adapter.reconcile !== undefined && (account.adapter.reconciles?.(account.transport.settings) ?? true),
  });
}

const isOver = ({ kind }: Outcome): boolean => kind === 'taken' || kind === 'ended';

/** Ends what has not left yet. */
async function end(platform: Platform, item: OutItem, state: 'expired' | 'suppressed', code: string): Promise<void> {
  const at = platform.clock.now();
  await platform.db.transaction(async (tx) => {
    await tellState(platform, tx, item, { state, code, at });
    await endQueued(tx, item.id, state, code, at);
  });
}

/** What stands before an attempt, when it was this node's to make: its number, and what goes out. */
interface Begun {
  attempt: number;
  at: number;
  outbound: Exclude<Leaving, { gone: string }>;
}

/** What is to be done with an item that was looked at: it is sent; or it has ended; or it waits, or is another node's. */
type Look = Begun | 'ended' | 'left';

/** What became of attempts; should it not go together, one by one, so that one holds up none of the others. */
async function note(platform: Platform, account: Account, attempted: readonly Attempted[]): Promise<(undefined | Error)[]> {
  try {
    await noteResults(platform, account, attempted);
    return attempted.map(() => undefined);
  } catch (error) {
    if (attempted.length === 1) return [error as Error];
  }
  const results: (undefined | Error)[] = [];
  for (const one of attempted) results.push(...(await note(platform, account, [one])));
  return results;
}

/** Milliseconds until it is looked again after a failure, or when the account was another node's. */
const rest = 2_000;

/** Milliseconds that a node that is late has to write down what it sent. */
const grace = 10_000;

const resultOf = ({ state, nativeId, code }: Receipt): SendResult =>
  state === 'failed'
    ? { ok: false, class: 'permanent', code: code ?? 'failed' }
    : { ok: true, state: state === 'read' ? 'delivered' : state, ...(nativeId ? { nativeId } : {}) };

/** What another node was sending when it ended is asked about soon. */
const adoptSending = (platform: Platform, account: Account): Promise<void> =>
  platform.db.transaction((tx) => hurryOrphans(tx, account.id, platform.clock.now(), grace));

/** What went out before counts for the limits of the account, whoever sent it. */
export async function rememberSent(platform: Platform, account: Account, throttle: Throttle): Promise<void> {
  const { span } = throttle;
  if (span === 0) return;
  const sent = await sentSince(platform.db, account.id, platform.clock.now() - span, longest);
  const conversations = [...new Set(sent.map(({ conversation }) => conversation))];
  const handles = new Map((await customersOf(platform.db, conversations)).map((one) => [one.conversation, one.handle]));
  throttle.remember(sent.map(({ conversation, at }) => ({ handle: handles.get(conversation) ?? '', at })));
}

/**
 * Sends what is due of an account, and asks about what nobody knows the end of. Items are taken up a page at a time, and more of them before the
 * last of a page has ended; of each conversation one at a time. What is written down for several items shares a commit: attempts that begin, and
 * their ends.
 */
export class Sending {
  private readonly platform: Platform;
  private readonly account: Account;
  private readonly throttle: Throttle;
  private readonly begun: Gate;
  private readonly calls = new Gate(callsAtOnce);
  private readonly beginning: Batcher<OutItem, Look>;
  private readonly noting: Batcher<Attempted, undefined>;
  /** What is under way, by conversation. */
  private readonly taken = new Map<string, Promise<void>>();
  private readonly wake: () => void;
  private adopted = false;
  private ended = false;
  /** Nothing is taken up before then (Unix ms). */
  private restUntil = 0;

  /** `wake`: room has come for more. */
  constructor(platform: Platform, account: Account, wake: () => void) {
    this.platform = platform;
    this.account = account;
    this.wake = wake;
    this.throttle = new Throttle(account.capabilities.rates);
    this.begun = new Gate(begunAtOnce[account.capabilities.idempotentSend]);
    const shared = {
      maxBatch: page,
      maxWaiting: page + fewLeft,
      gather: 10,
      overflow: () => new Error('More was to go out than is taken up.'),
    };
    this.beginning = new Batcher({ ...shared, flight: (items) => this.begin(items) });
    this.noting = new Batcher({ ...shared, flight: (attempted) => note(platform, account, attempted) });
  }

  /** Takes up what is due as far as there is room. Answers when it is to be looked again (Unix ms); undefined: when woken. */
  async takeUp(): Promise<number | undefined> {
    const { platform, account } = this;
    const now = platform.clock.now();
    if (this.ended || this.taken.size > fewLeft) return undefined;
    if (now < this.restUntil) return this.restUntil;
    if (!this.adopted) {
      await adoptSending(platform, account);
      await rememberSent(platform, account, this.throttle);
      this.adopted = true;
    }
    // What is under way now may look as it did before, even should it end while this is asked.
    const busy = [...this.taken.keys()];
    const found = await dueOut(platform.db, account.id, now, { busy, limit: page, inARow });
    for (const items of found) this.taken.set(items[0]!.conversation, this.see(items));
    // Whoever ends makes room, and says so.
    return found.length === page ? undefined : nextOut(platform.db, account.id, now);
  }

  /** Nothing begins any more; resolves when what had begun is written down. */
  async end(): Promise<void> {
    this.ended = true;
    await Promise.all(this.taken.values());
  }

  /** What a conversation begins with, each to its end, until one stays where it is; what they lead to is written down, whatever happens. */
  private async see(items: readonly OutItem[]): Promise<void> {
    try {
      for (const item of items) {
        const gone = item.state === 'sending' ? await this.begun.pass(() => this.ask(item)) : await this.send(item);
        if (!gone) break;
      }
    } catch (error) {
      this.pause();
      if (!this.ended) this.platform.logger.warn({ err: error }, 'sending of a channel failed; it is tried again');
    } finally {
      this.taken.delete(items[0]!.conversation);
      if (this.taken.size <= fewLeft) this.wake();
    }
  }

  private pause(): void {
    this.restUntil = this.platform.clock.now() + rest;
  }

  /** One attempt, noted before anything leaves and after it ended. Answers whether the next may go. */
  private async send(item: OutItem): Promise<boolean> {
    const { platform, account } = this;
    // Only what leaves soon is begun: had this node to end now, nobody would know whether it left.
    const tried = await this.begun.pass(async () => {
      const begun = this.ended ? undefined : await this.beginning.add(item);
      if (begun === undefined || typeof begun === 'string') return begun;
      const message = { ...begun.outbound.message, attempt: begun.attempt };
      return { ...begun, result: await this.calls.pass(() => attemptOf(platform, account, message)) };
    });
    if (tried === undefined || typeof tried === 'string') return tried === 'ended';
    const { attempt, at, outbound, result } = tried;
    const ended = outcome(platform, account, item, result, { attempts: attempt, at });
    await this.noting.add({ item, attempt, sent: outbound, outcome: ended });
    if (!result.ok && result.class === 'auth') await pauseAccount(platform, account, result.code);
    return isOver(ended);
  }

  /** An attempt whose end nobody noted, or that ended without an answer (CH6). Answers whether the next may go. */
  private async ask(item: OutItem): Promise<boolean> {
    const { platform, account } = this;
    if (this.ended) return false;
    const [outbound] = await outboundsOf(platform, account, [{ ...item, attempts: item.attempts - 1 }]);
    const sent = !outbound || 'gone' in outbound ? undefined : outbound;
    const idempotent = account.capabilities.idempotentSend === 'client_id';
    const asked =
      sent && !idempotent
        ? await account.adapter.reconcile?.(sent.message, atOf(platform, account)).catch(() => undefined)
        : undefined;
    const result: SendResult = asked ? resultOf(asked) : { ok: false, class: 'unknown', code: 'outcome-unknown' };
    const tried = { attempts: item.attempts, at: item.triedAt ?? platform.clock.now() };
    const ended = outcome(platform, account, item, result, tried);
    await this.noting.add({ item, attempt: item.attempts, sent, outcome: ended });
    return isOver(ended);
  }

  /**
   * Looks what goes out now and begins its attempts, all of them in one transaction and before anything leaves. Whatever is written down is
   * written for several items at once, however they came together.
   */
  private async begin(items: readonly OutItem[]): Promise<Look[]> {
    const { platform, account } = this;
    const now = platform.clock.now();
    const outbounds = await outboundsOf(platform, account, items);
    const going = new Map<string, Begun['outbound']>();
    const over = new Set<string>();
    const waiting: { id: string; until: number }[] = [];
    for (const [i, item] of items.entries()) {
      const outbound = outbounds[i]!;
      if (now >= endOf(item)) {
        await end(platform, item, 'expired', item.expiresAt === null ? 'too-old' : 'window-ended');
        over.add(item.id);
      } else if ('gone' in outbound) {
        await end(platform, item, 'suppressed', outbound.gone);
        over.add(item.id);
      } else {
        const wait = this.throttle.take(outbound.handleId, now);
        if (wait > 0) waiting.push({ id: item.id, until: now + wait });
        else going.set(item.id, outbound);
      }
    }
    const attempts = await platform.db.transaction(async (tx) => {
      await waitOut(tx, waiting);
      return claimOut(tx, { ids: [...going.keys()], node: platform.node, now, askAt: now + askAfter });
    });
    // Another node tends the account by now, most likely.
    if (going.size > 0 && attempts.size === 0) this.pause();
    return items.map(({ id }) => {
      const [attempt, outbound] = [attempts.get(id), going.get(id)];
      if (attempt === undefined || !outbound) return over.has(id) ? 'ended' : 'left';
      return { attempt, at: now, outbound };
    });
  }
}
