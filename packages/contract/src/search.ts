import { z } from 'zod';
import { CaseId } from './case-shapes.ts';
import { ContactId, Label } from './contact-shapes.ts';
import { Attachment, ConversationKind } from './conversation-shapes.ts';
import { ConversationId, Counter, DepartmentId, Instant, pageInput, pageOf, TemplateId, UserId } from './ids.ts';
import { query } from './method.ts';
import { TimeZone, User } from './people.ts';
import { AccountId, ChannelKind } from './policy-shapes.ts';

/** Places to highlight: UTF-16 offsets into the text beside them, ascending, end exclusive, apart from each other. */
export const Highlights = z.array(z.tuple([z.int().nonnegative(), z.int().nonnegative()]));
export type Highlights = z.infer<typeof Highlights>;

/** Where something was found. A direct conversation has no name of its own: it is called after its peers. */
export const SearchPlace = z.object({
  id: ConversationId,
  kind: ConversationKind,
  /** Empty for direct conversations and topics. */
  name: z.string(),
  /** Of a direct conversation: the other people. */
  peers: z.array(UserId).optional(),
  archived: z.boolean(),
  /** I take part; false for open groups that I only may look at. */
  member: z.boolean(),
  /** Of a topic: what it hangs on. */
  parent: z
    .object({
      id: ConversationId,
      seq: Counter,
      kind: ConversationKind,
      name: z.string(),
      peers: z.array(UserId).optional(),
    })
    .optional(),
});
export type SearchPlace = z.infer<typeof SearchPlace>;

const found = {
  conversation: SearchPlace,
  seq: Counter,
  sender: UserId.nullable(),
  /** The name an imported or automatic message was signed with. */
  senderName: z.string().optional(),
  /** When it was said: results are in this order, newest first. */
  at: Instant,
};

export const MessageHit = z.object({
  ...found,
  /** The part of the message that shows most of what was looked for, as plain text. */
  snippet: z.object({
    text: z.string(),
    /** The message goes on before or after: show an ellipsis there. */
    cutBefore: z.boolean(),
    cutAfter: z.boolean(),
    ranges: Highlights,
  }),
  /** Attachments whose names have something of what was looked for. */
  attachments: z.array(z.object({ attachment: Attachment, ranges: Highlights })),
  edited: z.boolean(),
});
export type MessageHit = z.infer<typeof MessageHit>;

export const FileHit = z.object({
  ...found,
  attachment: Attachment,
  /** Into the attachment's name. */
  ranges: Highlights,
});
export type FileHit = z.infer<typeof FileHit>;

export const ConversationHit = z.object({ conversation: SearchPlace, memberCount: z.int(), lastAt: Instant });
export type ConversationHit = z.infer<typeof ConversationHit>;

/** What a record may be: several at once. What is neither form record nor supplement is a message. */
const recordKinds = ['message', 'form', 'supplement', 'file', 'edited', 'recalled'] as const;
export const RecordKind = z.enum(recordKinds);
export type RecordKind = z.infer<typeof RecordKind>;

/** In talk with customers: by the contact, to the contact, or among colleagues. */
export const Direction = z.enum(['in', 'out', 'note']);
export type Direction = z.infer<typeof Direction>;

/** A record in a list: a message with what it is. Of a recalled one nothing is told but that it was. */
export const RecordHit = MessageHit.extend({
  kinds: z.array(RecordKind),
  labels: z.array(z.string()).optional(),
  form: z.object({ template: TemplateId, version: Counter, title: z.string(), late: z.literal(true).optional() }).optional(),
  /** Said in a customer conversation. */
  customer: z.object({ channel: ChannelKind, account: AccountId, direction: Direction }).optional(),
});
export type RecordHit = z.infer<typeof RecordHit>;

const what = {
  /**
   * Words, `"a phrase"`, `-without`, and the filters from: in: before: after: on: has:file|image|link channel:email case:12 (Chinese
   * names too: 来自: 会话: 早于: 晚于: 日期: 包含: 渠道: 工单:). What is wrong with it comes back as `invalid-input` on the field `text`, whose reason is a
   * sentence for people.
   */
  text: z.string().max(2_000),
  /** Only here, topics included. */
  conversation: ConversationId.optional(),
  /** Whose days `before:`, `today` and the like are; the caller's own by default. */
  timeZone: TimeZone.optional(),
};
const paged = { ...what, ...pageInput, limit: z.int().min(1).max(100).default(30) };

/** What records are asked for. */
export const askedRecords = {
  /** As in `search.messages`; may be empty: then everything is meant. */
  text: z.string().max(2_000).default(''),
  kind: RecordKind.optional(),
  /** Form records of this template. */
  template: TemplateId.optional(),
  label: Label.optional(),
  /** Only here, topics included. */
  conversation: ConversationId.optional(),
  person: UserId.optional(),
  /** People of it and of departments below it, as they are now. */
  department: DepartmentId.optional(),
  /** Talk with customers: by kind of channel, by account of ours, by way. */
  channel: ChannelKind.optional(),
  account: AccountId.optional(),
  direction: Direction.optional(),
  /** Talk with a contact, and with those merged into it, by any channel. */
  contact: ContactId.optional(),
  /** What was said in a case that lies in one of my inboxes, and in those merged into it. */
  case: CaseId.optional(),
  from: Instant.optional(),
  /** Left out itself. */
  until: Instant.optional(),
  timeZone: TimeZone.optional(),
};
const count = z.int();

/** How many records there are of each, the most frequent first. */
export const Facets = z.object({
  counted: count,
  /** There are more than were counted. */
  more: z.boolean(),
  kinds: z.array(z.object({ kind: RecordKind, count })),
  templates: z.array(z.object({ template: TemplateId, count })),
  labels: z.array(z.object({ label: z.string(), count })),
  conversations: z.array(z.object({ conversation: SearchPlace, count })),
  people: z.array(z.object({ person: UserId, count })),
  /** Of those who wrote them; for whoever may browse the directory. */
  departments: z.array(z.object({ department: DepartmentId, count })),
  channels: z.array(z.object({ channel: ChannelKind, count })),
  accounts: z.array(z.object({ account: AccountId, name: z.string(), count })),
  directions: z.array(z.object({ direction: Direction, count })),
  contacts: z.array(z.object({ contact: ContactId, name: z.string(), count })),
  /** Of my inboxes; `title` where staff named it. */
  cases: z.array(z.object({ case: CaseId, number: z.int(), title: z.string().optional(), count })),
  /** Days in the time zone asked for, oldest first; those without records are left out. */
  days: z.array(z.object({ day: z.iso.date(), count })),
});
export type Facets = z.infer<typeof Facets>;

export const searchMethods = {
  'search.records': query({
    summary: 'Records over everything I may see, narrowed by what they are, by whom, with which customer, where and when',
    rate: 'search',
    secret: true,
    input: z.strictObject({
      ...askedRecords,
      ...pageInput,
      /** `best`: those first that have most of the words, of the newest thousand that match. */
      order: z.enum(['newest', 'best']).default('newest'),
      limit: z.int().min(1).max(100).default(30),
    }),
    output: pageOf(RecordHit),
    errors: ['not-found', 'search-too-broad'],
  }),
  'search.facets': query({
    summary:
      'How many records there are of each kind, place, person, department, channel, contact, case and day, among the newest thousand that match',
    rate: 'search',
    input: z.strictObject(askedRecords),
    output: Facets,
    errors: ['not-found', 'search-too-broad'],
  }),
  'search.messages': query({
    summary: 'Messages over everything I may see, newest first',
    rate: 'search',
    input: z.strictObject(paged),
    /** Full pages, except where a page would take too long: then it is shorter and `next` goes on. */
    output: pageOf(MessageHit),
    errors: ['not-found', 'search-too-broad'],
  }),
  'search.files': query({
    summary: 'Files sent in conversations I may see, by name, newest first',
    rate: 'search',
    input: z.strictObject(paged),
    output: pageOf(FileHit),
    errors: ['not-found', 'search-too-broad'],
  }),
  'search.everything': query({
    summary: 'The quick switcher: people and conversations by name, pinyin and initials, and the newest messages; best first',
    rate: 'search',
    input: z.strictObject({
      text: z.string().trim().min(1).max(200),
      timeZone: TimeZone.optional(),
      /** Of each kind. */
      limit: z.int().min(1).max(20).default(6),
    }),
    output: z.object({
      people: z.array(User),
      conversations: z.array(ConversationHit),
      messages: z.array(MessageHit),
      /** More messages match than are shown: `search.messages` has them. */
      moreMessages: z.boolean(),
    }),
  }),
};
