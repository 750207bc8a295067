import { z } from 'zod';
import { Label } from './contact-shapes.ts';
import { ConversationId, Counter } from './ids.ts';
import { command, query } from './method.ts';

/** Labels of one message. */
export const labelsMost = 20;

export const labelMethods = {
  'labels.change': command({
    summary: 'Put labels on a message, or take them off, for whoever may write there; everybody who sees it sees them',
    secret: true,
    input: z.strictObject({
      conversation: ConversationId,
      seq: Counter.min(1),
      add: z.array(Label).max(labelsMost).default([]),
      remove: z.array(Label).max(labelsMost).default([]),
    }),
    /** All that it has now, in the order of their letters. */
    output: z.object({ labels: z.array(z.string()) }),
    errors: ['not-found', 'archived', 'quota-exceeded'],
  }),
  'labels.used': query({
    summary: 'Labels of messages that I may see, those used most first: what to offer whoever begins to write one',
    secret: true,
    rate: 'search',
    input: z.strictObject({
      /** Part of the label; letters’ case does not matter. */
      text: z.string().max(40).default(''),
      limit: z.int().min(1).max(100).default(20),
    }),
    output: z.object({ labels: z.array(z.object({ label: z.string(), count: z.int() })) }),
  }),
};
