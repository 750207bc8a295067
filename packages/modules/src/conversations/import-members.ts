import type { NumberedChange, Platform, Tx } from '@rapport/platform';
import { noteMembers } from '../access/index.ts';
import { importedTopics, membersSince } from './import-reader.ts';
import { type ImportedMember, insertImportedFollowers, insertImportedMembers, pinImported } from './import-writer.ts';
import { letGo } from './membership.ts';

/** Seats the members of an imported conversation. Nobody is seated again who has left since. */
export async function seatImported(
  platform: Platform,
  tx: Tx,
  conversation: string,
  actor: string,
  people: readonly ImportedMember[],
): Promise<void> {
  if (people.length === 0) return;
  const seated = new Set(await insertImportedMembers(tx, conversation, people));
  if (seated.size === 0) return;
  await noteMembers(tx, conversation, [...seated]);
  await platform.log.append(
    tx,
    conversation,
    people
      .filter((p) => seated.has(p.user))
      .map(({ user, role, joinedAt, guest }) => ({
        type: 'member.joined',
        actor,
        subject: user,
        live: () => ({ member: { user, role, joinedAt, fromSeq: 1, guest } }),
      })),
  );
}

/** Takes people out who left in the source after they had come in here. */
export async function unseatImported(
  platform: Platform,
  tx: Tx,
  conversation: string,
  actor: string,
  leavers: readonly { user: string; before: number }[],
): Promise<void> {
  if (leavers.length === 0) return;
  for (const { user, guest } of await membersSince(tx, conversation, leavers))
    await letGo(platform, tx, conversation, actor, user, guest);
}

/** Topics a transaction takes on. */
const topicsAtOnce = 400;

/** Lets people follow the imported topics they wrote in. Idempotent; in transactions of its own. */
export async function followImportedTopics(platform: Platform, conversation: string, actor: string): Promise<void> {
  let after: string | null = null;
  for (;;) {
    const topics: string[] = await importedTopics(platform.db, conversation, after, topicsAtOnce);
    if (topics.length === 0) return;
    after = topics.at(-1)!;
    await platform.db.transaction(async (tx) => {
      const heads = await platform.log.lock(tx, topics);
      const evs = new Map([...heads].map(([id, head]) => [id, head.ev]));
      const changes = (await insertImportedFollowers(tx, topics)).map(({ topic, user }): NumberedChange => {
        const ev = evs.get(topic)! + 1;
        evs.set(topic, ev);
        return { stream: topic, ev, type: 'member.joined', actor, subject: user };
      });
      await platform.log.appendBulk(tx, changes);
    });
  }
}

/** Pins messages as the source had them pinned. */
export async function pinImportedMessages(
  platform: Platform,
  tx: Tx,
  conversation: string,
  pins: readonly { seq: number; ev: number; at: number; by: string | null }[],
): Promise<void> {
  if (pins.length === 0) return;
  const { first } = await platform.log.append(
    tx,
    conversation,
    pins.map(({ seq, ev, by }) => ({
      type: 'message.changed',
      actor: by,
      target: ev,
      live: () => ({ seq, pinned: true }),
    })),
  );
  await pinImported(
    tx,
    conversation,
    pins.map(({ seq, at }, i) => ({ seq, ev: first + i, at })),
  );
}
