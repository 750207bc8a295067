import { Fault } from '@rapport/contract';
import type { Platform, Tx } from '@rapport/platform';
import { lockForSigning, requireConversation, type SignedMessage } from '../conversations/index.ts';
import type { Actor } from '../people/index.ts';
import { versionRoot } from '../records/index.ts';

interface Exactly {
  conversation: string;
  seq: number;
  version?: number | undefined;
}

/**
 * The message, locked, whose words are the ones meant (SG2).
 * @throws Fault `conflict` where they were changed meanwhile
 */
export async function requireVersion(tx: Tx, actor: Actor, at: Exactly): Promise<SignedMessage> {
  const found = await requireSeen(tx, actor, at);
  if (found.message.version !== at.version) throw new Fault('conflict', { reason: 'the message was changed' });
  return found;
}

/** The message, locked, as it stands; archived conversations take no signatures. */
export async function requireSeen(tx: Tx, actor: Actor, { conversation, seq }: Exactly): Promise<SignedMessage> {
  const found = await lockForSigning(tx, conversation, seq);
  // After the lock: who is a member stays so until the commit.
  const place = await requireConversation(tx, actor, conversation, 'take-part');
  if (!found || seq < place.fromSeq) throw new Fault('not-found', { what: 'message' });
  if (place.archived) throw new Fault('archived');
  return found;
}

/**
 * What is signed: the root of the version's parts.
 * @throws Fault `conflict` where parts were taken out of it: the root holds them, too, and the signer would not see them
 */
export async function requireRoot(platform: Platform, conversation: string, ev: number): Promise<string> {
  const root = await versionRoot(platform, conversation, ev);
  if (root === undefined) throw new Fault('conflict', { reason: 'parts of it were taken out' });
  return root;
}
