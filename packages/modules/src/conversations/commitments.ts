import { type Commitment, Fault, type Output, type Parsed } from '@rapport/contract';
import { newId, type Platform, readCursor, type Tx, writeCursor } from '@rapport/platform';
import { type Actor, requireVisiblePeople } from '../people/index.ts';
import { type CommitmentRow, commitmentById, commitmentsFor, lockCommitment, noDay } from './commitment-reader.ts';
import { countCommitments, insertCommitmentVersion, putCommitment } from './commitment-writer.ts';
import { requireConversation } from './guard.ts';
import { lockConversation } from './lock-writer.ts';
import { messageHead } from './message-reader.ts';
import { toPlace } from './place-label.ts';
import { labelsOf } from './visible-reader.ts';

/** Commitments in one message. */
const mostInMessage = 50;

type Given = Parsed<'commitments.create'>['debtor'];
type Facts = Omit<CommitmentRow, 'versionEv'>;

const partyOf = (id: string | null, name: string): Commitment['debtor'] => ({ ...(id ? { user: id as never } : {}), name });

function present(row: CommitmentRow): Commitment {
  const { settledBy, settledAt, note } = row;
  return {
    id: row.id as Commitment['id'],
    conversation: row.conversation as Commitment['conversation'],
    seq: row.seq,
    ev: row.versionEv,
    what: row.what,
    debtor: partyOf(row.debtorId, row.debtorName),
    creditor: partyOf(row.creditorId, row.creditorName),
    ...(row.due === null ? {} : { due: row.due }),
    state: row.state,
    madeBy: row.madeBy as Commitment['madeBy'],
    madeAt: row.madeAt,
    ...(settledBy === null || settledAt === null ? {} : { settled: { by: settledBy as never, at: settledAt, note } }),
  };
}

/** Who is meant, by the name of today: outsiders as they are written. */
async function partyFrom(platform: Platform, actor: Actor, { user, name }: Given): Promise<{ id: string | null; name: string }> {
  if (user === undefined) return { id: null, name: name! };
  const [person] = await requireVisiblePeople(platform.db, actor, [user]);
  return { id: user, name: person!.name };
}

/** Writes what a commitment is from now on: the row, its version, the event, and the count at the message. */
async function write(
  platform: Platform,
  tx: Tx,
  actor: Actor,
  { facts, sent, before }: { facts: Facts; sent: number; before: number | null },
): Promise<CommitmentRow> {
  const { id, conversation, seq } = facts;
  let commitments = 0;
  const { first: ev, at } = await platform.log.append(tx, conversation, [
    { type: 'message.committed', actor: actor.user, target: sent, subject: id, live: () => ({ seq, commitments }) },
  ]);
  const settled = facts.state === 'open' ? { settledBy: null, settledAt: null } : { settledBy: actor.user, settledAt: at };
  const row: CommitmentRow = { ...facts, ...settled, madeAt: before === null ? at : facts.madeAt, versionEv: ev };
  const { key, wrapped } = platform.vault.newKey();
  key.fill(0);
  const { ev: _, conversation: _c, seq: _s, ...said } = present(row);
  await insertCommitmentVersion(tx, { ...row, ev, previousEv: before, author: actor.user, at, key: wrapped, facts: said });
  await putCommitment(tx, row);
  commitments = await countCommitments(tx, conversation, seq, ev);
  if (commitments > mostInMessage) throw new Fault('quota-exceeded', { quota: `${mostInMessage} commitments` });
  return row;
}

async function requireHead(tx: Tx, actor: Actor, conversation: string, seq: number) {
  await lockConversation(tx, conversation);
  const place = await requireConversation(tx, actor, conversation, 'post');
  const head = seq >= place.fromSeq ? await messageHead(tx, conversation, seq) : undefined;
  if (!head || head.withheld) throw new Fault('not-found', { what: 'message' });
  return head;
}

/** Marks a commitment in a message (CV25). */
export async function createCommitment(
  platform: Platform,
  actor: Actor,
  { conversation, seq, what, debtor, creditor, due }: Parsed<'commitments.create'>,
): Promise<Commitment> {
  await requireConversation(platform.db, actor, conversation, 'post');
  const owes = await partyFrom(platform, actor, debtor);
  const isOwed = await partyFrom(platform, actor, creditor);
  return platform.db.transaction(async (tx) => {
    const head = await requireHead(tx, actor, conversation, seq);
    if (head.recalled) throw new Fault('not-found', { what: 'message' });
    const parties = { debtorId: owes.id, debtorName: owes.name, creditorId: isOwed.id, creditorName: isOwed.name };
    const facts: Facts = {
      ...parties,
      id: newId(),
      conversation,
      seq,
      what,
      due: due ?? null,
      state: 'open',
      madeBy: actor.user,
      madeAt: 0,
      settledBy: null,
      settledAt: null,
      note: '',
    };
    return present(await write(platform, tx, actor, { facts, sent: head.ev, before: null }));
  });
}

const hidden = () => new Fault('not-found', { what: 'commitment' });

/** Changes a commitment the actor may see, where they may write; who may not see its message learns nothing. */
async function alter(
  platform: Platform,
  actor: Actor,
  id: string,
  to: (row: CommitmentRow) => Partial<Facts>,
): Promise<Commitment> {
  const known = await commitmentById(platform.db, id);
  if (!known) throw hidden();
  return platform.db.transaction(async (tx) => {
    const head = await requireHead(tx, actor, known.conversation, known.seq).catch((error: unknown) => {
      throw error instanceof Fault && error.code === 'not-found' ? hidden() : error;
    });
    const row = await lockCommitment(tx, id);
    if (!row) throw hidden();
    const { versionEv, ...before } = row;
    const change = Object.entries(to(row)).filter(
      ([name, value]) => value !== undefined && before[name as keyof Facts] !== value,
    );
    if (change.length === 0) return present(row);
    const facts: Facts = { ...before, ...Object.fromEntries(change) };
    return present(await write(platform, tx, actor, { facts, sent: head.ev, before: versionEv }));
  });
}

/** Says an open commitment otherwise (CV25). */
export async function changeCommitment(
  platform: Platform,
  actor: Actor,
  { commitment, what, debtor, creditor, due }: Parsed<'commitments.change'>,
): Promise<Commitment> {
  const owes = debtor && (await partyFrom(platform, actor, debtor));
  const isOwed = creditor && (await partyFrom(platform, actor, creditor));
  return alter(platform, actor, commitment, (row) => {
    if (row.state !== 'open') throw new Fault('conflict', { reason: 'the commitment is settled' });
    return {
      what,
      due,
      ...(owes ? { debtorId: owes.id, debtorName: owes.name } : {}),
      ...(isOwed ? { creditorId: isOwed.id, creditorName: isOwed.name } : {}),
    } as Partial<Facts>;
  });
}

/** Says what became of a commitment, or that it is open after all (CV25). */
export const settleCommitment = (
  platform: Platform,
  actor: Actor,
  { commitment, state, note }: Parsed<'commitments.settle'>,
): Promise<Commitment> => alter(platform, actor, commitment, () => ({ state, note }));

/** Commitments I may see, by their day (CV25). */
export async function listCommitments(
  platform: Platform,
  actor: Actor,
  { cursor, limit, ...asked }: Parsed<'commitments.list'>,
): Promise<Output<'commitments.list'>> {
  if (asked.conversation !== undefined) await requireConversation(platform.db, actor, asked.conversation, 'look');
  const at = readCursor<[string, string]>(cursor, ['text', 'id']);
  const after = at && /^\d{4}-\d\d-\d\d$/.test(at[0]) ? { due: at[0], id: at[1] } : undefined;
  const { whose, state, dueBy, conversation, seq } = asked;
  const rows = await commitmentsFor(platform.db, actor, { whose, state, dueBy, conversation, seq, after, limit: limit + 1 });
  const page = rows.slice(0, limit);
  const ids = [...new Set(page.map((row) => row.conversation))];
  const labels = ids.length === 0 ? [] : await labelsOf(platform.db, actor.user, ids);
  const places = new Map(labels.map((label) => [label.id, toPlace(label)]));
  const last = page.at(-1);
  return {
    items: page.map((row) => ({ ...present(row), place: places.get(row.conversation)! })),
    ...(rows.length > limit && last ? { next: writeCursor([last.due ?? noDay, last.id]) } : {}),
  };
}
