import type { Config } from '../config.ts';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import { createOtlpExporter, type OtlpExporter } from './otlp.ts';
import { type Keeping, parseTraceParent, Trace } from './trace.ts';

/** Traces that are shown; the slow ones do not drive out the sampled, nor the other way. */
const mostShown = 200;
/** Messages whose readers are waited for. */
const mostFollowed = 1_000;
/** ms until a trace is sent away: fan-out comes after the answer. */
const settling = 3_000;

export interface TracerDeps {
  config: Pick<Config, 'slowCall' | 'tracePercent' | 'otlp' | 'version'>;
  node: string;
  metrics: Metrics;
  logger: Logger;
}

/** Keeps the traces of some calls and of all slow ones, in memory; sends them away only where the operator said so. */
export class Tracer {
  private readonly slow: number;
  private readonly share: number;
  private readonly shown: Record<Keeping, Trace[]> = { sampled: [], slow: [], remote: [] };
  private readonly byId = new Map<string, Trace>();
  private readonly byPlace = new Map<string, Trace>();
  private readonly exporter: OtlpExporter | undefined;
  private readonly count;
  private readonly waiting = new Set<NodeJS.Timeout>();

  constructor({ config, node, metrics, logger }: TracerDeps) {
    this.slow = config.slowCall;
    this.share = config.tracePercent / 100;
    this.count = metrics.counters('rapport_traces_kept_total', 'Traces kept, by why', 'why');
    if (config.otlp) this.exporter = createOtlpExporter({ ...config.otlp, node, version: config.version, metrics, logger });
  }

  /** As spans count time: ms of `performance.now`. */
  now(): number {
    return performance.now();
  }

  /** `received`: ms of `performance.now`. A header that asks for a trace gets one. */
  begin(method: string, received: number, header?: unknown): Trace {
    const parent = header === undefined ? undefined : parseTraceParent(header);
    const trace = new Trace(method, received, parent);
    if (parent?.sampled || (this.share > 0 && Math.random() < this.share)) this.keep(trace, 'sampled');
    return trace;
  }

  /** The call was answered. One that took long is kept from here on. */
  end(trace: Trace, outcome: string): void {
    trace.ended = performance.now();
    trace.outcome = outcome;
    if (!trace.kept && trace.ended - trace.received < this.slow) return;
    if (!trace.kept) this.keep(trace, 'slow');
    trace.add('checked', trace.received, trace.started);
    const { queued, left, landed, batch } = trace;
    if (queued > 0 && left > 0) trace.add('queued', queued, left);
    if (left > 0 && landed > 0) trace.add('flight', left, landed, { messages: batch });
    if (queued === 0) trace.add('acted', trace.started, trace.ended);
    this.sendLater(trace);
  }

  /**
   * A message is about to be told: what comes after belongs to its trace. Answers what the hint carries on; undefined when nobody
   * will ask.
   */
  follow(trace: Trace | undefined, stream: string, ev: number): string | undefined {
    if (!trace) return undefined;
    if (!trace.kept && performance.now() - trace.received >= this.slow) this.keep(trace, 'slow');
    if (!trace.kept) return undefined;
    trace.stream = stream;
    trace.ev = ev;
    this.place(trace);
    return trace.traceParent;
  }

  /** The trace that a hint carries; one of another node is begun here under the same id. */
  join(header: string, stream: string, ev: number): Trace | undefined {
    const parent = parseTraceParent(header);
    if (!parent) return undefined;
    const known = this.byId.get(parent.trace);
    if (known) return known;
    const trace = new Trace('delivery', performance.now(), parent);
    this.keep(trace, 'remote');
    trace.stream = stream;
    trace.ev = ev;
    trace.started = trace.received;
    this.place(trace);
    this.sendLater(trace);
    return trace;
  }

  /** A reader of the log has handled these changes. Costs one comparison when nothing is followed. */
  read(reader: string, entries: readonly { stream: string; ev: number }[], begun: number): void {
    if (this.byPlace.size === 0) return;
    const ended = performance.now();
    for (const { stream, ev } of entries)
      this.byPlace.get(`${stream}/${ev}`)?.add(`read by ${reader}`, begun, ended, { page: entries.length }, true);
  }

  /** The newest first. */
  list(limit: number, why?: Keeping): Trace[] {
    const all = why ? [...this.shown[why]] : Object.values(this.shown).flat();
    return all.sort((a, b) => b.received - a.received).slice(0, limit);
  }

  /** Sends what waits. */
  async close(): Promise<void> {
    for (const timer of this.waiting) clearTimeout(timer);
    await this.exporter?.close();
  }

  private keep(trace: Trace, why: Keeping): void {
    trace.kept = why;
    this.count(why).add();
    this.byId.set(trace.id, trace);
    const shown = this.shown[why];
    shown.push(trace);
    if (shown.length > mostShown) this.byId.delete(shown.shift()!.id);
  }

  private place(trace: Trace): void {
    this.byPlace.set(`${trace.stream}/${trace.ev}`, trace);
    if (this.byPlace.size <= mostFollowed) return;
    for (const oldest of this.byPlace.keys()) {
      this.byPlace.delete(oldest);
      break;
    }
  }

  private sendLater(trace: Trace): void {
    const { exporter } = this;
    if (!exporter) return;
    const timer = setTimeout(() => {
      this.waiting.delete(timer);
      exporter.send(trace);
    }, settling);
    timer.unref();
    this.waiting.add(timer);
  }
}
