import { z } from 'zod';
import { Conversation } from './conversation-shapes.ts';
import { UserId } from './ids.ts';

/** A topic as the list of a conversation's topics shows it: with the beginning of the message it hangs on. */
export const Topic = Conversation.extend({
  /** Null when that message was recalled. */
  root: z
    .object({
      sender: UserId.nullable(),
      senderName: z.string().optional(),
      /** Shortened to 200 characters. */
      text: z.string(),
      /** The name of the first attached file. */
      file: z.string().optional(),
    })
    .nullable(),
});
export type Topic = z.infer<typeof Topic>;
