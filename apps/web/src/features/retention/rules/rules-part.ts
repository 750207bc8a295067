import type { RetentionRules } from '@rapport/contract';

/** What a part of the page on which rules are drawn up gets. */
export interface RulesPart {
  rules: RetentionRules;
  change(with_: Partial<RetentionRules>): void;
}
