import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Gauges and times of one server, in Prometheus' format at `/metrics`. */
export interface Metrics {
  gauge(name: string, help: string, read: () => number): void;
  histogram(name: string, help: string, buckets: number[], labels?: string[]): Histogram;
  text(): Promise<string>;
  contentType: string;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'rapport_' });
  return {
    gauge: (name, help, read) => {
      if (registry.getSingleMetric(name)) return;
      new Gauge({
        name,
        help,
        registers: [registry],
        collect() {
          this.set(read());
        },
      });
    },
    histogram: (name, help, buckets, labelNames = []) =>
      (registry.getSingleMetric(name) as Histogram | undefined) ??
      new Histogram({ name, help, buckets, labelNames, registers: [registry] }),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
