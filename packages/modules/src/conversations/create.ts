import { type Conversation, Fault } from '@rapport/contract';
import { newId, type Platform, type Tx } from '@rapport/platform';
import { requirePermission } from '../access/index.ts';
import { type Actor, requireVisiblePeople } from '../people/index.ts';
import { requireConversation } from './guard.ts';
import { lockConversation } from './lock-writer.ts';
import { letIn, type Newcomer } from './membership.ts';
import { messageHead } from './message-reader.ts';
import { directOf, membershipOf, summaryOf, topicOf } from './reader.ts';
import { insertConversation, type NewConversation, setTopic, touchMessage } from './writer.ts';

interface Wanted {
  kind: 'group' | 'note';
  name: string;
  purpose: string;
  visibility: 'private' | 'open';
  members: readonly string[];
}

/** Makes a group or a note (CV8); its maker owns it. */
export async function createConversation(platform: Platform, actor: Actor, input: Wanted): Promise<Conversation> {
  requirePermission(actor, input.visibility === 'open' ? 'conversations.createOpen' : 'conversations.create');
  const others = await requireVisiblePeople(
    platform.db,
    actor,
    input.members.filter((id) => id !== actor.user),
  );
  if (others.some((p) => p.kind === 'guest')) requirePermission(actor, 'conversations.addGuests');
  const id = newId();
  await platform.db.transaction(async (tx) => {
    await open(platform, tx, {
      id,
      kind: input.kind,
      name: input.name,
      purpose: input.purpose,
      visibility: input.visibility,
      createdBy: actor.user,
    });
    const people: Newcomer[] = [
      { user: actor.user, guest: actor.kind === 'guest', role: 'owner' },
      ...others.map((p): Newcomer => ({ user: p.id, guest: p.kind === 'guest', role: 'member' })),
    ];
    await letIn(platform, tx, id, actor.user, people, { seq: 0, withHistory: true });
  });
  return summaryOf(platform.db, actor, id);
}

async function open(platform: Platform, tx: Tx, c: NewConversation): Promise<boolean> {
  await platform.log.create(tx, c.id, 'conversation');
  if (!(await insertConversation(tx, c))) return false;
  await platform.log.append(tx, c.id, [{ type: 'conversation.created', actor: c.createdBy }]);
  return true;
}

/** Thrown to roll back when somebody else opened the same conversation first. */
class OpenedMeanwhile extends Error {}

/** Opens a conversation of which there is only one, or finds the one there is. */
async function openOnce(
  platform: Platform,
  find: () => Promise<string | undefined>,
  make: () => Promise<string>,
): Promise<string> {
  const known = await find();
  if (known) return known;
  try {
    return await make();
  } catch (error) {
    if (!(error instanceof OpenedMeanwhile)) throw error;
    const winner = await find();
    if (!winner) throw new Fault('busy');
    platform.logger.debug('a conversation was opened twice at once');
    return winner;
  }
}

/** The direct conversation of a set of people: one for each set, whoever opens it first (CV9). */
export async function openDirect(platform: Platform, actor: Actor, input: { users: readonly string[] }): Promise<Conversation> {
  const others = await requireVisiblePeople(
    platform.db,
    actor,
    [...new Set(input.users)].filter((id) => id !== actor.user),
  );
  const everyone = [actor.user, ...others.map((p) => p.id)].sort();
  const key = everyone.join('/');
  const id = await openOnce(
    platform,
    () => directOf(platform.db, key),
    async () => {
      requirePermission(actor, 'conversations.direct');
      const made = newId();
      await platform.db.transaction(async (tx) => {
        if (!(await open(platform, tx, { id: made, kind: 'direct', directKey: key, createdBy: actor.user })))
          throw new OpenedMeanwhile();
        const people = [{ id: actor.user, kind: actor.kind }, ...others].map(
          (p): Newcomer => ({ user: p.id, guest: p.kind === 'guest', role: 'member' }),
        );
        await letIn(platform, tx, made, actor.user, people, { seq: 0, withHistory: true });
      });
      return made;
    },
  );
  return summaryOf(platform.db, actor, id);
}

/** The topic that hangs on a message (SY9); its opener follows it, and so does the message's author. */
export async function startTopic(
  platform: Platform,
  actor: Actor,
  input: { conversation: string; seq: number },
): Promise<Conversation> {
  const place = await requireConversation(platform.db, actor, input.conversation, 'post');
  if (place.kind === 'topic')
    throw new Fault('invalid-input', { field: 'conversation', reason: 'a topic has no topics of its own' });
  if (place.kind === 'customer')
    throw new Fault('invalid-input', { field: 'conversation', reason: 'topics are not begun with customers' });
  const id = await openOnce(
    platform,
    () => (input.seq >= place.fromSeq ? topicOf(platform.db, input.conversation, input.seq) : Promise.resolve(undefined)),
    async () => {
      const made = newId();
      await platform.db.transaction(async (tx) => {
        await lockConversation(tx, input.conversation);
        const head = input.seq >= place.fromSeq ? await messageHead(tx, input.conversation, input.seq) : undefined;
        if (!head || head.recalled) throw new Fault('not-found', { what: 'message' });
        const wanted = {
          id: made,
          kind: 'topic' as const,
          parentId: input.conversation,
          anchorSeq: input.seq,
          createdBy: actor.user,
        };
        if (!(await open(platform, tx, wanted))) throw new OpenedMeanwhile();
        const topic = { conversation: made, count: 0, lastAt: null };
        const { first } = await platform.log.append(tx, input.conversation, [
          { type: 'message.changed', actor: actor.user, target: head.ev, subject: made, live: () => ({ seq: input.seq, topic }) },
        ]);
        await setTopic(tx, input.conversation, input.seq, made);
        await touchMessage(tx, input.conversation, input.seq, first);
        const followers = [...new Set([actor.user, ...(head.sender ? [head.sender] : [])])];
        await letIn(platform, tx, made, actor.user, await stillHere(tx, input.conversation, followers), {
          seq: 0,
          withHistory: true,
        });
      });
      return made;
    },
  );
  return summaryOf(platform.db, actor, id);
}

/** Of these people, the ones who take part in the parent now. */
async function stillHere(tx: Tx, parent: string, users: readonly string[]): Promise<Newcomer[]> {
  const found: Newcomer[] = [];
  for (const user of users) {
    const row = await membershipOf(tx, parent, user);
    if (row && !row.left) found.push({ user, guest: row.guest, role: 'follower' });
  }
  return found;
}
