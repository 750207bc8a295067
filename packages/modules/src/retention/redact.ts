import { type Erasure, Fault } from '@rapport/contract';
import type { Platform, Tx } from '@rapport/platform';
import { type Actor, can, findMatter } from '../access/index.ts';
import { eraseComeAs } from '../channels/index.ts';
import {
  holdStill,
  keptAt,
  keptConversation,
  messageNumbered,
  type Redacting,
  redactMessage,
  remainsOfParts,
} from '../conversations/index.ts';
import { endExportsOf, partsOfMessage, thinRecord } from '../records/index.ts';
import { dropFromIndex } from '../search/index.ts';
import { noteEvent } from './events.ts';
import { holdsOn, lastLook, standingOf } from './look.ts';
import { noteErasure } from './writer.ts';

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** Whose hold it is, those are told who manage holds. */
async function heldFault(platform: Platform, tx: Tx, actor: Actor, look: Look): Promise<Fault> {
  if (!can(actor, 'holds.manage')) return new Fault('held');
  const { conversation, message } = look;
  const standing = await standingOf(platform, tx, (await keptConversation(tx, conversation))!);
  const [hold] = (await holdsOn(platform, tx, standing, [message])).get(message.seq) ?? [];
  const matter = hold?.matter ? await findMatter(tx, hold.matter) : undefined;
  return matter ? new Fault('held-for', { matter: matter.name }) : new Fault('held');
}

type Look = Awaited<ReturnType<typeof requireFree>>;

/**
 * The last look (RT5): nothing may stand in the way. Other than what is erased as a whole (RT7), parts that may not go yet are not withheld until
 * they may: who asks is told, and asks again.
 */
async function requireFree(platform: Platform, tx: Tx, actor: Actor, conversation: string, seq: number) {
  const { messages } = await lastLook(platform, tx, { conversation, seqs: [seq] });
  const [found] = messages;
  if (!found) throw new Fault('not-found', { what: 'message' });
  const { message, verdict, held, recorded } = found;
  if (message.erased) throw new Fault('conflict', { reason: 'erased already' });
  const look = { conversation, message };
  if (held) throw await heldFault(platform, tx, actor, look);
  if (verdict.keptUntil === Number.POSITIVE_INFINITY) throw new Fault('kept-by-rules', { until: 'never' });
  if (verdict.keptUntil > platform.clock.now()) throw new Fault('kept-by-rules', { until: dayOf(verdict.keptUntil) });
  if (!recorded) throw new Fault('conflict', { reason: 'it is not in the ledger yet' });
  return look;
}

/** Where a message's versions begin, and what of them would go; refused where that cannot be. */
export async function requireParts(
  platform: Platform,
  tx: Tx,
  { conversation, seq, parts }: { conversation: string; seq: number; parts: readonly string[] },
) {
  const message = await messageNumbered(tx, conversation, seq);
  if (!message) throw new Fault('not-found', { what: 'message' });
  const thinned = await thinRecord(platform, tx, { conversation, seq, versionEv: message.versionEv, parts });
  if (typeof thinned === 'string') throw new Fault('conflict', { reason: thinned });
  return thinned;
}

type Thin = Awaited<ReturnType<typeof requireParts>>;
type Place = { conversation: string; seq: number };

/** Takes out what was decided about, wherever this house keeps it, and looks whether all is gone. */
async function takeOut(
  platform: Platform,
  tx: Tx,
  place: Place,
  thin: Thin,
  { actor, told }: Pick<Redacting, 'actor' | 'told'>,
): Promise<void> {
  const redacting = { ...place, ...thin, actor, told };
  await redactMessage(platform, tx, redacting);
  // The event in the log brings back into the index what stands.
  await dropFromIndex(tx, place.conversation, [place.seq]);
  await endExportsOf(platform, tx, place.conversation);
  // The bytes it came as hold what was taken out.
  await eraseComeAs(platform, tx, place.conversation, [place.seq]);
  const left = await remainsOfParts(tx, redacting);
  if (left.length > 0) throw new Error(`Of parts that were taken out there is still something in: ${left.join(', ')}.`);
}

/** RT10: in the transaction that decided it. The other parts stay provable. */
export async function redact(platform: Platform, tx: Tx, actor: Actor, erasure: Erasure): Promise<void> {
  const { id, conversation, seq, parts, reason, askedBy, approvedBy } = erasure;
  const place = { conversation: conversation!, seq: seq! };
  await requireFree(platform, tx, actor, place.conversation, place.seq);
  const thin = await requireParts(platform, tx, { ...place, parts: parts! });
  const at = platform.clock.now();
  await takeOut(platform, tx, place, thin, { actor: actor.user, told: { erasure: id, at, reason, askedBy, approvedBy } });
  await noteErasure(tx, { id, state: 'done', restricted: 0, obstacles: [], endedAt: at });
  await noteEvent(platform, tx, 'erasure.executed', { ...erasure, state: 'done', endedAt: at } as never);
}

/** RT8: parts that were taken out before a backup was restored. False: they cannot be told, or not be told apart any more. */
export async function redactAgain(
  platform: Platform,
  tx: Tx,
  { conversation, seq, parts }: Place & { parts: readonly string[] | undefined },
): Promise<boolean> {
  await holdStill(tx, conversation);
  const [message] = await keptAt(tx, conversation, [seq]);
  if (message?.erased) return true;
  const head = await messageNumbered(tx, conversation, seq);
  if (!parts || !head) return false;
  const known = await partsOfMessage(platform, tx, conversation, head.versionEv);
  const standing = parts.filter((name) => known.some((part) => part.name === name && !part.redacted));
  if (standing.length === 0) return true;
  const thin = await thinRecord(platform, tx, { conversation, seq, versionEv: head.versionEv, parts: standing });
  if (typeof thin === 'string') return false;
  const told = { erasure: null, at: platform.clock.now(), reason: '', askedBy: null, approvedBy: null };
  await takeOut(platform, tx, { conversation, seq }, thin, { actor: null, told });
  return true;
}
