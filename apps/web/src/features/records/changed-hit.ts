import type { RecordHit } from '@rapport/contract';
import { createContext } from 'react';

interface Place {
  conversation: string;
  seq: number;
}

/** Told where a record is otherwise now: what a list beside it shows of it follows. */
export const ChangedHitContext = createContext<(place: Place, change: (hit: RecordHit) => RecordHit) => void>(() => undefined);

export const isAt =
  ({ conversation, seq }: Place) =>
  (hit: RecordHit): boolean =>
    hit.conversation.id === conversation && hit.seq === seq;

/** A find whose words were taken out, without those it was found by, and without labels. */
export const wordless = ({ labels: _, ...hit }: RecordHit): RecordHit => ({
  ...hit,
  snippet: { ...hit.snippet, text: '', ranges: [] },
});

/** A find with other labels. */
export const relabelled =
  (labels: string[]) =>
  ({ labels: _, ...hit }: RecordHit): RecordHit =>
    labels.length > 0 ? { ...hit, labels } : hit;
