import { z } from 'zod';
import { Occurred } from './forms.ts';
import { Counter, line } from './ids.ts';

/** What a supplement was written from: memory, notes, a recording, a document, or something else that `words` tell. */
export const SupplementSource = z.enum(['memory', 'notes', 'audio', 'document', 'other']);
export type SupplementSource = z.infer<typeof SupplementSource>;

/** What a supplement says beside its words. Its author is the sender, the time of recording the message's. */
export const Supplement = z
  .strictObject({
    /** The message it is about, in the same conversation; of one that was forwarded, in the conversation it came from. */
    of: Counter.min(1),
    reason: line(200),
    source: SupplementSource,
    /** The source in the writer's words; needed where it is `other`. */
    words: line(200).optional(),
    occurred: Occurred,
  })
  .refine(({ occurred }) => occurred.to === undefined || occurred.to >= occurred.from, {
    path: ['occurred', 'to'],
    message: 'before it began',
  })
  .refine(({ source, words }) => source !== 'other' || words !== undefined, { path: ['words'], message: 'name the source' });
export type Supplement = z.infer<typeof Supplement>;
