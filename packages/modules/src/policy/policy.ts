import type {
  Capabilities,
  CapLimit,
  ConsentPurpose,
  PolicyRule,
  PolicyRules,
  Purpose,
  QuietHours,
  WindowTrigger,
} from '@rapport/contract';
import { type Counted, pressureUntil, weightOf } from './pressure.ts';
import { quietUntil } from './quiet-hours.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** A window of the platform as it was opened last, and how many messages went out through it since. */
export interface OpenedWindow {
  trigger: WindowTrigger;
  openedAt: number;
  used: number;
}

/** Everything that a decision rests on, read at one moment. Instants are Unix ms; lists of what was sent are newest first. */
export interface Situation {
  at: number;
  rules: PolicyRules;
  account: { kind: string; enabled: boolean; capabilities: Capabilities };
  /** The wall clock of quiet hours: the contact's, else the organization's. */
  zone: string;
  message: {
    template?: string | undefined;
    planned?: ConsentPurpose | undefined;
    greeting?: boolean | undefined;
    pieces?: number | undefined;
  };
  handle: {
    removed: boolean;
    windows: readonly OpenedWindow[];
    /** When something last came from there. */
    lastInbound?: number | undefined;
  };
  /** Of each quota of the platform, in order: when the one went out that must leave its stretch first; undefined: there is room. */
  quotas: readonly (number | undefined)[];
  contact: {
    type?: string | undefined;
    consent: Partial<Record<ConsentPurpose, 'given' | 'withdrawn'>>;
    /** How often the contact wants to be written to on this channel. */
    preference?: CapLimit | undefined;
    /** What was sent on this channel and counts: instants. */
    onChannel: readonly number[];
    /** What was sent on all channels and counts. */
    all: readonly Counted[];
  };
}

/** How the platform lets a message out. */
export type Way = { by: 'window'; window: OpenedWindow; endsAt: number } | { by: 'free' | 'template' | 'member' };

export interface Judgement {
  purpose: Purpose;
  /** Every rule that speaks against it, and until when; without `nextAt`: not by waiting. */
  reasons: { rule: PolicyRule; nextAt?: number }[];
  /** Set when it may go out. */
  way?: Way;
  /** When all rules would let it out, if nothing else happens meanwhile. */
  nextAllowedAt?: number;
  /** Whether it counts towards caps and pressure, and its weight, both kept as they were when it was sent. */
  counted: boolean;
  weight: number;
}

const needsConsent = (purpose: Purpose): purpose is ConsentPurpose => purpose === 'marketing' || purpose === 'survey';

/** Whether the platform has approved this template for the account; undefined where it does not say which. */
const isApproved = ({ account, message }: Pick<Situation, 'account' | 'message'>): boolean | undefined =>
  account.capabilities.templates?.some(({ id }) => id === message.template);

/** PO1 What a message is for is told by what happened, never by who sends it; what goes to many is no reply to anybody. */
export function purposeOf({ at, rules, account, message, handle }: Situation): Purpose {
  if (message.planned) return message.planned;
  if (message.template && rules.transactional.some((one) => one.template === message.template)) return 'transactional';
  // Platforms approve templates for what concerns the contact's own affair, and for nothing else.
  if (message.template && isApproved({ account, message })) return 'transactional';
  // Whoever comes is greeted: that answers what they did, while the window that it opened is open.
  const lasts = (trigger: WindowTrigger) => account.capabilities.windows.find((one) => one.trigger === trigger)?.ms ?? 0;
  if (message.greeting && handle.windows.some(({ trigger, openedAt }) => at < openedAt + lasts(trigger))) return 'reply';
  const since = handle.lastInbound;
  return since !== undefined && at - since < rules.replyDays * dayMs ? 'reply' : 'marketing';
}

/** PO4 What holds on a channel for a contact: its own wish, else the caps of its type of customer there, else those of the channel. */
export function limitsFor(s: Pick<Situation, 'rules' | 'account' | 'contact'>): readonly CapLimit[] {
  if (s.contact.preference) return [s.contact.preference];
  const here = s.rules.caps.filter((cap) => cap.channel === s.account.kind);
  const ofType = here.filter((cap) => cap.type !== null && cap.type === s.contact.type);
  return ofType.length > 0 ? ofType : here.filter((cap) => cap.type === null);
}

/** How the platform lets something out at an instant, or why it does not. Of several windows the one that costs least, then ends first. */
export function wayAt(s: Situation, at: number): Way | PolicyRule {
  const { windows, proactive } = s.account.capabilities;
  // What goes as a template takes nothing of a window, and one that is not approved goes nowhere.
  const approved = s.message.template === undefined ? undefined : isApproved(s);
  if (approved === false) return 'template-needed';
  if (approved && proactive === 'template') return { by: 'template' };
  const open = s.handle.windows.flatMap((window) => {
    const kind = windows.find(({ trigger }) => trigger === window.trigger);
    if (!kind || at >= window.openedAt + kind.ms) return [];
    return [{ window, quota: kind.quota, endsAt: window.openedAt + kind.ms }];
  });
  const usable = open
    .filter(({ window, quota }) => quota === null || window.used + (s.message.pieces ?? 1) <= quota)
    .sort((a, b) => Number(a.quota !== null) - Number(b.quota !== null) || a.endsAt - b.endsAt);
  if (usable[0]) return { by: 'window', window: usable[0].window, endsAt: usable[0].endsAt };
  if (proactive === 'free') return { by: 'free' };
  if (proactive === 'member_confirms') return { by: 'member' };
  if (proactive === 'template') return s.message.template ? { by: 'template' } : 'template-needed';
  return open.length > 0 ? 'quota-used' : 'window-closed';
}

/** A rule: the first instant from `at` on at which it lets the message out; undefined: not by waiting. */
interface Bound {
  rule: PolicyRule;
  next(at: number): number | undefined;
}

const always = (holds: boolean) => (at: number) => (holds ? at : undefined);

/** PO2 What the platform says binds every purpose. */
function platformBounds(s: Situation): Bound[] {
  const way = wayAt(s, s.at);
  return [
    { rule: 'account-off', next: always(s.account.enabled) },
    {
      rule: typeof way === 'string' ? way : 'window-closed',
      next: (at) => (typeof wayAt(s, at) === 'string' ? undefined : at),
    },
    ...s.account.capabilities.quotas.map(({ most, ms }, i): Bound => {
      const oldest = s.quotas[i];
      return {
        rule: 'quota-used',
        next: (at) => (most === 0 ? undefined : oldest === undefined ? at : Math.max(at, oldest + ms)),
      };
    }),
  ];
}

/** PO3 In any stretch as long as the limit at most so many: the one that makes it full must have left it. There are no days and no weeks. */
function capUntil({ most, hours }: CapLimit, sent: readonly number[], at: number): number {
  const full = most === null ? undefined : sent[most - 1];
  return full === undefined ? at : Math.max(at, full + hours * hourMs);
}

/** PO2 What we say binds what needs consent alone. */
function ownBounds(s: Situation, purpose: ConsentPurpose): Bound[] {
  const { rules, account, contact, zone } = s;
  const limits = limitsFor(s);
  const weight = weightOf(rules.pressure, account.kind);
  const { usual, channels } = rules.quietHours;
  const hours: QuietHours | null = channels[account.kind] === undefined ? usual : channels[account.kind]!;
  const said = contact.consent[purpose];
  return [
    { rule: 'handle-removed', next: always(!s.handle.removed) },
    { rule: said === 'withdrawn' ? 'opted-out' : 'no-consent', next: always(said === 'given') },
    { rule: 'channel-never', next: always(!limits.some(({ most }) => most === 0)) },
    {
      rule: 'quiet-hours',
      next: (at) => (hours && account.capabilities.quietHoursApply ? quietUntil(hours, zone, at) : at),
    },
    ...limits
      .filter(({ most }) => most !== 0)
      .map((limit): Bound => ({ rule: 'cap', next: (at) => capUntil(limit, contact.onChannel, at) })),
    {
      rule: 'pressure',
      next: (at) => (rules.pressure ? pressureUntil(rules.pressure, contact.all, weight, at) : at),
    },
  ];
}

/** PO5 The first instant that all rules agree on: each moves it on, until none does. Undefined when one never will. */
function agreed(bounds: readonly Bound[], from: number): number | undefined {
  let at = from;
  for (let turn = 0; turn < 100; turn++) {
    const before = at;
    for (const { next } of bounds) {
      const later = next(at);
      if (later === undefined) return undefined;
      at = later;
    }
    if (at === before) return at;
  }
  return undefined;
}

function isCounted({ rules, message }: Situation, purpose: Purpose): boolean {
  if (purpose === 'reply') return rules.countReplies;
  if (purpose === 'transactional') return rules.transactional.some((one) => one.template === message.template && one.counted);
  return true;
}

/** Whether a message may go out now; if not, why, and when it may. Pure: the same situation is judged the same. */
export function judge(s: Situation): Judgement {
  const purpose = purposeOf(s);
  const bounds = [...platformBounds(s), ...(needsConsent(purpose) ? ownBounds(s, purpose) : [])];
  const reasons = bounds.flatMap(({ rule, next }) => {
    const nextAt = next(s.at);
    if (nextAt === s.at) return [];
    return [{ rule, ...(nextAt === undefined ? {} : { nextAt }) }];
  });
  const judged = { purpose, reasons, counted: isCounted(s, purpose), weight: weightOf(s.rules.pressure, s.account.kind) };
  const way = wayAt(s, s.at);
  if (reasons.length === 0 && typeof way !== 'string') return { ...judged, way };
  const nextAllowedAt = agreed(bounds, s.at);
  return { ...judged, ...(nextAllowedAt === undefined ? {} : { nextAllowedAt }) };
}
