import type { SupplementSource } from '@rapport/contract';

/** What a supplement may be written from, by its word. */
export const supplementSources = {
  memory: 'source-memory',
  notes: 'source-notes',
  audio: 'source-audio',
  document: 'source-document',
  other: 'source-other',
} as const satisfies Record<SupplementSource, string>;
