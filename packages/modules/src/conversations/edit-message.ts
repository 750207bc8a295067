import { Fault, type Message } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import { type Actor, organizationSettings } from '../people/index.ts';
import { requireChannelCan } from './customers/already-gone.ts';
import { requireConversation } from './guard.ts';
import { lockConversation } from './lock-writer.ts';
import { contentOf, messageBySeq, messageHead } from './message-reader.ts';
import { mayEdit } from './policy.ts';
import { putVersion } from './put-version.ts';

/** Changes the text of one's own message (CV4); the earlier version stays and can be read. */
export async function editMessage(
  platform: Platform,
  actor: Actor,
  input: { conversation: string; seq: number; text: string; expectedEv?: number | undefined },
): Promise<Message> {
  const settings = await organizationSettings(platform);
  return platform.db.transaction(async (tx) => {
    await lockConversation(tx, input.conversation);
    const place = await requireConversation(tx, actor, input.conversation, 'post');
    const head = input.seq >= place.fromSeq ? await messageHead(tx, input.conversation, input.seq) : undefined;
    if (!head || head.recalled) throw new Fault('not-found', { what: 'message' });
    const may = mayEdit(actor, head, settings.editMinutes, platform.clock.now());
    if (may === 'too-late') throw new Fault('too-late', { reason: `${settings.editMinutes} min` });
    if (may !== 'yes') throw new Fault('forbidden', { permission: 'conversations.moderate' });
    if (input.expectedEv !== undefined && input.expectedEv !== head.changedEv)
      throw new Fault('conflict', { reason: 'the message was changed' });
    if (head.redacted) throw new Fault('conflict', { reason: 'parts of it were taken out' });
    const before = await contentOf(tx, input.conversation, head.versionEv);
    await requireChannelCan(tx, input.conversation, before?.content, 'edit');
    // Its origin stands beside it: other words would be put into somebody's mouth.
    if (before?.content?.forward) throw new Fault('invalid-input', { field: 'seq', reason: 'a forward keeps its words' });
    if (before?.content?.form) throw new Fault('invalid-input', { field: 'seq', reason: 'a form record changes by its form' });
    if (before?.text === input.text) return (await messageBySeq(tx, input.conversation, input.seq))!;
    if (input.text.trim() === '' && !before?.content?.attachments?.length) {
      throw new Fault('invalid-input', { field: 'text', reason: 'recall the message instead of emptying it' });
    }
    if (input.text.trim() === '' && before?.content?.supplement)
      throw new Fault('invalid-input', { field: 'text', reason: 'a supplement has words' });
    // A preview belongs to the links of the old text.
    const { preview: _, ...rest } = before?.content ?? {};
    const content = Object.keys(rest).length > 0 ? rest : null;
    return putVersion(platform, tx, actor, { conversation: input.conversation, head, text: input.text, content });
  });
}
