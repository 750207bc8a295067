import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import { newTraceId, type Span, type Trace } from './trace.ts';

export interface OtlpOptions {
  /** Base address of the collector; `/v1/traces` is added (OTLP 1.x over HTTP). */
  endpoint: string;
  headers: Record<string, string>;
  node: string;
  version: string;
  metrics: Metrics;
  logger: Logger;
}

export interface OtlpExporter {
  send(trace: Trace): void;
  /** Sends what waits, once. */
  close(): Promise<void>;
}

const every = 5_000;
/** Traces that may wait for a collector that does not answer; more are dropped, and counted. */
const mostWaiting = 500;
const patience = 10_000;

const nano = (at: number): string => String(Math.round((performance.timeOrigin + at) * 1e3) * 1_000);
const attribute = (key: string, value: string | number) => ({
  key,
  value: typeof value === 'string' ? { stringValue: value } : { intValue: String(Math.round(value)) },
});

function childOf(trace: Trace, span: Span) {
  const { id, name, begun, ended, figures, linked } = span;
  const own = {
    spanId: id,
    name,
    kind: 1,
    startTimeUnixNano: nano(begun),
    endTimeUnixNano: nano(ended),
    attributes: Object.entries(figures).map(([key, value]) => attribute(`rapport.${key}`, value)),
  };
  // What only follows from the message has a trace of its own.
  if (linked) return { ...own, traceId: newTraceId(), links: [{ traceId: trace.id, spanId: trace.span }] };
  return { ...own, traceId: trace.id, parentSpanId: trace.span };
}

/** One trace as OTLP spans (opentelemetry-proto 1.x, JSON encoding: ids in hex, times as decimal text). */
export function spansOf(trace: Trace): Record<string, unknown>[] {
  const last = Math.max(trace.received, trace.ended, ...trace.spans.map((span) => (span.linked ? 0 : span.ended)));
  const facts = { method: trace.method, outcome: trace.outcome, user: trace.user, stream: trace.stream, ev: trace.ev };
  const root = {
    traceId: trace.id,
    spanId: trace.span,
    ...(trace.parent ? { parentSpanId: trace.parent.span } : {}),
    name: trace.method,
    kind: 2,
    startTimeUnixNano: nano(trace.received),
    endTimeUnixNano: nano(last),
    attributes: Object.entries(facts)
      .filter(([, value]) => value !== '' && value !== 0)
      .map(([key, value]) => attribute(`rapport.${key}`, value)),
    status: { code: trace.outcome === 'internal' ? 2 : 0 },
  };
  return [root, ...trace.spans.map((span) => childOf(trace, span))];
}

/** Hands traces to a collector, some at a time. What it does not take is dropped: the house never waits for it. */
export function createOtlpExporter(options: OtlpOptions): OtlpExporter {
  const { endpoint, headers, node, version, metrics, logger } = options;
  const sent = metrics.counters('rapport_traces_sent_total', 'Traces handed to the collector, by outcome', 'outcome');
  let waiting: Trace[] = [];
  let failing = false;

  async function flush(): Promise<void> {
    if (waiting.length === 0) return;
    const batch = waiting;
    waiting = [];
    const resource = [
      attribute('service.name', 'rapport'),
      attribute('service.version', version),
      attribute('service.instance.id', node),
    ];
    const scopeSpans = [{ scope: { name: 'rapport', version }, spans: batch.flatMap(spansOf) }];
    try {
      const response = await fetch(`${endpoint}/v1/traces`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ resourceSpans: [{ resource: { attributes: resource }, scopeSpans }] }),
        signal: AbortSignal.timeout(patience),
        // Its headers may hold a key that is for nobody else.
        redirect: 'error',
      });
      await response.arrayBuffer();
      if (!response.ok) throw new Error(`status ${response.status}`);
      sent('taken').add(batch.length);
      failing = false;
    } catch (error) {
      sent('refused').add(batch.length);
      if (!failing) logger.warn({ reason: (error as Error).message }, 'traces could not be handed to the collector');
      failing = true;
    }
  }

  const timer = setInterval(() => void flush(), every);
  timer.unref();
  return {
    send(trace) {
      if (waiting.length < mostWaiting) waiting.push(trace);
      else sent('dropped').add();
    },
    close() {
      clearInterval(timer);
      return flush();
    },
  };
}
