import { z } from 'zod';
import {
  Conversation,
  ConversationOutline,
  Draft,
  Folder,
  Member,
  Message,
  MessageDraft,
  MyState,
  NotifyLevel,
  Saved,
} from './conversation-shapes.ts';
import { Form, isLargeForm, RecordedForm } from './forms.ts';
import { ClientId, ConversationId, Counter, FolderId, Instant, line, pageInput, pageOf, prose, UserId } from './ids.ts';
import { messageLimits } from './message-limits.ts';
import { command, done, query } from './method.ts';
import { Topic } from './topic.ts';

const here = { conversation: ConversationId };
const at = { ...here, seq: Counter };
const sent = z.object({ seq: Counter, ev: Counter, at: Instant, repeated: z.boolean() });

export const conversationMethods = {
  'conversations.sync': query({
    summary: 'What changed for me since a cursor; without one, the newest conversations (SY6)',
    input: z.strictObject({
      cursor: z.string().max(4000).optional(),
      epoch: z.string().max(80).optional(),
      limit: z.int().min(1).max(500).default(200),
    }),
    output: z.object({
      epoch: z.string(),
      cursor: z.string(),
      /** True when nothing local may be kept: first visit, new epoch, or a cursor too old. */
      reset: z.boolean(),
      conversations: z.array(Conversation),
      drafts: z.array(Draft),
      folders: z.array(Folder),
      saved: z.array(Saved),
      /** Of the organization's stream: people known locally are asked for again when it moved. */
      organizationEv: Counter,
      /** Present when there are older conversations: pass it to `conversations.list`. */
      next: z.string().optional(),
    }),
  }),
  'conversations.list': query({
    summary: 'My conversations, newest activity first',
    input: z.strictObject({ ...pageInput, archived: z.boolean().default(false) }),
    output: pageOf(Conversation),
  }),
  'conversations.browse': query({
    summary: 'Open groups of the organization that I could join',
    input: z.strictObject({ ...pageInput, text: z.string().max(100).default('') }),
    output: pageOf(Conversation),
  }),
  'conversations.sharedWith': query({
    summary: 'Groups that I and this person both take part in, by name',
    input: z.strictObject({ ...pageInput, user: UserId }),
    output: pageOf(Conversation),
  }),
  'conversations.overview': query({
    summary: 'Every group of the organization for its administrators: what it is and who owns it, never what is said',
    input: z.strictObject({
      ...pageInput,
      text: z.string().max(100).default(''),
      archived: z.boolean().default(false),
      /** Only those that no active person owns. */
      ownerless: z.boolean().default(false),
    }),
    output: pageOf(ConversationOutline),
  }),
  'conversations.overviewMembers': query({
    summary: 'Who takes part in a group, for administrators of the organization',
    input: z.strictObject({ ...here, ...pageInput }),
    output: pageOf(Member),
    errors: ['not-found'],
  }),
  'conversations.administer': command({
    summary: 'Archive or restore a group, or make one of its members owner, without taking part in it; audited',
    input: z.strictObject({ ...here, archived: z.boolean().optional(), owner: UserId.optional() }),
    output: ConversationOutline,
    errors: ['not-found', 'conflict'],
  }),
  'conversations.get': query({
    summary: 'One conversation',
    input: z.strictObject(here),
    output: Conversation,
    errors: ['not-found'],
  }),
  'conversations.members': query({
    summary: 'Who takes part: owners first, then administrators, then by name; `text` finds them by name, pinyin or initials',
    input: z.strictObject({ ...here, ...pageInput, text: z.string().max(100).optional() }),
    output: pageOf(Member),
    errors: ['not-found'],
  }),
  'conversations.history': query({
    summary:
      'Messages of a range in their present state: before, after or around a seq; the newest without one. Fewer than asked for where they are long',
    input: z.strictObject({
      ...here,
      before: Counter.optional(),
      after: Counter.optional(),
      around: Counter.optional(),
      limit: z.int().min(1).max(200).default(50),
    }),
    output: z.object({
      /** Ascending by `seq`. */
      messages: z.array(Message),
      /** The stream's `ev` at or before which this page was read. */
      ev: Counter,
      hasOlder: z.boolean(),
      hasNewer: z.boolean(),
    }),
    errors: ['not-found'],
  }),
  'conversations.changes': query({
    summary: 'The present state of everything in a conversation that changed after an ev (SY5)',
    input: z.strictObject({ ...here, after: Counter, limit: z.int().min(1).max(500).default(200) }),
    output: z.object({
      ev: Counter,
      /** False when too much changed: drop what is held of this conversation and load it anew. */
      complete: z.boolean(),
      conversation: Conversation,
      messages: z.array(Message),
    }),
    errors: ['not-found'],
  }),
  'conversations.at': query({
    summary: 'The seq of the first message at or after a time',
    input: z.strictObject({ ...here, at: Instant }),
    output: z.object({ seq: Counter }),
    errors: ['not-found'],
  }),
  'conversations.messageHistory': query({
    summary: 'Versions of a message, oldest first: the newest, or those before an ev, as far as they have room in one answer',
    input: z.strictObject({ ...at, before: Counter.optional() }),
    output: z.object({
      versions: z.array(
        z.object({ ev: Counter, at: Instant, author: UserId.nullable(), text: z.string(), form: RecordedForm.optional() }),
      ),
      hasOlder: z.boolean(),
    }),
    errors: ['not-found'],
  }),
  'conversations.remotePicture': query({
    summary:
      'A picture that a mail shows from elsewhere, asked for by the house: its address must stand in that mail; bytes in Base64',
    rate: 'search',
    input: z.strictObject({ ...at, address: z.string().min(8).max(4_000) }),
    output: z.object({ type: z.string(), bytes: z.string() }),
    errors: ['not-found'],
  }),
  'conversations.readers': query({
    summary: 'Who has read up to a message, from the pointers (SY8)',
    input: z.strictObject(at),
    output: z.object({ read: z.array(UserId), unread: z.array(UserId) }),
    errors: ['not-found'],
  }),
  'conversations.supplements': query({
    summary: 'Supplements of a message, oldest first; the message itself may be recalled',
    input: z.strictObject({ ...at, cursor: pageInput.cursor, limit: z.int().min(1).max(50).default(50) }),
    output: pageOf(Message),
    errors: ['not-found'],
  }),
  'conversations.pins': query({
    summary: 'Pinned messages, newest first',
    input: z.strictObject(here),
    output: z.object({ messages: z.array(Message) }),
    errors: ['not-found'],
  }),
  'conversations.topics': query({
    summary: 'Topics of a conversation with what they hang on, newest activity first',
    input: z.strictObject({ ...here, ...pageInput }),
    output: pageOf(Topic),
    errors: ['not-found'],
  }),
  'conversations.create': command({
    summary: 'Create a group or a note',
    input: z.strictObject({
      kind: z.enum(['group', 'note']).default('group'),
      name: line(120),
      purpose: prose(1000).default(''),
      visibility: z.enum(['private', 'open']).default('private'),
      members: z.array(UserId).max(1000).default([]),
    }),
    output: Conversation,
    errors: ['not-found'],
  }),
  'conversations.openDirect': command({
    summary: 'The direct conversation with these people, made when there is none',
    input: z.strictObject({ users: z.array(UserId).min(1).max(8) }),
    output: Conversation,
    errors: ['not-found', 'busy'],
  }),
  'conversations.startTopic': command({
    summary: 'The topic of a message, made when there is none',
    input: z.strictObject(at),
    output: Conversation,
    errors: ['not-found', 'archived', 'busy'],
  }),
  'conversations.change': command({
    summary: 'Rename, describe, open or close, decide who may post',
    input: z.strictObject({
      ...here,
      name: line(120).optional(),
      purpose: prose(1000).optional(),
      visibility: z.enum(['private', 'open']).optional(),
      posting: z.enum(['all', 'admins']).optional(),
      noForward: z.boolean().optional(),
      archived: z.boolean().optional(),
    }),
    output: Conversation,
    errors: ['not-found', 'archived'],
  }),
  'conversations.join': command({
    summary: 'Join an open group',
    input: z.strictObject(here),
    output: Conversation,
    errors: ['not-found', 'archived'],
  }),
  'conversations.leave': command({
    summary: 'Leave; what was said stays',
    input: z.strictObject(here),
    output: done,
    errors: ['not-found', 'conflict'],
  }),
  'conversations.addMembers': command({
    summary: 'Add people, with the history or from now on',
    input: z.strictObject({ ...here, users: z.array(UserId).min(1).max(200), withHistory: z.boolean().default(true) }),
    output: done,
    errors: ['not-found', 'archived'],
  }),
  'conversations.removeMember': command({
    summary: 'Take someone out',
    input: z.strictObject({ ...here, user: UserId }),
    output: done,
    errors: ['not-found', 'conflict'],
  }),
  'conversations.changeRole': command({
    summary: 'Make someone owner, administrator or member of a conversation',
    input: z.strictObject({ ...here, user: UserId, role: z.enum(['owner', 'admin', 'member']) }),
    output: done,
    errors: ['not-found', 'conflict'],
  }),
  'conversations.sendMessage': command({
    summary: 'Send a message; the answer comes after it is on disk (SY4)',
    input: z.strictObject({ ...here, draft: MessageDraft }),
    output: sent,
    errors: ['not-found', 'client-id-reused', 'archived', 'busy', 'quota-exceeded', 'policy-refused', 'copy-refused'],
    rate: 'send',
    isHeavy: ({ draft }) => isLargeForm(draft.form),
  }),
  'conversations.forwardMessages': command({
    summary: 'Forward messages, their origin kept; one client id per message, in order',
    input: z.strictObject({
      from: ConversationId,
      seqs: z.array(Counter).min(1).max(50),
      to: ConversationId,
      clientIds: z.array(ClientId).min(1).max(50),
    }),
    output: z.object({ sent: z.array(sent) }),
    errors: ['not-found', 'do-not-forward', 'client-id-reused', 'archived', 'busy'],
    rate: 'send',
  }),
  'conversations.editMessage': command({
    summary: 'Change the text of my message; earlier versions stay readable',
    input: z.strictObject({ ...at, text: prose(messageLimits.text), expectedEv: Counter.optional() }),
    output: Message,
    // Editing twice is editing once; erased words must not live on in kept answers.
    secret: true,
    errors: ['not-found', 'conflict', 'too-late', 'archived'],
  }),
  'conversations.changeForm': command({
    summary: 'Another version of a form record of mine; earlier ones stay readable',
    input: z.strictObject({ ...at, form: Form, expectedEv: Counter.optional() }),
    output: Message,
    secret: true,
    isHeavy: ({ form }) => isLargeForm(form),
    errors: ['not-found', 'conflict', 'archived'],
  }),
  'conversations.recallMessage': command({
    summary: 'Take a message back: hidden for users, kept for the record',
    input: z.strictObject(at),
    output: done,
    errors: ['not-found', 'too-late'],
  }),
  'conversations.react': command({
    summary: 'Add or take back a reaction',
    input: z.strictObject({ ...at, emoji: line(40), on: z.boolean() }),
    output: done,
    errors: ['not-found', 'quota-exceeded', 'archived'],
  }),
  'conversations.pin': command({
    summary: 'Pin or unpin a message',
    input: z.strictObject({ ...at, on: z.boolean() }),
    output: done,
    errors: ['not-found', 'quota-exceeded', 'archived'],
  }),
  'conversations.markRead': command({
    summary: 'Move my read pointer forward (SY8)',
    input: z.strictObject({ ...here, seq: Counter }),
    output: MyState,
    errors: ['not-found'],
    rate: 'lossy',
  }),
  'conversations.markUnread': command({
    summary: 'Show as unread from a message on',
    input: z.strictObject(at),
    output: MyState,
    errors: ['not-found'],
  }),
  'conversations.markAllRead': command({
    summary: 'Everything is read; the earlier pointers are kept to undo it',
    input: z.strictObject({ undo: z.boolean().default(false) }),
    output: z.object({ changed: z.int() }),
  }),
  'conversations.changeMine': command({
    summary: 'My own settings of a conversation: level, mute, folder, favourite and its place, hidden until there is news',
    input: z.strictObject({
      ...here,
      notify: NotifyLevel.optional(),
      mutedUntil: Instant.nullable().optional(),
      folder: FolderId.nullable().optional(),
      favourite: z.boolean().optional(),
      hidden: z.boolean().optional(),
      position: z.int().min(-1_000_000_000).max(1_000_000_000).nullable().optional(),
    }),
    output: MyState,
    errors: ['not-found'],
  }),
  'conversations.saveDraft': command({
    summary: 'Keep my unsent text on all my devices; empty removes it',
    input: z.strictObject({ ...here, text: prose(messageLimits.text) }),
    output: Draft,
    errors: ['not-found'],
    rate: 'lossy',
  }),
  'conversations.save': command({
    summary: 'Save a message for later, with a reminder if wanted, or let it go',
    input: z.strictObject({ ...at, on: z.boolean(), remindAt: Instant.nullable().default(null), note: prose(500).default('') }),
    output: Saved,
    errors: ['not-found'],
  }),
  'conversations.savedMessages': query({
    summary: 'What I saved, newest first',
    input: z.strictObject(pageInput),
    output: pageOf(z.object({ saved: Saved, message: Message })),
  }),
  'conversations.changeFolder': command({
    summary: 'Make, rename, move or delete a folder of mine',
    input: z.strictObject({
      id: FolderId.optional(),
      name: line(60).optional(),
      position: z.int().min(-100_000).max(100_000).optional(),
      deleted: z.boolean().optional(),
    }),
    output: Folder,
    errors: ['not-found', 'quota-exceeded'],
  }),
  'conversations.scheduleMessage': command({
    summary: 'Send later; the draft is kept until then',
    input: z.strictObject({ ...here, draft: MessageDraft, sendAt: Instant }),
    output: z.object({ clientId: ClientId, sendAt: Instant }),
    isHeavy: ({ draft }) => isLargeForm(draft.form),
    errors: ['not-found', 'too-late', 'quota-exceeded', 'archived'],
  }),
  'conversations.scheduledMessages': query({
    summary: 'What I have scheduled, soonest first',
    input: z.strictObject({}),
    output: z.object({
      items: z.array(
        z.object({
          conversation: ConversationId,
          clientId: ClientId,
          text: z.string(),
          /** All of what will be sent: scheduling it again under its client id changes it. */
          draft: MessageDraft,
          sendAt: Instant,
          failed: z.string().nullable(),
        }),
      ),
    }),
  }),
  'conversations.cancelScheduled': command({
    summary: 'Cancel a scheduled message',
    input: z.strictObject({ clientId: ClientId }),
    output: done,
    errors: ['not-found'],
  }),
  'conversations.urgentQuota': query({
    summary: 'How many urgent messages I may send a day (UTC), and how many are left of them today',
    input: z.strictObject({}),
    output: z.object({ perDay: z.int().nonnegative(), left: z.int().nonnegative() }),
  }),
};
