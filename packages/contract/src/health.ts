import { z } from 'zod';
import { Instant } from './ids.ts';
import { query } from './method.ts';
import { LanguageTag } from './people.ts';

/** One thing that the server looked at. The sentences are in the caller's language; `finding` is stable. */
export const HealthCheck = z.object({
  name: z.string(),
  finding: z.string(),
  state: z.enum(['good', 'note', 'wrong']),
  title: z.string(),
  found: z.string(),
  /** What to do about it. */
  cure: z.string().optional(),
});
export type HealthCheck = z.infer<typeof HealthCheck>;

/** A stretch of time in a trace; `begun` in ms since the trace began. */
export const TraceSpan = z.object({
  name: z.string(),
  begun: z.number(),
  milliseconds: z.number(),
  figures: z.record(z.string(), z.number()),
  /** Follows from the message and is no part of its call: what readers of the log do later. */
  linked: z.boolean(),
});

/** Where the time of one call went. Ids, times and sizes only. */
export const Trace = z.object({
  /** 32 hex digits (W3C Trace Context). */
  id: z.string(),
  method: z.string(),
  /** Sampled by chance or by a `traceparent`, slow, or begun by another node. */
  kept: z.enum(['sampled', 'slow', 'remote']),
  at: Instant,
  milliseconds: z.number(),
  /** `ok` or an error's code. */
  outcome: z.string(),
  user: z.string().nullable(),
  stream: z.string().nullable(),
  ev: z.int().nullable(),
  spans: z.array(TraceSpan),
});
export type Trace = z.infer<typeof Trace>;

/** A reader's or writer's statements since the start of the server. */
export const StatementFigures = z.object({
  name: z.string(),
  count: z.int(),
  /** Mean milliseconds. */
  milliseconds: z.number(),
  slow: z.int(),
  failed: z.int(),
});

/** The server process that answers: its id, new at every start, and `hostname:port` by which an operator knows it. */
const nodeShape = { node: z.string(), address: z.string() };

export const healthMethods = {
  'health.checks': query({
    summary: 'What is wrong with this server, its database and what they need, with cures: what `rapport doctor` says',
    input: z.strictObject({
      /** Of the sentences, where what is read on speaks another one than the profile. */
      language: LanguageTag.optional(),
    }),
    output: z.object({ at: Instant, ...nodeShape, version: z.string(), checks: z.array(HealthCheck) }),
    rate: 'heavy',
  }),
  'health.traces': query({
    summary: 'Where the time of recent calls went: the sampled and the slow ones of this server, newest first',
    input: z.strictObject({ limit: z.int().min(1).max(200).default(50), slow: z.boolean().default(false) }),
    output: z.object({ ...nodeShape, traces: z.array(Trace) }),
    rate: 'heavy',
  }),
  'health.statements': query({
    summary: 'What takes the database’s time, by the name of the reader or writer, the costliest first',
    input: z.strictObject({ limit: z.int().min(1).max(200).default(20) }),
    output: z.object({ ...nodeShape, statements: z.array(StatementFigures) }),
    rate: 'heavy',
  }),
};
