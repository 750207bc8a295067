import type { RecordedForm } from '@rapport/contract';

/** Lines that a card shows before it folds, about. */
const linesMost = 14;
/** Characters of a line of a card, about; Han signs take the place of two. */
const lineLength = 70;

const linesOf = (text: string): number =>
  text
    .split('\n')
    .reduce(
      (sum, line) => sum + Math.max(1, Math.ceil((line.length + (line.match(/\p{Script=Han}/gu)?.length ?? 0)) / lineLength)),
      0,
    );

function linesIn(value: unknown): number {
  if (typeof value === 'string') return linesOf(value);
  if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + linesIn(one), 0);
  if (typeof value === 'object' && value !== null) return Math.max(1, ...Object.values(value).map(linesIn));
  return value === undefined ? 0 : 1;
}

/** Whether a card would fill the timeline: reckoned from the record alone, so that nothing moves once it is drawn. */
export function isLong(form: RecordedForm): boolean {
  const { goal, summary, participants, decisions, actions, sources, values } = form;
  const parts = [
    goal,
    summary,
    decisions,
    actions?.map(({ what }) => what),
    sources?.length ? '' : undefined,
    ...Object.values(values),
  ];
  const people = Math.ceil(participants.length / 3);
  return 3 + people + parts.reduce<number>((sum, part) => sum + linesIn(part), 0) > linesMost;
}
