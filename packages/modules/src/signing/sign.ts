import { Fault, type Message, type Parsed } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import { messageHead, noteSigning, requireConversation } from '../conversations/index.ts';
import { type Actor, confirmPresence } from '../people/index.ts';
import { requireRoot, requireSeen, requireVersion } from './exact-version.ts';
import { standingSignature } from './policy.ts';

/** Signs the exact words of a message (SG1, SG2): who is there, and not only signed in, signs the root of the version's parts. */
export async function sign(platform: Platform, actor: Actor, input: Parsed<'signing.sign'>, ip: string): Promise<Message> {
  const { conversation, seq } = input;
  const place = await requireConversation(platform.db, actor, conversation, 'take-part');
  const shown = seq >= place.fromSeq ? await messageHead(platform.db, conversation, seq) : undefined;
  if (!shown || shown.recalled) throw new Fault('not-found', { what: 'message' });
  await confirmPresence(platform, actor, input.password, ip);
  // Before the lock: a transaction that asks for a second connection while others wait for its lock may wait for ever.
  const version = shown.versionEv;
  const root = await requireRoot(platform, conversation, version);
  return platform.db.transaction(async (tx) => {
    const found = await requireVersion(tx, actor, input);
    if (found.head.versionEv !== version) throw new Fault('conflict', { reason: 'the message was changed' });
    const before = found.message.signing ?? [];
    if (standingSignature(before, actor.user, version)) throw new Fault('conflict', { reason: 'signed already' });
    const asked = before.findLast((e) => e.kind === 'asked' && e.user === actor.user);
    const note = {
      kind: 'signed' as const,
      version,
      user: actor.user as never,
      name: actor.name,
      how: 'password' as const,
      root,
      ...(asked ? { of: asked.ev } : {}),
      ...(input.statement ? { words: input.statement } : {}),
    };
    return noteSigning(platform, tx, actor.user, found, [note], { ip });
  });
}

/** Takes one's signature back (SG3): it stays, and that it was withdrawn stands beside it. */
export async function withdraw(
  platform: Platform,
  actor: Actor,
  input: Parsed<'signing.withdraw'>,
  ip: string,
): Promise<Message> {
  await requireConversation(platform.db, actor, input.conversation, 'take-part');
  await confirmPresence(platform, actor, input.password, ip);
  return platform.db.transaction(async (tx) => {
    const found = await requireSeen(tx, actor, input);
    const events = found.message.signing ?? [];
    const signature = events.find((e) => e.ev === input.signature && e.kind === 'signed');
    if (!signature) throw new Fault('not-found', { what: 'signature' });
    if (signature.user !== actor.user) throw new Fault('forbidden', { permission: 'author' });
    if (events.some((e) => e.kind === 'withdrawn' && e.of === signature.ev))
      throw new Fault('conflict', { reason: 'withdrawn already' });
    const { version, user, name } = signature;
    const note = {
      kind: 'withdrawn' as const,
      version,
      user,
      name,
      how: 'password' as const,
      of: signature.ev,
      words: input.reason,
    };
    return noteSigning(platform, tx, actor.user, found, [note], { ip });
  });
}
