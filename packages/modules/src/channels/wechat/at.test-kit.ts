import { type Attachment, FileId } from '@rapport/contract';
import { guardedFetch, newId } from '@rapport/platform';
import { type At, MissingSecret, type Outbound } from '../adapter.ts';

/** What a house does for an adapter, in memory: the same guarded fetch, with leases, files and notes that a test can look at. */
export interface TestAt<S> extends At<S> {
  files: { name: string; bytes: Buffer }[];
  outgoing: Map<string, Buffer>;
  notes: string[];
  known: Set<string>;
}

export function testAt<S>(settings: S, secrets: Record<string, string>, address: string, now: () => number): TestAt<S> {
  const leases = new Map<string, { value: string; until: number }>();
  const turns = new Map<string, Promise<unknown>>();
  const at: TestAt<S> = {
    account: { id: newId(), kind: 'test', name: 'test' },
    settings,
    files: [],
    outgoing: new Map(),
    notes: [],
    known: new Set(),
    now,
    secret(name) {
      const value = secrets[name];
      if (value === undefined) throw new MissingSecret(name);
      return value;
    },
    fetch: (url, options) =>
      guardedFetch(url, {
        maxBytes: 50 << 20,
        timeout: 20_000,
        ...options,
        allow: (host, port) => `${host}:${port}` === address,
      }),
    async lease(name, make, not) {
      const usable = () => {
        const found = leases.get(name);
        return found && found.until > now() && found.value !== not ? found.value : undefined;
      };
      const turn = (turns.get(name) ?? Promise.resolve())
        .catch(() => undefined)
        .then(async () => {
          const known = usable();
          if (known !== undefined) return known;
          const { value, ttl } = await make();
          leases.set(name, { value, until: now() + ttl });
          return value;
        });
      turns.set(name, turn);
      return turn;
    },
    said: async () => undefined,
    knows: async ({ value }) => at.known.has(value),
    async keepFile(name, bytes) {
      at.files.push({ name, bytes: Buffer.from(bytes) });
      return { file: FileId.parse(newId()), name, type: 'application/octet-stream', size: bytes.length, kind: 'file' };
    },
    bytesOf: async ({ file }) => at.outgoing.get(file)!,
    note: (_level, what) => void at.notes.push(what),
  };
  return at;
}

/** A file that goes out. */
export function outFile<S>(at: TestAt<S>, name: string, type: string, bytes: Buffer): Attachment {
  const file = FileId.parse(newId());
  at.outgoing.set(file, bytes);
  return { file, name, type, size: bytes.length, kind: 'file' };
}

/** A message that goes out. */
export const outbound = (handle: string, more: Partial<Outbound> = {}): Outbound => ({
  id: newId(),
  attempt: 1,
  conversation: newId(),
  thread: '',
  handle,
  to: [],
  cc: [],
  text: '',
  files: [],
  purpose: 'reply',
  automatic: false,
  references: [],
  at: 0,
  ...more,
});
