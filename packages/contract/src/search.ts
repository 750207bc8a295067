import { z } from 'zod';
import { Attachment, ConversationKind } from './conversation-shapes.ts';
import { ConversationId, Counter, Instant, pageInput, pageOf, UserId } from './ids.ts';
import { query } from './method.ts';
import { TimeZone, User } from './people.ts';

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

const what = {
  /**
   * Words, `"a phrase"`, `-without`, and the filters from: in: before: after: on: has:file|image|link (Chinese names too:
   * 来自: 会话: 早于: 晚于: 日期: 包含:). What is wrong with it comes back as `invalid-input` on the field `text`, whose reason is a
   * sentence for people.
   */
  text: z.string().max(2_000),
  /** Only here, topics included. */
  conversation: ConversationId.optional(),
  /** Whose days `before:`, `today` and the like are; the caller's own by default. */
  timeZone: TimeZone.optional(),
};
const paged = { ...what, ...pageInput, limit: z.int().min(1).max(100).default(30) };

export const searchMethods = {
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
