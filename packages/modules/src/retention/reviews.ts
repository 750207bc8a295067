import { Fault, type Output, type Parsed, type Review } from '@rapport/contract';
import { type Platform, pageOf, readCursor, type Tx } from '@rapport/platform';
import { type Actor, audit, can, findMatter, lockMatter, putMatterReview, requirePermission } from '../access/index.ts';
import { noteEvent } from './events.ts';
import { liftHoldOf } from './holds.ts';
import { requirePerson } from './require-person.ts';
import { findReview, reviewsBelow } from './review-reader.ts';
import { decideReview, lockReview } from './review-writer.ts';
import { requireOversight } from './rules.ts';

const day = 86_400_000;

/** What somebody may see of what waits: messages those who draw rules up or approve, matters those who manage holds. */
function kindsFor(actor: Actor): Review['kind'][] {
  const matters = can(actor, 'holds.manage');
  if (!matters) requireOversight(actor);
  const messages = can(actor, 'retention.manage') || can(actor, 'retention.approve');
  return [...(messages ? ['messages' as const] : []), ...(matters ? ['matter' as const] : [])];
}

export async function listReviewed(
  platform: Platform,
  actor: Actor,
  { cursor, limit, open }: Parsed<'retention.reviews'>,
): Promise<Output<'retention.reviews'>> {
  const kinds = kindsFor(actor);
  const [below] = readCursor<[string]>(cursor, ['id']) ?? [];
  return pageOf(await reviewsBelow(platform.db, { kinds, open, below }, limit + 1), limit, ({ id }) => [id]);
}

interface Deciding {
  actor: Actor;
  review: Review;
  input: Parsed<'retention.decide'>;
  at: number;
  from: string;
}
type Decision = { state: Review['state']; until: number | null };

const refuse = (field: string, reason: string) => new Fault('invalid-input', { field, reason });

/** Kept until a day, for good, or destroyed with the next disposition. */
function decideMessages({ input: { decision, until }, at }: Deciding): Decision {
  if (decision === 'lift') throw refuse('decision', 'for matters');
  if (decision !== 'keep') return { state: decision === 'permanent' ? 'kept' : 'destroy', until: null };
  if (until === undefined || until <= at) throw refuse('until', 'a day to come');
  return { state: 'extended', until };
}

/** Needed for some time more, or its holds are lifted; by two people where it wants that: until the second agrees the review stays open. */
async function decideMatter(platform: Platform, tx: Tx, { actor, review, input, at, from }: Deciding): Promise<Decision> {
  await lockMatter(tx, review.matter!);
  const matter = (await findMatter(tx, review.matter!))!;
  if (input.decision === 'keep') {
    const until = input.until ?? at + matter.reviewDays * day;
    if (until <= at) throw refuse('until', 'a day to come');
    await putMatterReview(tx, matter.id, until);
    return { state: 'needed', until };
  }
  if (input.decision !== 'lift') throw refuse('decision', 'for messages');
  let left = 0;
  for (const hold of matter.holds.filter(({ liftedAt }) => liftedAt === null))
    if ((await liftHoldOf(platform, tx, actor, { hold, matter, reason: input.reason }, from)).liftedAt === null) left++;
  return { state: left > 0 ? 'open' : 'lifted', until: null };
}

/** RT12: a person decides, having seen how many messages it is about; what was decided stands in the ledger. */
export async function decide(platform: Platform, actor: Actor, input: Parsed<'retention.decide'>, from: string): Promise<Review> {
  const kinds = kindsFor(actor);
  if (!kinds.includes('matter')) requirePermission(actor, 'retention.manage');
  requirePerson(actor);
  return platform.db.transaction(async (tx) => {
    await lockReview(tx, input.review);
    const review = await findReview(tx, input.review);
    if (!review || !kinds.includes(review.kind)) throw new Fault('not-found', { what: 'review' });
    if (review.kind === 'messages') requirePermission(actor, 'retention.manage');
    if (review.state !== 'open') throw new Fault('conflict', { reason: 'this review was decided about' });
    if (review.messages !== input.messages) throw new Fault('conflict', { reason: 'the list was changed' });
    const at = platform.clock.now();
    const deciding = { actor, review, input, at, from };
    const decision = review.kind === 'matter' ? await decideMatter(platform, tx, deciding) : decideMessages(deciding);
    if (decision.state === 'open') return review;
    const { reason } = input;
    await decideReview(tx, { id: review.id, ...decision, by: actor.user, at, reason });
    const decided = (await findReview(tx, review.id))!;
    await noteEvent(platform, tx, 'review.decided', { ...decided });
    const { kind, conversation, matter, messages } = review;
    await audit(tx, {
      at,
      actor: actor.user,
      act: 'review.decided',
      subjectKind: kind === 'matter' ? 'matter' : 'conversation',
      subject: matter ?? conversation,
      detail: { decision: decision.state, messages, ...(decision.until ? { until: decision.until } : {}), reason },
      from,
    });
    return decided;
  });
}
