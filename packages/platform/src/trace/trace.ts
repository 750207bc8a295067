import { newBytes } from '../random.ts';

/** A stretch of time in a trace. Times in ms of `performance.now`. */
export interface Span {
  id: string;
  name: SpanName;
  begun: number;
  ended: number;
  /** Sizes and counts; never content. */
  figures: Readonly<Record<string, number>>;
  /** Follows from the message, and is no part of its call: what readers of the log do later. */
  linked: boolean;
}

/**
 * The way of a message: the call is checked, its message waits for a flight (`queued`), flies (`flight`: written and committed with
 * its batch), is told to the bus, handed to the buffers of sockets (`fan-out`) and written (`sockets`). Readers of the log follow.
 */
export type SpanName = 'checked' | 'acted' | 'queued' | 'flight' | 'bus' | 'fan-out' | 'sockets' | `read by ${string}`;

export const newTraceId = (): string => newBytes(16).toString('hex');
export const newSpanId = (): string => newBytes(8).toString('hex');

export interface TraceParent {
  trace: string;
  span: string;
  sampled: boolean;
}

/** The header of W3C Trace Context, version 00; undefined when it is not one. */
export function parseTraceParent(header: unknown): TraceParent | undefined {
  if (typeof header !== 'string') return undefined;
  const [, trace = '', span = '', flags = ''] = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(header) ?? [];
  if (!trace || /^0+$/.test(trace) || /^0+$/.test(span)) return undefined;
  return { trace, span, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** Why a trace is kept. `remote`: another node began it. */
export type Keeping = 'sampled' | 'slow' | 'remote';

/** A trace holds this many spans; a message to a busy house has some ten. */
const mostSpans = 40;

/**
 * What happens to one call. Every call has one, so that a slow one can tell of itself afterwards: until it is kept, it is a handful of
 * numbers.
 */
export class Trace {
  readonly method: string;
  /** ms of `performance.now`. */
  readonly received: number;
  readonly parent: TraceParent | undefined;
  /** When its action began; 0 before. */
  started = 0;
  ended = 0;
  outcome = '';
  user = '';
  stream = '';
  ev = 0;
  /** When its message joined the lane, left with a batch of how many, and was committed; 0: it has not. */
  queued = 0;
  left = 0;
  landed = 0;
  batch = 0;
  kept: Keeping | undefined;
  readonly spans: Span[] = [];
  private ids: { trace: string; span: string } | undefined;

  constructor(method: string, received: number, parent: TraceParent | undefined) {
    this.method = method;
    this.received = received;
    this.parent = parent;
  }

  get id(): string {
    return this.identity().trace;
  }

  /** The id of its root span. */
  get span(): string {
    return this.identity().span;
  }

  /** When it was received; Unix ms. */
  get at(): number {
    return Math.round(performance.timeOrigin + this.received);
  }

  /** For whoever carries it on. */
  get traceParent(): string {
    return `00-${this.id}-${this.span}-01`;
  }

  add(name: SpanName, begun: number, ended: number, figures: Span['figures'] = {}, linked = false): void {
    if (this.spans.length < mostSpans) this.spans.push({ id: newSpanId(), name, begun, ended, figures, linked });
  }

  /** Random bytes are not drawn for the many that nobody will see. */
  private identity(): { trace: string; span: string } {
    this.ids ??= { trace: this.parent?.trace ?? newTraceId(), span: newSpanId() };
    return this.ids;
  }
}
