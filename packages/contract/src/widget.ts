import { z } from 'zod';
import { ClientId, Counter, Instant, line, prose } from './ids.ts';

/**
 * What the widget on a customer's page and the house say to each other (`/widget/…`): visitors are contacts, sign in nowhere and call no
 * method. Everything that comes from a visitor is checked against these shapes.
 */

/** What a site may ask before a talk begins. */
export const AskedField = z.enum(['name', 'email', 'phone']);
export type AskedField = z.infer<typeof AskedField>;

/** `https://www.example.com`, as browsers write an origin (RFC 6454 §6.2). */
const Origin = z
  .string()
  .max(200)
  .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text, 'origin');

/** How the widget of an account looks, where it may stand and what it asks. */
export const WidgetSettings = z.strictObject({
  title: line(60),
  colour: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i)
    .default('#0b7285'),
  greeting: z.strictObject({ en: prose(500), zh: prose(500) }),
  /** Sites whose pages may show the widget; none: every site. */
  sites: z.array(Origin).max(50).default([]),
  ask: z
    .array(z.strictObject({ field: AskedField, required: z.boolean() }))
    .max(3)
    .refine((asked) => new Set(asked.map(({ field }) => field)).size === asked.length, 'repeated')
    .default([]),
  /** Only visitors whom the site names (HMAC) may write. */
  onlyNamed: z.boolean().default(false),
});
export type WidgetSettings = z.infer<typeof WidgetSettings>;

/** How the widget of an account looks and whether somebody is there: public, asked before anything else. */
export const WidgetSetup = z.object({
  /** What stands at its head. */
  title: z.string(),
  /** `#rrggbb`; the text on it is black or white, whichever is read better. */
  colour: z.string(),
  greeting: z.object({ en: z.string(), zh: z.string() }),
  ask: z.array(z.object({ field: AskedField, required: z.boolean() })),
  /** Whether somebody is there now; else since when again, where that is known. */
  open: z.boolean(),
  opensAt: Instant.optional(),
  mostFileBytes: z.int(),
});
export type WidgetSetup = z.infer<typeof WidgetSetup>;

/** Who the site says that its visitor is, proved by HMAC-SHA256 of `user` under the account's identity secret, in hex. */
export const SiteIdentity = z.strictObject({
  user: line(200),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  name: line(200).optional(),
  email: line(320).optional(),
});
export type SiteIdentity = z.infer<typeof SiteIdentity>;

/** Begins a visit: answers a token that this browser keeps. */
export const VisitInput = z.strictObject({
  identity: SiteIdentity.optional(),
  answers: z.partialRecord(AskedField, line(200)).default({}),
  language: z.enum(['en', 'zh']).default('en'),
});
export type VisitInput = z.input<typeof VisitInput>;

export const VisitorFile = z.object({
  /** Of an upload: what it is said with. */
  id: z.string(),
  name: z.string(),
  /** Media type as the house found it. */
  type: z.string(),
  size: z.int(),
});
export type VisitorFile = z.infer<typeof VisitorFile>;

/** A message as a visitor sees it. */
export const VisitorMessage = z.object({
  seq: Counter,
  mine: z.boolean(),
  /** Who answers, as colleagues see them named; absent on one's own. */
  name: z.string().optional(),
  /** Markdown, of which the widget shows emphasis, code, links and lines. */
  text: z.string(),
  files: z.array(VisitorFile),
  at: Instant,
  /** Of what the visitor said: by what the house told it when it kept it. */
  as: z.string().optional(),
  edited: z.boolean(),
  recalled: z.boolean(),
});
export type VisitorMessage = z.infer<typeof VisitorMessage>;

/** From the visitor. The first frame of a connection is `hello`. */
export const VisitorFrame = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('hello'), token: z.string().max(4_000), after: Counter.default(0) }),
  z.strictObject({
    type: z.literal('say'),
    clientId: ClientId,
    text: prose(8_000),
    /** What uploads answered. */
    files: z.array(z.string().max(2_000)).max(5).default([]),
    /** The page it is said on. */
    page: z.strictObject({ url: z.string().max(2_000), title: z.string().max(300) }).optional(),
  }),
  z.strictObject({ type: z.literal('read'), seq: Counter }),
  z.strictObject({ type: z.literal('earlier'), before: Counter }),
  /** How it went; `id` is what was asked. Words that are left out stay. */
  z.strictObject({ type: z.literal('rate'), id: z.uuid(), score: z.int().min(0).max(10), comment: prose(2_000).optional() }),
]);
export type VisitorFrame = z.input<typeof VisitorFrame>;

/** A question how it went: 1 to 5, or 0 to 10 for how likely they would recommend us. */
export interface AskedRating {
  id: string;
  scale: 'csat' | 'nps';
  score?: number;
}

/** To the visitor. */
export type HouseFrame =
  /**
   * What is new or changed since `after`; `fresh`: the newest instead, which replace what one had (nothing yet, or too far behind). Oldest first.
   * `cursor` is what the next hello says; `more`: there are earlier ones.
   */
  | { type: 'hello'; messages: VisitorMessage[]; cursor: number; fresh: boolean; more: boolean; open: boolean }
  | { type: 'message'; message: VisitorMessage; cursor: number }
  | { type: 'earlier'; messages: VisitorMessage[]; more: boolean }
  /** Kept: it is never lost from here on, and comes as a message soon. */
  | { type: 'kept'; clientId: string; as: string }
  | { type: 'refused'; clientId?: string; problem: { code: string; detail: string } }
  /** How it went is asked, and what was answered, as it may be changed; without `ask`: nothing is asked any more. */
  | { type: 'rating'; ask?: AskedRating }
  /** Of the same visit: it is to be kept in the place of the one before. */
  | { type: 'token'; token: string }
  | { type: 'typing'; name: string };
