import type { PolicyRules } from '@rapport/contract';
import type { Spoken } from '../use-speech.ts';

/** What the parts of the form of the rules get. */
export interface RulesPart {
  rules: PolicyRules;
  spoken: Spoken;
  change(with_: Partial<PolicyRules>): void;
}
