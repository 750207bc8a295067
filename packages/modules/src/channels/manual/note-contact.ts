import { Fault, type HandleKind, type MessageDraft, type Output, type Parsed } from '@rapport/contract';
import type { Platform, Tx } from '@rapport/platform';
import { type Actor, requirePermission } from '../../access/index.ts';
import { handleOfContact } from '../../contacts/index.ts';
import { groupsOf, openCustomerConversation, openTo, requireConversation, sendMessage } from '../../conversations/index.ts';
import { noteInbound } from '../../policy/index.ts';
import { type Account, accountNow } from '../accounts/account.ts';

const handleKinds: Readonly<Record<string, HandleKind>> = { phone: 'phone', visit: 'visit', letter: 'post' };

async function requireByHand(platform: Platform, id: string): Promise<Account> {
  const account = await accountNow(platform, id);
  if (!account?.enabled) throw new Fault('not-found', { what: 'channel' });
  if (account.capabilities.inbound !== 'manual')
    throw new Fault('invalid-input', { field: 'account', reason: 'this channel writes for itself' });
  return account;
}

/** Opens it to a group of the writer's. What others have read and answered so far opens by one of them alone: nobody lets themselves in. */
async function openToOwn(
  platform: Platform,
  tx: Tx,
  actor: Actor,
  conversation: string,
  group: string | undefined,
): Promise<void> {
  if (group === undefined) return;
  await requireConversation(tx, actor, group, 'post');
  const groups = await groupsOf(tx, conversation);
  if (groups.includes(group)) return;
  if (groups.length > 0) await requireConversation(tx, actor, conversation, 'post');
  await openTo(platform, tx, conversation, [group], actor.user);
}

/** Refused by policy now, or when the same was handed over before: then it stands as a note already. */
const standsAsNote = (error: unknown): boolean =>
  error instanceof Fault && (error.code === 'policy-refused' || error.code === 'client-id-reused');

/**
 * Writes down a telephone call, a visit or a letter (CH10). What the contact began counts as theirs, so that what was answered is a reply; what we
 * began is decided and counted as every other message to them. What happened is written down in any case: where policy would not have had it, as a
 * note among colleagues.
 */
export async function noteContact(
  platform: Platform,
  actor: Actor,
  input: Parsed<'channels.noteContact'>,
): Promise<Output<'channels.noteContact'>> {
  requirePermission(actor, 'contacts.manage');
  const account = await requireByHand(platform, input.account);
  const { form, clientId, began } = input;
  const at = Math.min(form.occurred.from, platform.clock.now());
  const conversation = await platform.db.transaction(async (tx) => {
    const handle = await handleOfContact(platform, tx, input.contact, handleKinds[account.kind] ?? 'visit');
    const opened = await openCustomerConversation(platform, tx, { account: account.id, handle });
    await openToOwn(platform, tx, actor, opened.conversation, input.group);
    await requireConversation(tx, actor, opened.conversation, 'post');
    if (began === 'contact') await noteInbound(platform, tx, { account: account.id, handle, at, trigger: 'inbound' });
    return opened.conversation as Output<'channels.noteContact'>['conversation'];
  });
  const say = (draft: Pick<MessageDraft, 'outward' | 'private'>) =>
    sendMessage(platform, actor, conversation, { clientId, text: '', form, ...draft });
  try {
    const { seq } = await say({ outward: true });
    return { conversation, seq };
  } catch (error) {
    if (!standsAsNote(error)) throw error;
    const { seq } = await say({ private: true });
    return { conversation, seq };
  }
}
