import type { TwoBy, TwoSwitch } from '@rapport/contract';
import type { KeptKind } from '../conversations/index.ts';
import type { RuleBook } from './policy.ts';

/**
 * Why two people are needed for a message of some kind to go (RT13): the strictest of its classes, and what a class does not say the organization
 * says. Of no class: the organization. Classes of its labels only ask for more. Names of classes, null for the organization; none: one person is enough.
 */
export function twoByOf(book: RuleBook, which: TwoSwitch, kind: KeptKind): TwoBy {
  const { rules } = book;
  const classes = book.classes(kind, kind.template);
  // Whoever may label must not take a safeguard away by it: classes of labels only ask for more.
  const labelled = book.labelClasses(kind.labels).flatMap((one) => (one[which] ? [one.name] : []));
  if (classes.length === 0) return [...(rules[which] ? [null] : []), ...labelled];
  return [...classes.flatMap((one) => ((one[which] ?? rules[which]) ? [one[which] ? one.name : null] : [])), ...labelled];
}

/** Several reasons as one: each once, the organization first, classes by name. */
export const together = (reasons: Iterable<string | null>): TwoBy => {
  const all = [...new Set(reasons)];
  const names = all.filter((one) => one !== null).sort();
  return all.includes(null) ? [null, ...names] : names;
};

/** What holds for everything, where no class says otherwise; undefined where one does. */
export function twoByAll(book: RuleBook, which: TwoSwitch): TwoBy | undefined {
  const { rules } = book;
  return rules.classes.some((one) => one[which] !== undefined && one[which] !== rules[which])
    ? undefined
    : rules[which]
      ? [null]
      : [];
}

type Place = Pick<KeptKind, 'conversation' | 'parent'>;

/** All reasons that there can be in a conversation, whatever is said there. */
export function twoByAtMost(book: RuleBook, which: TwoSwitch, place: Place): TwoBy {
  const labels = book.rules.labels.map((one) => one.label);
  const templates = [null, ...book.rules.templates.map((one) => one.template as string)];
  return together(templates.flatMap((template) => twoByOf(book, which, { ...place, template, labels })));
}

/**
 * Days that what a hold covered stays protected once it is lifted: the longest of classes that any of it may be of. `places`: of a hold on a
 * conversation, that one and those of its topics that rules name; undefined where it may cover everything.
 */
export function coolingOver(book: RuleBook, places: readonly Place[] | undefined): number {
  const { rules } = book;
  const days = (one: { coolingDays?: number | undefined }): number => one.coolingDays ?? rules.coolingDays;
  if (!places) return Math.max(rules.coolingDays, ...rules.classes.map(days));
  const templates = [null, ...rules.templates.map((one) => one.template as string)];
  const labelled = book.labelClasses(rules.labels.map((one) => one.label));
  return Math.max(
    ...labelled.map((one) => one.coolingDays ?? 0),
    ...places.flatMap((place) =>
      templates.flatMap((template) => {
        const classes = book.classes(place, template);
        return classes.length === 0 ? [rules.coolingDays] : classes.map(days);
      }),
    ),
  );
}
