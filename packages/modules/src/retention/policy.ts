import type { AppliedRule, Hold, RetentionRule, RetentionRules } from '@rapport/contract';

const day = 86_400_000;

/** What rules are asked about a message. Instants in Unix ms. */
export interface Facts {
  said: number;
  archivedAt: number | null;
  /** The day set by hand for its conversation. */
  setAt: number | null;
  template: string | null;
  labels: readonly string[];
}

/** Rules that apply to a record, and what they come to together. */
export interface Verdict {
  applied: AppliedRule[];
  /** The latest day until which it is kept; Infinity: without end, or until something has come that days are counted from. */
  keptUntil: number;
  /** From when the deciding rule, or a ceiling, wants it destroyed; Infinity: not at all. */
  destroyedFrom: number;
  /** When it is due to be destroyed: once both have come. */
  dueAt: number;
  /** When it is due to come before a person; Infinity: not at all. */
  reviewAt: number;
  /** The earliest ceiling; Infinity: none, or what it counts from has not come. */
  ceiling: number;
}

/** Rules, found by what they are for. */
export interface RuleBook {
  rules: RetentionRules;
  /** Rules of a conversation, or of what it hangs on when it has none. */
  of(conversation: string, parent: string | null): Named[];
  /** The class of form records of a template. */
  ofTemplate(template: string | null): Named[];
  /** Classes of labels. */
  ofLabels(labels: readonly string[]): Named[];
  organization: Named[];
  /** Of a conversation, or of what it hangs on, and of a template: classes alone. */
  classes(place: Where, template: string | null): RetentionClass[];
  labelClasses(labels: readonly string[]): RetentionClass[];
}

export type RetentionClass = RetentionRules['classes'][number];

interface Where {
  conversation: string;
  parent: string | null;
}

interface Named {
  class: string | null;
  rule: RetentionRule;
}

export function ruleBook(rules: RetentionRules): RuleBook {
  const classes = new Map<string, RetentionClass>(rules.classes.map((one) => [one.id, one]));
  const classOf = (id: string | undefined): RetentionClass[] =>
    id === undefined ? [] : [classes.get(id)].flatMap((found) => found ?? []);
  const named = (id: string | undefined): Named[] => classOf(id).map(({ name, rule }) => ({ class: name, rule }));
  const given = {
    conversations: new Map<string, string | undefined>(rules.conversations.map((c) => [c.conversation, c.class])),
    templates: new Map<string, string>(rules.templates.map((t) => [t.template, t.class])),
    labels: new Map<string, string>(rules.labels.map((l) => [l.label, l.class])),
  };
  const labelClasses = (labels: readonly string[]): RetentionClass[] => [
    ...new Set(labels.flatMap((label) => classOf(given.labels.get(label)))),
  ];
  const templates = new Map<string, Named[]>(rules.templates.map((t) => [t.template, named(t.class)]));
  const conversations = new Map<string, Named[]>(
    rules.conversations.map((c) => [c.conversation, [...(c.rule ? [{ class: null, rule: c.rule }] : []), ...named(c.class)]]),
  );
  return {
    rules,
    of: (conversation, parent) => conversations.get(conversation) ?? (parent ? conversations.get(parent) : undefined) ?? [],
    labelClasses,
    ofLabels: (labels) => labelClasses(labels).map(({ name, rule }) => ({ class: name, rule })),
    ofTemplate: (template) => (template ? templates.get(template) : undefined) ?? [],
    organization: rules.organization ? [{ class: null, rule: rules.organization }] : [],
    classes: ({ conversation, parent }, template) => [
      ...classOf(given.conversations.get(parent === null || given.conversations.has(conversation) ? conversation : parent)),
      ...classOf(template === null ? undefined : given.templates.get(template)),
    ],
  };
}

const startOf = (rule: RetentionRule, facts: Facts): number | null =>
  rule.from === 'said' ? facts.said : rule.from === 'archived' ? facts.archivedAt : facts.setAt;

const orNull = (instant: number): number | null => (Number.isFinite(instant) ? instant : null);
const never = Number.POSITIVE_INFINITY;

interface Days {
  keptUntil: number;
  destroyedFrom: number;
  reviewedFrom: number;
  ceiling: number;
}

/** Until when a rule keeps a record, and from when it wants it destroyed, or before a person. */
function comesTo(rule: RetentionRule, start: number | null): Days {
  const after = (days: number | undefined, without: number) =>
    days === undefined ? without : start === null ? never : start + days * day;
  return {
    keptUntil: rule.forever ? never : after(rule.keepDays, 0),
    destroyedFrom: after(rule.destroyDays, never),
    reviewedFrom: after(rule.reviewDays, never),
    ceiling: after(rule.ceilingDays, never),
  };
}

const levels = ['label', 'record', 'conversation', 'organization'] as const;
const namesDay = (rule: RetentionRule): boolean => rule.destroyDays !== undefined || rule.reviewDays !== undefined;

const toApplied = (
  level: AppliedRule['level'],
  name: string | null,
  rule: RetentionRule,
  start: number | null,
  to: Days,
): AppliedRule => ({
  level,
  class: name,
  rule,
  start,
  keptUntil: to.keptUntil === 0 ? null : orNull(to.keptUntil),
  destroyedFrom: orNull(to.destroyedFrom),
  reviewedFrom: orNull(to.reviewedFrom),
  ceiling: orNull(to.ceiling),
});

/**
 * What becomes of a record (RT2): kept until the latest of all rules that keep it; destroyed, or brought before a person, from the day of the most
 * explicit level that names one, within it the earliest, and destroyed from the earliest ceiling at the latest; due once both have come.
 */
export function judge(book: RuleBook, place: Where, facts: Facts): Verdict {
  const found = {
    label: book.ofLabels(facts.labels),
    record: book.ofTemplate(facts.template),
    conversation: book.of(place.conversation, place.parent),
    organization: book.organization,
  };
  const applied: AppliedRule[] = [];
  let [keptUntil, ceiling] = [0, never];
  let deciding: { destroy: number; review: number } | undefined;
  for (const level of levels) {
    const named: Days[] = [];
    for (const { class: name, rule } of found[level]) {
      const start = startOf(rule, facts);
      const one = comesTo(rule, start);
      keptUntil = Math.max(keptUntil, one.keptUntil);
      ceiling = Math.min(ceiling, one.ceiling);
      if (namesDay(rule)) named.push(one);
      applied.push(toApplied(level, name, rule, start, one));
    }
    const [destroy, review] = [
      Math.min(never, ...named.map((one) => one.destroyedFrom)),
      Math.min(never, ...named.map((one) => one.reviewedFrom)),
    ];
    // The earliest decides; of two on one day a person does.
    if (named.length > 0) deciding ??= review <= destroy ? { destroy: never, review } : { destroy, review: never };
  }
  const destroyedFrom = Math.min(deciding?.destroy ?? never, ceiling);
  const reviewAt = Math.max(keptUntil, deciding?.review ?? never);
  return { applied, keptUntil, destroyedFrom, dueAt: Math.max(keptUntil, destroyedFrom), reviewAt, ceiling };
}

/** What is to be done with a record at a time: destroy it, bring it before a person, nothing. */
export const actionAt = ({ dueAt, reviewAt }: Verdict, now: number): 'destroy' | 'review' | undefined =>
  dueAt <= now ? 'destroy' : reviewAt <= now ? 'review' : undefined;

/** Which rule keeps a record beyond which ceiling at a time (RT11); undefined where none does. */
export function conflictAt(
  verdict: Verdict,
  now: number,
): { floor: AppliedRule; ceiling: AppliedRule; since: number } | undefined {
  if (verdict.ceiling > now || verdict.keptUntil <= now) return undefined;
  const keeps = ({ rule, keptUntil }: AppliedRule): number =>
    rule.forever || rule.keepDays !== undefined ? (keptUntil ?? never) : 0;
  const floor = verdict.applied.reduce((one, other) => (keeps(other) > keeps(one) ? other : one));
  const ceiling = verdict.applied.find((one) => one.ceiling === verdict.ceiling)!;
  return { floor, ceiling, since: verdict.ceiling };
}

type Said = Omit<Facts, 'said' | 'template' | 'labels'>;

/** The latest instant of saying for which days of a rule have passed by now; -Infinity: for none. */
function latestSaid(rule: RetentionRule, days: number | undefined, facts: Said, now: number): number {
  if (days === undefined) return -never;
  if (rule.from === 'said') return now - days * day;
  const start = startOf(rule, { ...facts, said: 0, template: null, labels: [] });
  return start !== null && start + days * day <= now ? now : -never;
}

/** What may be of some messages: classes of templates and of labels. */
const ofSome = (book: RuleBook): Named[] => [
  ...book.rules.templates.flatMap(({ template }) => book.ofTemplate(template)),
  ...book.ofLabels(book.rules.labels.map(({ label }) => label)),
];
const known = (bound: number): number | undefined => (bound === -never ? undefined : bound);

/**
 * Nothing said after this instant can be due in a conversation now, to be destroyed or reviewed; undefined: nothing at all. Rules that count from when
 * something was said push it back by their days, the others say yes or no for all.
 */
export function latestDue(book: RuleBook, place: Where, facts: Said, now: number): number | undefined {
  const everywhere = [...book.of(place.conversation, place.parent), ...book.organization];
  const latest = (rule: RetentionRule, days: number | undefined): number => latestSaid(rule, days, facts, now);
  const due = [...everywhere, ...ofSome(book)].map(({ rule }) =>
    Math.max(latest(rule, rule.destroyDays), latest(rule, rule.reviewDays), latest(rule, rule.ceilingDays)),
  );
  const kept = everywhere
    .filter(({ rule }) => rule.forever || rule.keepDays !== undefined)
    .map(({ rule }) => (rule.forever ? -never : latest(rule, rule.keepDays)));
  return known(Math.min(Math.max(-never, ...due), ...kept));
}

/** Whether a ceiling and a keeping rule of two different rules can meet in a conversation. */
function canConflict(rules: readonly Named[]): boolean {
  const beyond = (floor: RetentionRule, ceiling: RetentionRule): boolean =>
    floor !== ceiling &&
    ceiling.ceilingDays !== undefined &&
    (floor.forever || (floor.keepDays !== undefined && (floor.from !== ceiling.from || floor.keepDays > ceiling.ceilingDays)));
  return rules.some((floor) => rules.some((ceiling) => beyond(floor.rule, ceiling.rule)));
}

/** Nothing said after this instant can be kept beyond a ceiling by now; undefined: nothing at all. */
export function latestConflict(book: RuleBook, place: Where, facts: Said, now: number): number | undefined {
  const all = [...book.of(place.conversation, place.parent), ...book.organization, ...ofSome(book)];
  if (!canConflict(all)) return undefined;
  return known(Math.max(-never, ...all.map(({ rule }) => latestSaid(rule, rule.ceilingDays, facts, now))));
}

/** Whether one of these holds covers something said, and come here, at these times: either is of the time that a hold means. */
export const coveredBy = (holds: readonly Hold[], said: number, at: number): Hold[] =>
  holds.filter((hold) => {
    const within = (time: number) => (hold.from === null || time >= hold.from) && (hold.until === null || time <= hold.until);
    return within(said) || within(at);
  });
