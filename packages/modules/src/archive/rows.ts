import type { Inspection, InspectionScope } from '@rapport/contract';

/** An inspection as stored; its state is that of its last change. */
export interface InspectionRow {
  id: string;
  askedBy: string;
  askedAt: number;
  purpose: string;
  matter: { id: string; name: string } | null;
  scope: InspectionScope;
  /** Whom it covers since it was opened; null: everybody. */
  people: string[] | null;
  days: number;
  state: Inspection['state'];
  decidedBy: string | null;
  openedAt: number | null;
  expiresAt: number;
  endedBy: string | null;
  endedAt: number | null;
  reason: string;
}

/** With how often was looked under it. */
export interface CountedInspection extends InspectionRow {
  looks: number;
}
