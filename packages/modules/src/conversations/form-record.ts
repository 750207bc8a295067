import { isDeepStrictEqual } from 'node:util';
import { Fault, type Form, type Message, type Parsed, type RecordedForm } from '@rapport/contract';
import type { Platform, Queryable } from '@rapport/platform';
import type { Actor } from '../people/index.ts';
import { isLate, requireForm } from '../templates/index.ts';
import { requireConversation } from './guard.ts';
import { lockConversation } from './lock-writer.ts';
import { contentOf, messageBySeq, messageHead } from './message-reader.ts';
import { putVersion } from './put-version.ts';

/**
 * The form as it goes into a message, after its template and its sources were checked (TP1, CV22). What stood in it `earlier` stays,
 * whatever its author may see by now.
 */
export async function formFor(platform: Platform, actor: Actor, form: Form, earlier?: RecordedForm): Promise<RecordedForm> {
  const at = earlier ? 'form' : 'draft/form';
  const checked = await requireForm(platform, actor, form, at, earlier);
  for (const [i, source] of (checked.sources ?? []).entries()) {
    if (earlier?.sources?.some((one) => isDeepStrictEqual(one, source))) continue;
    const { conversation, from, to } = source;
    const place = await requireConversation(platform.db, actor, conversation, 'look');
    if (from > to || from < place.fromSeq || to > place.seq)
      throw new Fault('invalid-input', { field: `${at}/sources/${i}`, reason: 'no such messages' });
  }
  return checked;
}

interface Place {
  conversation: string;
  seq: number;
}

/** One's own form record as it stands, with what lies beside the form. */
async function ownRecord(q: Queryable, actor: Actor, { conversation, seq }: Place) {
  const place = await requireConversation(q, actor, conversation, 'post');
  const head = seq >= place.fromSeq ? await messageHead(q, conversation, seq) : undefined;
  if (!head || head.recalled) throw new Fault('not-found', { what: 'message' });
  if (head.sender !== actor.user) throw new Fault('forbidden', { permission: 'author' });
  if (head.redacted) throw new Fault('conflict', { reason: 'parts of it were taken out' });
  const { form, ...beside } = (await contentOf(q, conversation, head.versionEv))?.content ?? {};
  if (!form) throw new Fault('invalid-input', { field: 'seq', reason: 'no form record' });
  if (beside.forward) throw new Fault('invalid-input', { field: 'seq', reason: 'a forward keeps its words' });
  return { head, form, beside };
}

/**
 * Another version of one's own form record (CV22). The earlier ones stay and can be read, so that minutes may be put right at any time;
 * how late the first was written stays said.
 */
export async function changeForm(platform: Platform, actor: Actor, input: Parsed<'conversations.changeForm'>): Promise<Message> {
  const checked = await formFor(platform, actor, input.form, (await ownRecord(platform.db, actor, input)).form);
  return platform.db.transaction(async (tx) => {
    await lockConversation(tx, input.conversation);
    const { head, form: earlier, beside } = await ownRecord(tx, actor, input);
    if (input.expectedEv !== undefined && input.expectedEv !== head.changedEv)
      throw new Fault('conflict', { reason: 'the message was changed' });
    if (earlier.template !== checked.template)
      throw new Fault('invalid-input', { field: 'form/template', reason: 'a record keeps its template' });
    const { late: _, ...now } = checked;
    // Against the day of the first: another date does not make it one that was written in time.
    const form: RecordedForm = earlier.late || isLate(now, head.at) ? { ...now, late: true } : now;
    if (isDeepStrictEqual(form, earlier)) return (await messageBySeq(tx, input.conversation, input.seq))!;
    return putVersion(platform, tx, actor, {
      conversation: input.conversation,
      head,
      text: form.title,
      content: { ...beside, form },
    });
  });
}
