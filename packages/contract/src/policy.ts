import { z } from 'zod';
import { ContactId, HandleId } from './contact-shapes.ts';
import { Instant, line, pageInput, pageOf, UserId, uuid } from './ids.ts';
import { command, done, query } from './method.ts';
import { CapLimit, ConsentPurpose, PolicyRule, PolicyRules, Purpose } from './policy-rules.ts';
import { AccountId, ChannelAccount, ChannelKind, WindowTrigger } from './policy-shapes.ts';

/** A rule that speaks against a message, and when it no longer will; without `nextAt`: not by waiting. */
const Reason = z.object({ rule: PolicyRule, nextAt: Instant.optional() });

/** Whether a message may go out to a contact now, by which way, and if not, why and when it may. */
export const PolicyVerdict = z.object({
  purpose: Purpose,
  allowed: z.boolean(),
  reasons: z.array(Reason),
  /** How the platform lets it out: through a window, as one likes, as a template, by a member's hand. */
  by: z.enum(['window', 'free', 'template', 'member']).optional(),
  /** The window it goes through; `left` counts this message, null is as many as one likes. */
  window: z.object({ trigger: WindowTrigger, endsAt: Instant, left: z.int().nullable() }).optional(),
  /** When the window ends: later the platform refuses it. */
  expiresAt: Instant.optional(),
  /** The first rule against it. */
  because: PolicyRule.optional(),
  /** When all rules would let it out if nothing else happens; absent: not by waiting. */
  nextAllowedAt: Instant.optional(),
});
export type PolicyVerdict = z.infer<typeof PolicyVerdict>;

/** What shows that a contact agreed, or took it back. */
export const Evidence = z.enum(['form', 'keyword', 'import', 'preference', 'unsubscribe', 'person', 'platform']);
export type Evidence = z.infer<typeof Evidence>;

/** One entry of the ledger of consent; entries are never changed. */
export const Consent = z.object({
  id: uuid(),
  contact: ContactId,
  channel: ChannelKind,
  purpose: ConsentPurpose,
  given: z.boolean(),
  evidence: Evidence,
  proof: z.string(),
  at: Instant,
  by: UserId.nullable(),
});
export type Consent = z.infer<typeof Consent>;

/** How often a contact wants to be written to on a channel. */
export const ContactWish = CapLimit.extend({ channel: ChannelKind });
export type ContactWish = z.infer<typeof ContactWish>;

/** What was decided about a message, and why. */
export const PolicyDecision = z.object({
  id: uuid(),
  account: AccountId,
  channel: ChannelKind,
  at: Instant,
  purpose: Purpose,
  allowed: z.boolean(),
  reasons: z.array(Reason),
  nextAllowedAt: Instant.optional(),
  /** Whether it counts towards caps and pressure. */
  counted: z.boolean(),
  /** Given back, because it did not go out after all. */
  refunded: z.boolean(),
  /** The version of the rules it was decided by; 0: those of a new organization. */
  rulesVersion: z.int(),
});
export type PolicyDecision = z.infer<typeof PolicyDecision>;

const RulesInForce = z.object({
  version: z.int(),
  rules: PolicyRules,
  /** Absent for what a new organization begins with. */
  at: Instant.optional(),
  by: UserId.optional(),
});

/** A way to reach a contact: one of its handles by one of our accounts. */
export const ContactWay = z.object({
  account: AccountId,
  handle: HandleId,
  channel: ChannelKind,
  /** From free of charge (0) to dear (3). */
  costClass: z.int(),
  /** Whether it is adequate at this stage; true where nothing is said of the stage. */
  adequate: z.boolean(),
  verdict: PolicyVerdict,
});
export type ContactWay = z.infer<typeof ContactWay>;

const aboutContact = z.strictObject({ contact: ContactId });

export const policyMethods = {
  'policy.accounts': query({
    summary: 'Our accounts on channels, and what each is able and allowed to do',
    input: z.strictObject({}),
    output: z.object({ accounts: z.array(ChannelAccount) }),
  }),
  'policy.rules': query({
    summary: 'The rules about when and how often contacts are written to: those in force, or a version',
    input: z.strictObject({ version: z.int().min(1).max(1_000_000).optional() }),
    output: RulesInForce,
    errors: ['not-found'],
  }),
  'policy.ruleVersions': query({
    summary: 'Who set these rules and when, newest first',
    input: z.strictObject({ ...pageInput }),
    output: pageOf(z.object({ version: z.int(), at: Instant, by: UserId })),
  }),
  'policy.setRules': command({
    summary: 'Set the rules anew, from the version that is in force; decisions made stay as they are; audited',
    input: z.strictObject({ version: z.int().min(0).max(1_000_000), rules: PolicyRules }),
    output: RulesInForce,
    errors: ['conflict', 'not-found'],
  }),
  'policy.ask': query({
    summary:
      'Whether a message by this account to this handle would go out now; if not, why and when it may; nothing is reserved',
    input: z.strictObject({
      account: AccountId,
      handle: HandleId,
      template: line(120).optional(),
      /** Asked for what goes to many, which is never a reply. */
      planned: ConsentPurpose.optional(),
    }),
    output: PolicyVerdict,
    errors: ['not-found'],
  }),
  'policy.ways': query({
    summary: 'Every way to reach a contact, with what would be decided now, and the cheapest that is adequate at its stage',
    rate: 'search',
    input: z.strictObject({
      contact: ContactId,
      planned: ConsentPurpose.optional(),
      /** Of the journey; absent: as the contact's field says that the rules name. */
      stage: line(80).optional(),
    }),
    output: z.object({ stage: z.string().optional(), ways: z.array(ContactWay), suggested: AccountId.optional() }),
    errors: ['not-found'],
  }),
  'policy.consents': query({
    summary:
      'What a contact agreed to, on which channel and by what evidence; how often it wants to hear of us; and all it ever said, newest first',
    input: z.strictObject({ ...pageInput, contact: ContactId }),
    output: pageOf(Consent).extend({
      now: z.array(z.object({ channel: ChannelKind, purpose: ConsentPurpose, given: z.boolean(), since: Instant })),
      wishes: z.array(ContactWish),
    }),
    errors: ['not-found'],
  }),
  'policy.recordConsent': command({
    summary: 'Note what a contact agreed to or took back, with what shows it',
    input: z.strictObject({
      contact: ContactId,
      channel: ChannelKind,
      purposes: z.array(ConsentPurpose).min(1).max(2),
      given: z.boolean(),
      evidence: Evidence.extract(['form', 'import', 'person']),
      /** Where it can be looked up: the form and its day, the list it was on, who heard it. */
      proof: line(500),
      /** When it was said; absent: now. */
      at: Instant.optional(),
    }),
    output: done,
    errors: ['not-found'],
  }),
  'policy.decisions': query({
    summary: 'What was decided about messages to a contact, with every rule that spoke against one, newest first',
    input: z.strictObject({ ...pageInput, contact: ContactId }),
    output: pageOf(PolicyDecision),
    errors: ['not-found'],
  }),
  'policy.preferenceLink': query({
    summary: 'The address of the page on which a contact chooses channels and frequency; whoever has it needs no password',
    secret: true,
    input: aboutContact,
    output: z.object({ url: z.string() }),
    errors: ['not-found'],
  }),
};
