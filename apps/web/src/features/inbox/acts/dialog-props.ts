import type { CasePane, Inbox } from '@rapport/contract';
import type { CaseActs } from '../use-case.ts';

export interface CaseDialogProps {
  one: CasePane;
  acts: CaseActs;
  inboxes: readonly Inbox[];
  onClose(): void;
  /** Puts a text where the answer is written. */
  write(text: string): void;
  /** I do not see the case any more. */
  onGone(): void;
}
