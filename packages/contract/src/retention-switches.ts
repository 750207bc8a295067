import type { RetentionRules } from './retention-rules.ts';

/** What a class may say otherwise than the organization: who has to approve that something goes. */
export type TwoSwitch = 'twoForDestruction' | 'twoForErasure';

interface Given {
  key: string;
  class?: string | undefined;
}

const given = (rules: RetentionRules): Given[] => [
  ...rules.templates.map((one) => ({ key: `template/${one.template}`, class: one.class })),
  ...rules.conversations.map((one) => ({ key: `conversation/${one.conversation}`, class: one.class })),
];

/** Whoever may label may put such a class on: it asks for more people, never for fewer. */
const byLabel = (rules: RetentionRules, which: TwoSwitch): string[] =>
  rules.labels.flatMap(({ label, class: id }) => (rules.classes.find((one) => one.id === id)?.[which] ? [label] : []));

/** Whether something that two people had to let go could be let go by one. Where it cannot be told without looking at every record, it could. */
function loosensOne(which: TwoSwitch, before: RetentionRules, next: RetentionRules): boolean {
  if (before[which] && !next[which]) return true;
  const labels = new Set(byLabel(next, which));
  if (byLabel(before, which).some((label) => !labels.has(label))) return true;
  const says = (rules: RetentionRules) => {
    const classes = new Map(rules.classes.map((one) => [one.id as string, one[which] ?? rules[which]]));
    return new Map(given(rules).map((one) => [one.key, one.class === undefined ? undefined : classes.get(one.class)]));
  };
  const [was, is] = [says(before), says(next)];
  // A class that wants one alone decides wherever no other class does.
  const someWantOne = [...is.values()].includes(false);
  const wasStrictSomewhere = before[which] || [...was].some(([key, two]) => key.startsWith('conversation/') && two === true);
  const wantedTwo = (key: string): boolean =>
    was.get(key) ??
    // A conversation without an entry may hang on one with a class.
    (key.startsWith('conversation/') && !was.has(key) ? wasStrictSomewhere : before[which]);
  return [...new Set([...was.keys(), ...is.keys()])].some((key) => {
    if (!wantedTwo(key)) return false;
    const now = is.get(key);
    if (now !== undefined) return !now;
    const untouched = was.has(key) && is.has(key) && was.get(key) === undefined;
    return !next[which] || (someWantOne && !untouched);
  });
}

/** Whether rules take away, anywhere, that two people let something go: that takes two people, too. */
export const loosens = (before: RetentionRules, next: RetentionRules): boolean =>
  loosensOne('twoForDestruction', before, next) || loosensOne('twoForErasure', before, next);
