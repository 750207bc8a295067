import type { TemplateDefinition, TemplateId } from '@rapport/contract';
import { legalConsult, medicalConsult } from './consulting.ts';
import { complaint, customerVisit, phoneCall } from './customers.ts';
import { minutes, negotiation, workReport } from './meetings.ts';
import { parentMeeting, studentTalk } from './school.ts';

/** A template that comes with Rapport: all its versions, the oldest first, each as it was when it was published. */
export interface BuiltIn {
  id: TemplateId;
  versions: readonly TemplateDefinition[];
}

const builtIn = (n: number, ...versions: TemplateDefinition[]): BuiltIn => ({
  id: `00000000-0000-7000-8000-0000000001${String(n).padStart(2, '0')}` as TemplateId,
  versions,
});

/**
 * In the order in which they are offered. What was published stays: records are read with it. A change is a further version, and
 * `built-in.test.ts` knows the digest of each.
 */
export const builtIns: readonly BuiltIn[] = [
  builtIn(1, minutes),
  builtIn(2, phoneCall),
  builtIn(3, customerVisit),
  builtIn(4, complaint),
  builtIn(5, negotiation),
  builtIn(6, workReport),
  builtIn(7, studentTalk),
  builtIn(8, parentMeeting),
  builtIn(9, medicalConsult),
  builtIn(10, legalConsult),
];
