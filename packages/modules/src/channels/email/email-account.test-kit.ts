import { randomUUID } from 'node:crypto';
import type { Arrival, OpenHost } from '../adapter.ts';
import { type TestAt, testAt } from '../wechat/at.test-kit.ts';
import { emailAdapter } from './adapter.ts';
import { type EmailSettings, emailSettings } from './settings.ts';

export const loopback = (address: string): boolean => address === '127.0.0.1';

/** An account as the house would have it, with what it kept in memory. */
export interface TestAccount {
  at: TestAt<EmailSettings>;
  adapter: ReturnType<typeof emailAdapter>;
  kept: Arrival[];
  /** Opens it; answers the port of its door when it has one. */
  open(): Promise<{ port: number /** Resolves when the connection ended. */; ended: Promise<void>; close(): Promise<void> }>;
  /** Resolves once so many arrivals were kept. */
  until(count: number): Promise<void>;
}

export function emailAccount(
  settings: Record<string, unknown>,
  {
    adapter = emailAdapter(loopback),
    secrets = {},
    keep,
    address = '',
    now = () => 1_790_000_000_000,
  }: {
    adapter?: ReturnType<typeof emailAdapter>;
    secrets?: Record<string, string>;
    keep?: (arrivals: readonly Arrival[]) => Promise<void>;
    /** `127.0.0.1:port` of who gives tokens. */
    address?: string;
    now?: () => number;
  } = {},
): TestAccount {
  const full = emailSettings.parse({ address: 'support@example.org', comes: { by: 'none' }, ...settings });
  const at = testAt(full, { marks: 'a key for the marks of tests', ...secrets }, address, now);
  at.account = { id: randomUUID(), kind: 'email', name: 'Support' };
  const kept = new Map<string, Arrival>();
  const waiting = new Set<() => void>();
  let port = 0;
  let cursor: string | undefined;
  const note = at.note;
  at.note = (level, what, facts) => {
    if (typeof facts?.port === 'number') port = facts.port;
    note(level, what, facts);
  };
  const take = async (arrivals: readonly Arrival[]) => {
    await keep?.(arrivals);
    for (const arrival of arrivals) if (!kept.has(arrival.key)) kept.set(arrival.key, arrival);
    for (const look of waiting) look();
  };
  let pulling = Promise.resolve();
  const pull = (key: string) => {
    pulling = pulling.then(async () => {
      for (let more = true; more; ) {
        const pulled = await adapter.pull!({ key, hint: undefined, cursor }, at);
        await take(pulled.arrivals);
        cursor = pulled.next ?? cursor;
        ({ more } = pulled);
      }
      for (const look of waiting) look();
    });
  };
  return {
    at,
    adapter,
    get kept() {
      return [...kept.values()];
    },
    async open() {
      const controller = new AbortController();
      let ready: () => void = () => undefined;
      const stands = new Promise<void>((resolve) => {
        ready = resolve;
      });
      const host: OpenHost = { signal: controller.signal, keep: take, pull, ready };
      const ended = adapter.open!(host, at);
      await Promise.race([stands, ended]);
      if (full.comes.by === 'imap') await pulling;
      return {
        port,
        ended: ended.catch(() => undefined),
        close: async () => {
          controller.abort();
          await ended.catch(() => undefined);
          await pulling.catch(() => undefined);
        },
      };
    },
    until: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (kept.size < count) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
  };
}
