import { afterWrites, type Counter, type Hints, type Metrics, type Trace, type Tracer } from '@rapport/platform';

export interface FanFigures {
  deliveries: Counter;
  /** By how a gap was closed: from the log, or by telling clients to pull. */
  repairs(how: 'log' | 'pull'): Counter;
}

/** What fan-out of this node does and holds. */
export function measureFan(metrics: Metrics, fans: ReadonlyMap<string, { ahead: ReadonlyMap<number, unknown> }>): FanFigures {
  metrics.gauge('rapport_fan_out_streams', 'Conversations whose members fan-out remembers', () => fans.size);
  metrics.gauge('rapport_fan_out_ahead', 'Hints that came before their turn', () =>
    [...fans.values()].reduce((sum, { ahead }) => sum + ahead.size, 0),
  );
  return {
    deliveries: metrics.counter('rapport_fan_out_deliveries_total', 'Frames handed to sockets: frames times sockets'),
    repairs: metrics.counters('rapport_fan_out_repairs_total', 'Gaps closed, from the log or by letting clients pull', 'how'),
  };
}

interface Arrival {
  trace: Trace;
  at: number;
}

/** Hints that carry a trace, from their arrival until their frames are handed out and written. */
export class FollowedHints {
  private readonly tracer: Tracer;
  private readonly byStream = new Map<string, Arrival[]>();

  constructor(tracer: Tracer) {
    this.tracer = tracer;
  }

  arrived({ stream, last, trace: header }: Hints['stream']): void {
    const trace = header && this.tracer.join(header, stream, last);
    // What nobody here is told of is not waited for.
    if (!trace || this.byStream.size > 1_000) return;
    const arrival = { trace, at: this.tracer.now() };
    const known = this.byStream.get(stream);
    if (known) known.push(arrival);
    else this.byStream.set(stream, [arrival]);
  }

  /** The frames of a turn were put into the buffers of so many sockets. */
  handed(stream: string, frames: number, sockets: number): void {
    const arrivals = this.byStream.size > 0 && this.byStream.get(stream);
    if (!arrivals) return;
    this.byStream.delete(stream);
    const handed = this.tracer.now();
    for (const { trace, at } of arrivals) trace.add('fan-out', at, handed, { frames, sockets });
    if (sockets > 0)
      afterWrites(() => {
        for (const { trace } of arrivals) trace.add('sockets', handed, this.tracer.now(), { sockets });
      });
  }
}
