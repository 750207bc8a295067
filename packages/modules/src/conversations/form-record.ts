import { isDeepStrictEqual } from 'node:util';
import { Fault, type Form, type Message, type Parsed } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import type { Actor } from '../people/index.ts';
import { isLate, requireForm } from '../templates/index.ts';
import { requireConversation } from './guard.ts';
import { lockConversation } from './lock-writer.ts';
import { contentOf, messageBySeq, messageHead } from './message-reader.ts';
import { insertEdit } from './writer.ts';

type Recorded = NonNullable<Message['form']>;

/** The form as it goes into a message, after its template and its sources were checked (TP1, CV22). */
export async function formFor(platform: Platform, actor: Actor, form: Form, writing: 'new' | 'change'): Promise<Recorded> {
  const at = writing === 'new' ? 'draft/form' : 'form';
  const checked = await requireForm(platform, actor, form, at, writing);
  for (const [i, { conversation, from, to }] of (checked.sources ?? []).entries()) {
    const place = await requireConversation(platform.db, actor, conversation, 'look');
    if (from > to || from < place.fromSeq || to > place.seq)
      throw new Fault('invalid-input', { field: `${at}/sources/${i}`, reason: 'no such messages' });
  }
  return checked;
}

/**
 * Another version of one's own form record (CV22). The earlier ones stay and can be read, so that minutes may be put right at any time;
 * how late the first was written stays said.
 */
export async function changeForm(platform: Platform, actor: Actor, input: Parsed<'conversations.changeForm'>): Promise<Message> {
  const checked = await formFor(platform, actor, input.form, 'change');
  return platform.db.transaction(async (tx) => {
    await lockConversation(tx, input.conversation);
    const place = await requireConversation(tx, actor, input.conversation, 'post');
    const head = input.seq >= place.fromSeq ? await messageHead(tx, input.conversation, input.seq) : undefined;
    if (!head || head.recalled) throw new Fault('not-found', { what: 'message' });
    if (head.sender !== actor.user) throw new Fault('forbidden', { permission: 'author' });
    if (input.expectedEv !== undefined && input.expectedEv !== head.changedEv)
      throw new Fault('conflict', { reason: 'the message was changed' });
    const before = await contentOf(tx, input.conversation, head.versionEv);
    const { form: earlier, ...beside } = before?.content ?? {};
    if (!earlier) throw new Fault('invalid-input', { field: 'seq', reason: 'no form record' });
    if (beside.forward) throw new Fault('invalid-input', { field: 'seq', reason: 'a forward keeps its words' });
    if (earlier.template !== checked.template)
      throw new Fault('invalid-input', { field: 'form/template', reason: 'a record keeps its template' });
    const { late: _, ...now } = checked;
    // Against the day of the first: another date does not make it one that was written in time.
    const form: Recorded = earlier.late || isLate(now, head.at) ? { ...now, late: true } : now;
    if (isDeepStrictEqual(form, earlier)) return (await messageBySeq(tx, input.conversation, input.seq))!;
    let after: Message | undefined;
    const { first, at } = await platform.log.append(tx, input.conversation, [
      { type: 'message.edited', actor: actor.user, target: head.ev, live: () => ({ message: after }) },
    ]);
    await insertEdit(tx, {
      conversation: input.conversation,
      ev: first,
      seq: input.seq,
      previousEv: head.versionEv,
      author: actor.user,
      at,
      key: platform.vault.newKey().wrapped,
      text: form.title,
      content: { ...beside, form },
    });
    after = await messageBySeq(tx, input.conversation, input.seq);
    return after!;
  });
}
