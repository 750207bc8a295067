import { appendFileSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { ChannelAdapter } from './adapter.ts';
import { apiAdapter } from './api/adapter.ts';

/** What happens at steps; nothing by itself. */
export interface Steps {
  reading?(n: number): void;
  posting?(n: number): void;
  beforeSending?(): void;
  afterSending?(): void;
}

const sentTo = (outside: string): string[] => {
  try {
    return readFileSync(outside, 'utf8').split('\n').filter(Boolean);
  } catch {
    return [];
  }
};

/** A channel whose other side is a file, one line a message: it can tell what it has, and does not know repeats. */
export function crashAdapter(outside: string, steps: Steps = {}): ChannelAdapter<unknown> {
  let read = 0;
  let posted = 0;
  return {
    kind: 'crash',
    settings: z.strictObject({}),
    secrets: [],
    capabilities: () => ({
      ...apiAdapter.capabilities({ maxChars: 1_000 }),
      idempotentSend: 'none',
    }),
    async read(arrival, at) {
      steps.reading?.(read++);
      const text = Buffer.from(arrival.raw).toString();
      const message = {
        key: arrival.key,
        nativeId: arrival.key,
        occurredAt: arrival.receivedAt ?? at.now(),
        from: { kind: 'api' as const, value: 'somebody', scope: 'crash', strength: 'verified' as const },
        ours: [],
        thread: '',
        text,
        // Asked for in the middle of the transaction that posts.
        get subject(): string {
          steps.posting?.(posted++);
          return 'subject';
        },
      };
      return [{ message }];
    },
    async send({ id, text }) {
      steps.beforeSending?.();
      appendFileSync(outside, `${id} ${text}\n`);
      steps.afterSending?.();
      return { ok: true, state: 'sent', nativeId: `native-${id}` };
    },
    async reconcile({ id }, at) {
      const there = sentTo(outside).some((line) => line.startsWith(id));
      return there
        ? { key: `${id} there`, outbound: id, nativeId: `native-${id}`, state: 'sent', at: at.now() }
        : { key: `${id} not there`, outbound: id, state: 'failed', code: 'not-there', at: at.now() };
    },
    health: async () => ({ ok: true }),
  };
}
