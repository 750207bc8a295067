import { z } from 'zod';
import { ConversationId } from './ids.ts';
import { query } from './method.ts';
import { SearchPlace } from './search.ts';

export const retentionPlaceMethods = {
  'retention.places': query({
    summary:
      'What conversations are called, and which groups are called so, for who holds, destroys or erases; never what is said',
    input: z.strictObject({
      ids: z.array(ConversationId).max(200).default([]),
      /** Part of the name of a group. */
      text: z.string().max(100).optional(),
    }),
    output: z.object({
      /** Of `ids`: unknown ones are left out. */
      places: z.array(SearchPlace),
      /** Groups by name, at most twenty. */
      found: z.array(SearchPlace),
    }),
  }),
};
