import { Fault, type Output, type Parsed } from '@rapport/contract';
import { newBytes, newId, type Platform, secretHash, type Tx } from '@rapport/platform';
import type { Actor } from '../../access/index.ts';
import { customersOf, sendByHouse } from '../../conversations/index.ts';
import { organizationIfAny } from '../../people/index.ts';
import { type CaseRow, lastSaid, partsOf } from '../cases/case-reader.ts';
import { lockCase, tell } from '../cases/tell.ts';
import { requireCase } from '../guard.ts';
import { setUpOf } from '../set-up/memory.ts';
import { type AskedRating, ratingAsked, ratingOfTalk } from './desk-reader.ts';
import { insertRating, setRating } from './desk-writer.ts';

/** A link works for so long (ms). */
const linkLife = 30 * 86_400_000;
/** An answer may be changed for so long (ms). */
const changeLife = 86_400_000;

/** The visitor's own window looks again what they are asked. */
const tellAsked = (platform: Platform, tx: Tx, conversation: string): void =>
  tx.afterCommit(() => platform.bus.publish('changed', { what: 'rating', id: conversation }));

/** Makes a link by which a contact says how it went: about the newest part of the case, as far as it has come. */
export async function makeRating(
  platform: Platform,
  tx: Tx,
  row: CaseRow,
  scale: 'csat' | 'nps',
  actor: string | null,
): Promise<{ url: string; expiresAt: number }> {
  const part = (await partsOf(tx, row.id)).at(-1);
  if (!part) throw new Fault('conflict', { reason: 'nothing was said in it' });
  const token = newBytes(32).toString('base64url');
  const at = platform.clock.now();
  await insertRating(tx, {
    id: newId(at),
    case: row.id,
    scale,
    hash: secretHash(token),
    conversation: part.conversation,
    from: part.from,
    until: Math.max(part.from, await lastSaid(tx, row.id, part.conversation)),
    agent: row.assignee ?? row.solvedBy,
    at,
    expiresAt: at + linkLife,
  });
  await tell(platform, tx, row, [{ type: 'case.rating-asked', data: { scale } }], {}, { actor });
  tellAsked(platform, tx, part.conversation);
  return { url: `${platform.config.url}/rate/${token}`, expiresAt: at + linkLife };
}

export async function askRating(
  platform: Platform,
  actor: Actor,
  { case: id, scale }: Parsed<'cases.askRating'>,
): Promise<Output<'cases.askRating'>> {
  return platform.db.transaction(async (tx) => {
    const row = await lockCase(tx, (await requireCase(platform, tx, actor, id)).id);
    return makeRating(platform, tx, row, scale, actor.user);
  });
}

const noLink = (): Fault => new Fault('link-not-valid');

/** Until when an answer can be given or changed (Unix ms). */
export const openUntil = ({ ratedAt, expiresAt }: AskedRating): number =>
  ratedAt === null ? expiresAt : Math.min(expiresAt, ratedAt + changeLife);

/** What a link asks, however old it is; undefined for one that is not ours. */
export const ratingByLink = (platform: Platform, token: string): Promise<AskedRating | undefined> =>
  platform.db.transaction((tx) => ratingAsked(tx, secretHash(token)));

export async function ratingShown(
  platform: Platform,
  { token }: Parsed<'cases.ratingAsked'>,
): Promise<Output<'cases.ratingAsked'>> {
  const found = await ratingByLink(platform, token);
  if (!found || (found.ratedAt === null && found.expiresAt <= platform.clock.now())) throw noLink();
  const organization = await organizationIfAny(platform);
  return {
    scale: found.scale,
    organization: organization?.name ?? '',
    rated: found.ratedAt !== null,
    ...(found.score === null ? {} : { score: found.score }),
    openUntil: openUntil(found),
  };
}

const ranges = { csat: [1, 5], nps: [0, 10] } as const;
/** The least and the most of a scale. */
export const rangeOf = (scale: AskedRating['scale']): readonly [number, number] => ranges[scale];

/** Notes an answer, or another one in its place, while that may be: a day from the first. */
async function answer(platform: Platform, tx: Tx, asked: AskedRating | undefined, score: number, comment: string): Promise<void> {
  const now = platform.clock.now();
  if (!asked || openUntil(asked) <= now) throw noLink();
  const [least, most] = rangeOf(asked.scale);
  if (score < least || score > most) throw new Fault('invalid-input', { field: 'score', reason: `${least} to ${most}` });
  if (asked.score === score && (asked.comment ?? '') === comment) return;
  await setRating(tx, asked.id, score, comment, now);
  const row = await lockCase(tx, asked.case);
  // Words added to a score are no second rating: teams look again, and nothing more happened.
  const rated = asked.score === score ? [] : [{ type: 'case.rated', data: { scale: asked.scale, score } }];
  await tell(platform, tx, row, rated, {}, { actor: null });
  tellAsked(platform, tx, asked.conversation);
}

export async function rate(platform: Platform, { token, score, comment }: Parsed<'cases.rate'>): Promise<Record<string, never>> {
  await platform.db.transaction(async (tx) =>
    answer(platform, tx, await ratingAsked(tx, secretHash(token)), score, comment.trim()),
  );
  return {};
}

/** What a visitor is asked in their own window about a talk, and what they have answered; undefined: nothing, or no more. */
export async function ratingInTalk(
  platform: Platform,
  conversation: string,
): Promise<{ id: string; scale: 'csat' | 'nps'; score?: number } | undefined> {
  const found = await ratingOfTalk(platform.db, conversation, 'unlocked');
  if (!found || openUntil(found) <= platform.clock.now()) return undefined;
  return { id: found.id, scale: found.scale, ...(found.score === null ? {} : { score: found.score }) };
}

/** A visitor answers in their own window; `id` is what they were asked. */
export async function rateInTalk(
  platform: Platform,
  conversation: string,
  { id, score, comment }: { id: string; score: number; comment?: string | undefined },
): Promise<void> {
  await platform.db.transaction(async (tx) => {
    const asked = await ratingOfTalk(tx, conversation, 'locked');
    const words = comment?.trim() ?? asked?.comment ?? '';
    return answer(platform, tx, asked?.id === id ? asked : undefined, score, words);
  });
}

const questions = {
  csat: { en: 'How did we do? Tell us here, it takes a moment:', zh: '我们的服务怎么样？请点这里告诉我们，只需片刻：' },
  nps: {
    en: 'Would you recommend us? Tell us here, it takes a moment:',
    zh: '您愿意向别人推荐我们吗？请点这里告诉我们，只需片刻：',
  },
} as const;

/** Asks a contact by their channel how it went, where policy lets us; what it refuses is noted with the case. */
export async function sendQuestion(platform: Platform, tx: Tx, row: CaseRow, scale: 'csat' | 'nps'): Promise<void> {
  const part = (await partsOf(tx, row.id)).at(-1);
  if (!part) return;
  // A visitor is asked in the window they write in: nothing is sent, so there is nothing for policy to say.
  if ((await customersOf(tx, [part.conversation]))[0]?.channel === 'web')
    return void (await makeRating(platform, tx, row, scale, null));
  const language = (await organizationIfAny(platform))?.defaultLanguage === 'en' ? 'en' : 'zh';
  await tx.rows('savepoint question');
  const { url } = await makeRating(platform, tx, row, scale, null);
  const text = `${questions[scale][language]}\n${url}`;
  const key = `rating/${row.id}/${row.ev}`;
  const sent = await sendByHouse(platform, tx, {
    conversation: part.conversation,
    thread: part.thread,
    text,
    key,
    planned: 'survey',
  });
  if (!('refused' in sent)) return;
  await tx.rows('rollback to savepoint question');
  const because = 'because' in sent.refused ? sent.refused.because : '';
  await tell(platform, tx, row, [{ type: 'case.rating-refused', data: { because } }], {}, { actor: null });
}

/** An inbox may want every contact asked. */
export async function askAfterSolving(platform: Platform, tx: Tx, row: CaseRow): Promise<void> {
  const { inboxes } = await setUpOf(platform);
  const scale = row.inboxes.map((id) => inboxes.get(id)?.settings.rating).find((one) => one != null);
  if (scale && row.heard > 0)
    await platform.jobs.enqueue(tx, 'inbox.askRating', { case: row.id, scale }, { key: `inbox.askRating:${row.id}` });
}
