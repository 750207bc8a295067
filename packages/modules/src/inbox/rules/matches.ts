import type { CasePriority, CaseStatus, RuleConditions, RuleEvent } from '@rapport/contract';

/** What a rule looks at. */
export interface Facts {
  inboxes: readonly string[];
  channel: string;
  status: CaseStatus;
  priority: CasePriority;
  labels: readonly string[];
  assigned: boolean;
  withinHours: boolean;
  customerType: string | null;
  /** Of the message that caused it; empty where there is none. */
  text: string;
}

const any = <T>(wanted: readonly T[] | undefined, has: (one: T) => boolean): boolean => wanted === undefined || wanted.some(has);

/** Whether all that is asked holds; of a list one suffices, of `withoutLabels` none may be there. */
export function matches(asked: RuleConditions, facts: Facts): boolean {
  const text = facts.text.normalize('NFKC').toLowerCase();
  return (
    any(asked.inboxes, (inbox) => facts.inboxes.includes(inbox)) &&
    any(asked.channels, (channel) => channel === facts.channel) &&
    any(asked.status, (status) => status === facts.status) &&
    any(asked.priority, (priority) => priority === facts.priority) &&
    any(asked.labels, (label) => facts.labels.includes(label)) &&
    !(asked.withoutLabels ?? []).some((label) => facts.labels.includes(label)) &&
    (asked.assigned === undefined || asked.assigned === facts.assigned) &&
    (asked.withinHours === undefined || asked.withinHours === facts.withinHours) &&
    any(asked.customerTypes, (type) => type === facts.customerType) &&
    any(asked.words, (word) => text.includes(word.normalize('NFKC').toLowerCase()))
  );
}

/** Which rules an event of a case is for. */
const events: Readonly<Record<string, RuleEvent>> = {
  'case.opened': 'opened',
  'case.heard': 'heard',
  'case.reopened': 'heard',
  'case.answered': 'answered',
  'case.status': 'status',
  'case.assigned': 'assigned',
  'case.late': 'late',
  'case.rated': 'rated',
};
export const ruleEventOf = (type: string): RuleEvent | undefined => events[type];
export const typesOf = (event: RuleEvent): string[] => Object.keys(events).filter((type) => events[type] === event);

/** Rules that cause rules end here: so deep is no intent, but a circle. */
export const deepest = 3;
