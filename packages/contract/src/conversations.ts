import { z } from 'zod';
import {
  ClientId,
  ConversationId,
  Counter,
  DepartmentId,
  FileId,
  FolderId,
  Instant,
  line,
  pageInput,
  pageOf,
  prose,
  UserId,
} from './ids.ts';
import { command, query } from './method.ts';

export const ConversationKind = z.enum(['direct', 'group', 'topic', 'note']);
export const MemberRole = z.enum(['owner', 'admin', 'member', 'follower']);
/** What reaches one's attention from a conversation: everything, mentions only, or nothing. */
export const NotifyLevel = z.enum(['all', 'mentions', 'none']);

export const Attachment = z.object({
  file: FileId,
  name: z.string(),
  type: z.string(),
  size: z.int().nonnegative(),
  kind: z.enum(['image', 'video', 'audio', 'voice', 'file']),
  width: z.int().optional(),
  height: z.int().optional(),
  /** Seconds, for sound and film. */
  duration: z.number().optional(),
  /** A tiny preview as a data URL (≤ 1 KB), drawn before the picture has come. */
  blur: z.string().optional(),
});
export type Attachment = z.infer<typeof Attachment>;

export const Quote = z.object({ seq: Counter, sender: UserId.nullable(), excerpt: z.string() });
export const Forward = z.object({
  conversation: ConversationId,
  seq: Counter,
  sender: UserId.nullable(),
  senderName: z.string(),
  at: Instant,
});
export const Location = z.object({
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  label: line(200).optional(),
});
export const Reaction = z.object({ emoji: z.string(), users: z.array(UserId) });
export const LinkPreview = z.object({
  url: z.string(),
  title: z.string(),
  description: z.string().optional(),
  site: z.string().optional(),
});

/** A countable utterance in its present state. `ev` is its last change; a recalled one has no content. */
export const Message = z.object({
  conversation: ConversationId,
  seq: Counter,
  ev: Counter,
  clientId: z.string(),
  sender: UserId.nullable(),
  /** The name an imported or automatic message was signed with, when its author has no account. */
  senderName: z.string().optional(),
  at: Instant,
  /** When it was said, if that differs from when it was recorded (imports, late entries). */
  occurredAt: Instant.optional(),
  late: z.boolean().optional(),
  text: z.string(),
  attachments: z.array(Attachment).optional(),
  quote: Quote.optional(),
  forward: Forward.optional(),
  location: Location.optional(),
  /** A contact card: a person of the organization. */
  card: UserId.optional(),
  noForward: z.boolean().optional(),
  urgent: z.string().optional(),
  edited: z.object({ at: Instant, count: z.int() }).optional(),
  recalled: z.object({ at: Instant, by: UserId.nullable() }).optional(),
  reactions: z.array(Reaction).optional(),
  topic: z.object({ conversation: ConversationId, count: Counter, lastAt: Instant.nullable() }).optional(),
  pinned: z.boolean().optional(),
  preview: LinkPreview.optional(),
});
export type Message = z.infer<typeof Message>;

/** My own place in a conversation. `rev` grows with every change, so that devices keep the newest. */
export const MyState = z.object({
  rev: Counter,
  role: MemberRole,
  /** First `seq` one may see. */
  fromSeq: Counter,
  readSeq: Counter,
  /** Messages of others above the pointer; 1001 means "more than 1000". */
  unread: z.int().nonnegative(),
  mentions: z.int().nonnegative(),
  /** "Mark unread": shown as unread from this `seq`, without moving the pointer back. */
  unreadFrom: Counter.nullable(),
  notify: NotifyLevel,
  mutedUntil: Instant.nullable(),
  folder: FolderId.nullable(),
  favourite: z.boolean(),
  left: z.boolean(),
});
export type MyState = z.infer<typeof MyState>;

export const Conversation = z.object({
  id: ConversationId,
  kind: ConversationKind,
  name: z.string(),
  purpose: z.string(),
  visibility: z.enum(['private', 'open']),
  posting: z.enum(['all', 'admins']),
  archived: z.boolean(),
  noForward: z.boolean(),
  /** For topics: where it hangs. */
  parent: z.object({ conversation: ConversationId, seq: Counter }).optional(),
  /** For direct conversations: the other people. */
  peers: z.array(UserId).optional(),
  memberCount: z.int(),
  guestCount: z.int(),
  createdAt: Instant,
  ev: Counter,
  seq: Counter,
  /** The newest message that has not been recalled, shortened to 200 characters. */
  last: z
    .object({
      seq: Counter,
      sender: UserId.nullable(),
      senderName: z.string().optional(),
      at: Instant,
      text: z.string(),
      attachments: z.int(),
    })
    .nullable(),
  me: MyState.nullable(),
});
export type Conversation = z.infer<typeof Conversation>;

export const Member = z.object({ user: UserId, role: MemberRole, joinedAt: Instant, fromSeq: Counter, guest: z.boolean() });
export type Member = z.infer<typeof Member>;

export const Draft = z.object({ conversation: ConversationId, text: z.string(), rev: Counter, at: Instant });
export type Draft = z.infer<typeof Draft>;
export const Folder = z.object({ id: FolderId, name: z.string(), position: z.int(), rev: Counter, deleted: z.boolean() });
export type Folder = z.infer<typeof Folder>;
export const Saved = z.object({
  conversation: ConversationId,
  seq: Counter,
  remindAt: Instant.nullable(),
  note: z.string(),
  at: Instant,
  rev: Counter,
  removed: z.boolean(),
});
export type Saved = z.infer<typeof Saved>;

export const messageLimits = { text: 20_000, attachments: 20, batch: 100 } as const;

/** What a sender writes. `clientId` is made once per draft and kept through every retry (SY4). */
export const MessageDraft = z.strictObject({
  clientId: ClientId,
  text: prose(messageLimits.text).default(''),
  attachments: z.array(FileId).max(messageLimits.attachments).optional(),
  quote: Counter.optional(),
  location: Location.optional(),
  card: UserId.optional(),
  noForward: z.boolean().optional(),
  /** The reason for disturbing people outside their working hours; counts against a quota. */
  urgent: line(200).optional(),
});
export type MessageDraft = z.infer<typeof MessageDraft>;

const here = { conversation: ConversationId };
const at = { ...here, seq: Counter };
const sent = z.object({ seq: Counter, ev: Counter, at: Instant, repeated: z.boolean() });
const done = z.object({});

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
  'conversations.get': query({
    summary: 'One conversation',
    input: z.strictObject(here),
    output: Conversation,
    errors: ['not-found'],
  }),
  'conversations.members': query({
    summary: 'Who takes part',
    input: z.strictObject({ ...here, ...pageInput }),
    output: pageOf(Member),
    errors: ['not-found'],
  }),
  'conversations.history': query({
    summary: 'Messages of a range in their present state: before, after or around a seq; the newest without one',
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
    summary: 'All versions of a message, oldest first',
    input: z.strictObject(at),
    output: z.object({ versions: z.array(z.object({ ev: Counter, at: Instant, author: UserId.nullable(), text: z.string() })) }),
    errors: ['not-found'],
  }),
  'conversations.readers': query({
    summary: 'Who has read up to a message, from the pointers (SY8)',
    input: z.strictObject(at),
    output: z.object({ read: z.array(UserId), unread: z.array(UserId) }),
    errors: ['not-found'],
  }),
  'conversations.pins': query({
    summary: 'Pinned messages, newest first',
    input: z.strictObject(here),
    output: z.object({ messages: z.array(Message) }),
    errors: ['not-found'],
  }),
  'conversations.topics': query({
    summary: 'Topics of a conversation, newest activity first',
    input: z.strictObject({ ...here, ...pageInput }),
    output: pageOf(Conversation),
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
    errors: ['not-found'],
  }),
  'conversations.startTopic': command({
    summary: 'The topic of a message, made when there is none',
    input: z.strictObject(at),
    output: Conversation,
    errors: ['not-found'],
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
    errors: ['not-found'],
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
    errors: ['not-found', 'client-id-reused', 'archived', 'busy', 'too-large', 'quota-exceeded'],
    rate: 'send',
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
    errors: ['not-found', 'conflict', 'too-late'],
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
    errors: ['not-found', 'quota-exceeded'],
  }),
  'conversations.pin': command({
    summary: 'Pin or unpin a message',
    input: z.strictObject({ ...at, on: z.boolean() }),
    output: done,
    errors: ['not-found', 'quota-exceeded'],
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
    summary: 'My own settings of a conversation: level, mute, folder, favourite',
    input: z.strictObject({
      ...here,
      notify: NotifyLevel.optional(),
      mutedUntil: Instant.nullable().optional(),
      folder: FolderId.nullable().optional(),
      favourite: z.boolean().optional(),
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
      position: z.int().optional(),
      deleted: z.boolean().optional(),
    }),
    output: Folder,
    errors: ['not-found', 'quota-exceeded'],
  }),
  'conversations.scheduleMessage': command({
    summary: 'Send later; the draft is kept until then',
    input: z.strictObject({ ...here, draft: MessageDraft, sendAt: Instant }),
    output: z.object({ clientId: ClientId, sendAt: Instant }),
    errors: ['not-found', 'too-late', 'quota-exceeded'],
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
};

/** Departments mentioned in messages are resolved by `people`; named here so that clients can offer them. */
export const MentionTarget = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('user'), id: UserId }),
  z.object({ kind: z.literal('department'), id: DepartmentId }),
  z.object({ kind: z.literal('all') }),
]);
