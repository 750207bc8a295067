import { z } from 'zod';
import { line, TemplateId, uuid } from './ids.ts';
import { ChannelKind } from './policy-shapes.ts';

/** What a message to a contact is for; the server tells it from what it knows, nobody claims it. */
export const Purpose = z.enum(['reply', 'transactional', 'survey', 'marketing']);
export type Purpose = z.infer<typeof Purpose>;

/** Purposes that need a contact's consent, and that the organization's own rules bind. */
export const ConsentPurpose = Purpose.extract(['survey', 'marketing']);
export type ConsentPurpose = z.infer<typeof ConsentPurpose>;

/** `HH:MM` on a wall clock. */
const Clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
/** From one time of day to another, over midnight where the second is the earlier one; the same twice is the whole day. */
export const QuietHours = z.strictObject({ from: Clock, to: Clock });
export type QuietHours = z.infer<typeof QuietHours>;

/** How many messages in any stretch of so many hours: null is as many as one likes, 0 is never. */
export const CapLimit = z.strictObject({ most: z.int().min(0).max(1_000).nullable(), hours: z.int().min(1).max(8_784) });
export type CapLimit = z.infer<typeof CapLimit>;

/**
 * A cap on one channel. With `type` it is for one type of customer: those of a type that has caps of its own on a channel are not bound by the
 * channel's others; what holds on other channels stays as it is.
 */
export const Cap = CapLimit.extend({ channel: ChannelKind, type: uuid().nullable() });
export type Cap = z.infer<typeof Cap>;

/** How much a channel weighs: an unasked call more than a mail. */
const Weight = z.number().min(0).max(100);

/** All channels together: the sum of weight · 2^(−age ÷ half-life) over what was sent stays at or below `most`. */
export const Pressure = z.strictObject({
  most: z.number().min(0).max(1_000),
  halfLifeHours: z.int().min(1).max(8_784),
  weights: z.record(ChannelKind, Weight),
  /** Of channels that are not named. */
  otherwise: Weight,
});
export type Pressure = z.infer<typeof Pressure>;

/** Which channels are adequate at a stage of the customer's journey; the cheapest of them is suggested. */
export const Guidance = z.strictObject({
  /** The organization's own field of contacts that holds the stage (without `x-`); null: nothing is suggested by stage. */
  field: z.string().max(38).nullable(),
  stages: z.array(z.strictObject({ stage: line(80), channels: z.array(ChannelKind).max(30) })).max(30),
});
export type Guidance = z.infer<typeof Guidance>;

/** The organization's rules about when and how often contacts may be written to. */
export const PolicyRules = z.strictObject({
  /** A message counts as a reply for so many days after the contact last wrote from there. */
  replyDays: z.int().min(1).max(365),
  /** Whether replies count towards caps and pressure. They are never kept back. */
  countReplies: z.boolean(),
  /** Templates that tell a contact about their own affair (an order, an appointment); they need no consent. */
  transactional: z.array(z.strictObject({ template: TemplateId, counted: z.boolean() })).max(500),
  quietHours: z.strictObject({
    usual: QuietHours.nullable(),
    /** Of single channels, instead; null: none. */
    channels: z.record(ChannelKind, QuietHours.nullable()),
  }),
  caps: z.array(Cap).max(500),
  pressure: Pressure.nullable(),
  guidance: Guidance,
});
export type PolicyRules = z.infer<typeof PolicyRules>;

const cap = (channel: string, most: number, days: number): Cap => ({ channel, type: null, most, hours: days * 24 });

/** Where a new organization begins: values to be changed, not laws. */
export const usualPolicyRules: PolicyRules = {
  replyDays: 30,
  countReplies: false,
  transactional: [],
  quietHours: { usual: { from: '21:00', to: '08:00' }, channels: { letter: null } },
  caps: [
    cap('email', 2, 7),
    cap('sms', 1, 7),
    cap('wechat', 4, 30),
    cap('wecom', 4, 30),
    cap('phone', 1, 30),
    cap('letter', 2, 90),
  ],
  pressure: {
    most: 4,
    halfLifeHours: 168,
    weights: { email: 1, wechat: 1, wecom: 1, web: 0.5, letter: 1, sms: 2, phone: 3, visit: 3 },
    otherwise: 1,
  },
  guidance: { field: null, stages: [] },
};

/** Why something is not sent. The first four are the platform's and bind every purpose; the others are ours and bind what needs consent. */
export const PolicyRule = z.enum([
  'account-off',
  'window-closed',
  'template-needed',
  'quota-used',
  'handle-removed',
  'opted-out',
  'no-consent',
  'channel-never',
  'quiet-hours',
  'cap',
  'pressure',
]);
export type PolicyRule = z.infer<typeof PolicyRule>;
