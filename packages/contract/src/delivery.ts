import { z } from 'zod';
import { Message, Saved } from './conversation-shapes.ts';
import { ConversationId, Counter, Instant, line, pageInput, pageOf, UserId } from './ids.ts';
import { command, done, query } from './method.ts';

export const PresenceStatus = z.enum(['online', 'away', 'offline']);

/** What I hear of from an inbox: my cases and those that nobody has, my cases, or nothing. The count stays. */
export const CaseNotices = z.enum(['all', 'mine', 'none']);
export type CaseNotices = z.infer<typeof CaseNotices>;

/** What reaches me and when; quiet hours follow my working hours and time zone. */
export const NotificationSettings = z.object({
  /** Words of my own that call me like a mention. */
  keywords: z.array(line(60)).max(50),
  /** Nothing but urgent messages outside my working hours. */
  quietOutsideHours: z.boolean(),
  /** What a push shows: ids only, or nothing at all when switched off. */
  push: z.boolean(),
  /** Whether every message of a direct conversation notifies. */
  direct: z.boolean(),
  /** A mail once a day with what stayed unread, at this hour of my own time zone. */
  digest: z.boolean(),
  digestHour: z.int().min(0).max(23),
  /** Whether that mail quotes the beginnings of messages; without, it holds names and counts. */
  digestExcerpts: z.boolean(),
  /** By inbox; `all` where nothing is said. */
  cases: z.record(z.uuid(), CaseNotices).refine((by) => Object.keys(by).length <= 200, 'at most 200 inboxes'),
});
export type NotificationSettings = z.infer<typeof NotificationSettings>;

export const Notification = z.object({
  conversation: ConversationId,
  seq: Counter,
  reason: z.enum(['mention', 'direct', 'keyword', 'urgent', 'message', 'reminder']),
  at: Instant,
  /** Above my read pointer. */
  unread: z.boolean(),
});
export type Notification = z.infer<typeof Notification>;

/** Why a conversation needs me, the strongest reason that there is. */
export const NeedReason = z.enum(['urgent', 'mention', 'keyword', 'direct', 'topic']);
export type NeedReason = z.infer<typeof NeedReason>;

export const deliveryMethods = {
  'delivery.watch': command({
    summary: 'Over a socket: what is on screen, so that its lossy frames come here (SY11). Replaces the list before',
    input: z.strictObject({
      conversations: z.array(ConversationId).max(20).default([]),
      people: z.array(UserId).max(300).default([]),
    }),
    output: z.object({ presence: z.array(z.object({ user: UserId, status: PresenceStatus })) }),
    rate: 'lossy',
  }),
  'delivery.typing': command({
    summary: 'I am typing here',
    input: z.strictObject({
      conversation: ConversationId,
      /** To the contact of a customer conversation: a visitor of a site is told so, too. Without it colleagues alone are. */
      outward: z.boolean().default(false),
    }),
    output: done,
    errors: ['not-found'],
    rate: 'lossy',
  }),
  'delivery.setPresence': command({
    summary: 'Over a socket: whether this device is in use',
    input: z.strictObject({ away: z.boolean() }),
    output: done,
    rate: 'lossy',
  }),
  'delivery.notifications': query({
    summary: 'What called for my attention, newest first',
    input: z.strictObject(pageInput),
    output: pageOf(Notification),
  }),
  'delivery.attention': query({
    summary: 'What needs me: unread messages that call me, direct talk, topics I follow, and reminders whose time has come',
    input: z.strictObject({}),
    output: z.object({
      /** The newest calling messages of each place, ascending, three at most; of a topic or direct talk the newest unread ones. */
      places: z.array(z.object({ conversation: ConversationId, reason: NeedReason, messages: z.array(Message) })),
      reminders: z.array(z.object({ saved: Saved, message: Message })),
    }),
  }),
  'delivery.waitingCases': query({
    summary:
      'How many cases wait for me: my own and those nobody has, with something the contact said that I have not read; up to 100',
    input: z.strictObject({}),
    output: z.object({ count: z.int() }),
  }),
  'delivery.settings': query({
    summary: 'My notification settings, and whether this server can send mail',
    input: z.strictObject({}),
    output: NotificationSettings.extend({
      /** False: this server sends no mail, so no digest either. */
      mail: z.boolean(),
    }),
  }),
  'delivery.changeSettings': command({
    summary: 'Change my notification settings',
    input: z.strictObject(NotificationSettings.partial().shape),
    output: NotificationSettings,
  }),
  'delivery.pushKey': query({
    summary: 'The public key for Web Push (RFC 8292)',
    input: z.strictObject({}),
    output: z.object({ key: z.string() }),
  }),
  'delivery.subscribePush': command({
    summary: 'Push to this browser',
    input: z.strictObject({
      endpoint: z.url().max(1000),
      keys: z.strictObject({ p256dh: z.string().max(200), auth: z.string().max(100) }),
    }),
    output: done,
    errors: ['address-not-allowed', 'quota-exceeded'],
  }),
  'delivery.unsubscribePush': command({
    summary: 'No more pushes to this browser',
    input: z.strictObject({ endpoint: z.url().max(1000) }),
    output: done,
  }),
};
