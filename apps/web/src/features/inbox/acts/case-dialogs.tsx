import type { ComponentType } from 'react';
import { AskDialog } from './ask-dialog.tsx';
import { ComplaintDialog } from './complaint-dialog.tsx';
import type { CaseDialogProps } from './dialog-props.ts';
import { FollowUpDialog } from './follow-up-dialog.tsx';
import { MacrosDialog } from './macros-dialog.tsx';
import { MergeDialog } from './merge-dialog.tsx';
import { MoveDialog } from './move-dialog.tsx';
import { RatingDialog } from './rating-dialog.tsx';
import { RepliesDialog } from './replies-dialog.tsx';

const dialogs = {
  replies: RepliesDialog,
  macros: MacrosDialog,
  ask: AskDialog,
  followUp: FollowUpDialog,
  merge: MergeDialog,
  move: MoveDialog,
  complaint: ComplaintDialog,
  rating: RatingDialog,
} satisfies Record<string, ComponentType<CaseDialogProps>>;

export type CaseDialogName = keyof typeof dialogs;

/** What is asked before something is done with a case. */
export function CaseDialog({ name, ...props }: CaseDialogProps & { name: CaseDialogName }) {
  const Chosen = dialogs[name];
  return <Chosen {...props} />;
}
