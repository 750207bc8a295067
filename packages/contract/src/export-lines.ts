import { z } from 'zod';
import { Attachment, ConversationKind, Forward, LinkPreview, Location, MemberRole } from './conversation-shapes.ts';
import { Delivery, Inbound, Outward } from './customer-messages.ts';
import { RecordedForm } from './forms.ts';
import { ConversationId, Counter, Instant, UserId } from './ids.ts';
import { SigningEvent } from './signing-shapes.ts';
import { Supplement } from './supplements.ts';

/** The format of `export.json`, and with it of the lines below. */
export const exportLinesFormat = 'rapport-export/v1';

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const someone = UserId.nullable();

/** What an export says of itself: `export.json`. */
export const ExportHead = z.object({
  format: z.literal(exportLinesFormat),
  /** Address of the house it comes from; what is imported from it again is known by it. */
  house: z.string(),
  /** The organization's id: stays when the house moves. */
  organization: z.uuid(),
  name: z.string(),
  export: z.uuid(),
  madeAt: Instant,
  purpose: z.string(),
  recipient: z.string().optional(),
  /** Messages of this time, half-open. */
  after: Instant.optional(),
  before: Instant.optional(),
  files: z.boolean(),
});
export type ExportHead = z.infer<typeof ExportHead>;

/** A line of `people.jsonl`. */
export const ExportedPerson = z.object({
  kind: z.literal('person'),
  id: UserId,
  name: z.string(),
  type: z.enum(['member', 'guest', 'bot']),
  title: z.string().optional(),
  email: z.string().optional(),
});
export type ExportedPerson = z.infer<typeof ExportedPerson>;

/** First line of `conversations/<id>.jsonl`. */
export const ExportedConversation = z.object({
  kind: z.literal('conversation'),
  id: ConversationId,
  type: ConversationKind,
  name: z.string(),
  purpose: z.string(),
  visibility: z.enum(['private', 'open']),
  createdAt: Instant,
  archivedAt: Instant.optional(),
  /** Of a topic: the message it hangs on. */
  parent: z.object({ conversation: ConversationId, seq: Counter }).optional(),
  /** Who takes part or ever did; of a topic with those of what it hangs on. */
  members: z.array(z.object({ user: UserId, role: MemberRole, guest: z.boolean(), joinedAt: Instant, left: z.boolean() })),
});
export type ExportedConversation = z.infer<typeof ExportedConversation>;

/** What a version holds beside its text. */
const ExportedContent = z.object({
  attachments: z.array(Attachment.extend({ digest: digest.optional() })).optional(),
  /** `seq` of the quoted message. */
  quote: Counter.optional(),
  forward: Forward.optional(),
  location: Location.optional(),
  card: UserId.optional(),
  /** Of one that parts were taken out of what is left. */
  form: RecordedForm.partial().optional(),
  supplement: Supplement.optional(),
  noForward: z.boolean().optional(),
  urgent: z.string().optional(),
  senderName: z.string().optional(),
  preview: LinkPreview.optional(),
  /** In a conversation with a customer: among colleagues; from the contact; to the contact. */
  private: z.literal(true).optional(),
  inbound: Inbound.partial().optional(),
  outward: Outward.partial().optional(),
});

const party = z.object({ user: UserId.optional(), name: z.string() });

/** Another line of `conversations/<id>.jsonl`: a message with all that happened to it. */
export const ExportedMessage = z.object({
  kind: z.literal('message'),
  seq: Counter,
  /** Of its sending. */
  ev: Counter,
  sender: someone,
  at: Instant,
  /** Of what was imported: when it was said. */
  occurredAt: Instant.optional(),
  late: z.literal(true).optional(),
  /** `recalled`: hidden from users. Of what is `erased`, or `withheld` until it may be, nothing is here. */
  state: z.enum(['standing', 'recalled', 'erased', 'withheld']),
  recalled: z.object({ at: Instant, by: someone }).optional(),
  /** When it was erased or withheld. */
  goneAt: Instant.optional(),
  /** Oldest first; the last is what it says. Attachments lie at `files/<digest>`. */
  versions: z.array(
    z.object({ ev: Counter, at: Instant, author: someone, text: z.string(), content: ExportedContent.optional() }),
  ),
  /** Older versions that are not here. */
  leftOut: Counter.optional(),
  /** Parts taken out for good, by the versions they stood in; the versions have what is left. */
  redactions: z
    .array(
      z.object({
        ev: Counter,
        at: Instant,
        records: z.array(z.object({ ev: Counter, parts: z.array(z.string()) })),
        reason: z.string(),
      }),
    )
    .optional(),
  /** Of what went to a contact: how far it came. */
  delivery: Delivery.optional(),
  supplementOf: Counter.optional(),
  topic: ConversationId.optional(),
  pinnedAt: Instant.optional(),
  labels: z.array(z.string()).optional(),
  reactions: z.array(z.object({ emoji: z.string(), user: UserId, at: Instant })).optional(),
  signing: z
    .array(
      SigningEvent.extend({
        how: z.enum(['password', 'link']).optional(),
        root: z.string().optional(),
        capture: z.object({ ip: z.string(), agent: z.string(), mail: z.string() }).partial().optional(),
      }),
    )
    .optional(),
  commitments: z
    .array(
      z.object({
        id: z.uuid(),
        ev: Counter,
        what: z.string(),
        debtor: party,
        creditor: party,
        due: z.string().optional(),
        state: z.enum(['open', 'kept', 'dropped']),
        madeBy: UserId,
        madeAt: Instant,
        settled: z.object({ by: someone, at: Instant, note: z.string() }).optional(),
      }),
    )
    .optional(),
});
export type ExportedMessage = z.infer<typeof ExportedMessage>;

/** Another line of `conversations/<id>.jsonl`: what happened beside the messages. */
export const ExportedEvent = z.object({
  kind: z.literal('event'),
  ev: Counter,
  type: z.string(),
  actor: someone,
  at: Instant,
  subject: z.uuid().optional(),
});
export type ExportedEvent = z.infer<typeof ExportedEvent>;

const ExportedLine = z.discriminatedUnion('kind', [ExportedPerson, ExportedConversation, ExportedMessage, ExportedEvent]);

/** JSON Schema of every line of an export's `.jsonl` files. */
export const exportLineSchema = (): Record<string, unknown> => ({
  ...z.toJSONSchema(ExportedLine, { target: 'draft-2020-12', io: 'input' }),
  title: 'A line of an export of Rapport: people.jsonl, conversations/<id>.jsonl',
});
