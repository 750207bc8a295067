import { Fault } from '@rapport/contract';
import { newId, type Platform, type Tx } from '@rapport/platform';
import { lockConversation } from '../lock-writer.ts';
import { insertConversation } from '../writer.ts';
import { customerConversation, customerConversations, groupsAmong } from './reader.ts';
import { closeToGroups, insertCustomer, lockCustomer, openToGroups } from './writer.ts';

/** The conversation of a handle on an account: one for each, whoever opens it first (CV28). Open to nobody until somebody opens it to a group. */
export async function openCustomerConversation(
  platform: Platform,
  tx: Tx,
  { account, handle }: { account: string; handle: string },
): Promise<{ conversation: string; made: boolean }> {
  const known = await customerConversation(tx, account, handle);
  if (known) return { conversation: known, made: false };
  await lockCustomer(tx, account, handle);
  const meanwhile = await customerConversation(tx, account, handle);
  if (meanwhile) return { conversation: meanwhile, made: false };
  const conversation = newId();
  await platform.log.create(tx, conversation, 'conversation');
  await insertConversation(tx, { id: conversation, kind: 'customer', createdBy: null });
  await insertCustomer(tx, { conversation, account, handle });
  await platform.log.append(tx, conversation, [{ type: 'conversation.created', actor: null }]);
  return { conversation, made: true };
}

/** The conversations of handles on an account, by the handle; who has none yet gets one. */
export async function openCustomerConversations(
  platform: Platform,
  tx: Tx,
  { account, handles }: { account: string; handles: readonly string[] },
): Promise<Map<string, string>> {
  const known = await customerConversations(tx, account, [...new Set(handles)]);
  // In one order, so that two who open several wait for one another and not in a circle.
  const missing = [...new Set(handles)].filter((handle) => !known.has(handle)).sort();
  for (const handle of missing)
    known.set(handle, (await openCustomerConversation(platform, tx, { account, handle })).conversation);
  return known;
}

/** Lets the members of these groups read and answer it, from its first message on (CV28). `by`: null for the house itself. */
export async function openTo(
  platform: Platform,
  tx: Tx,
  conversation: string,
  groups: readonly string[],
  by: string | null,
): Promise<void> {
  await lockConversation(tx, conversation);
  if ((await groupsAmong(tx, groups)).length !== new Set(groups).size) throw new Fault('not-found', { what: 'conversation' });
  await told(platform, tx, conversation, await openToGroups(tx, conversation, groups), by);
}

/** Lets them read it no more; who looks at it this moment is cut off. */
export async function closeTo(
  platform: Platform,
  tx: Tx,
  conversation: string,
  groups: readonly string[],
  by: string | null,
): Promise<void> {
  await lockConversation(tx, conversation);
  await told(platform, tx, conversation, await closeToGroups(tx, conversation, groups), by);
}

async function told(
  platform: Platform,
  tx: Tx,
  conversation: string,
  groups: readonly string[],
  by: string | null,
): Promise<void> {
  if (groups.length === 0) return;
  await platform.log.append(
    tx,
    conversation,
    groups.map((group) => ({ type: 'conversation.audience', actor: by, subject: group })),
  );
}
