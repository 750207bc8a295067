import { type IDBPDatabase, openDB } from 'idb';
import type { OutboxItem, UnsentDraft } from './state.ts';
import type { Kept, Store } from './store.ts';

const records = ['conversations', 'timelines', 'drafts', 'folders', 'saved', 'people'] as const;
const values = ['epoch', 'cursor', 'rest', 'organizationEv', 'me', 'opened'] as const;
const everything = [...records, 'values', 'outbox'] as const;
const draftKey = (conversation: string): string => `draft ${conversation}`;
type RecordName = (typeof records)[number];

async function readRecord(db: IDBPDatabase, name: RecordName): Promise<Record<string, unknown>> {
  const tx = db.transaction(name);
  const [keys, rows] = await Promise.all([tx.store.getAllKeys(), tx.store.getAll()]);
  return Object.fromEntries(keys.map((key, i) => [String(key), rows[i]]));
}

/**
 * The browser's own database. Rows are compared by reference, so a save writes only what changed. Of several windows one writes
 * the state, so that rows and cursor always are of one window; every window writes its own outbox.
 */
class IndexedDbStore implements Store {
  private readonly db: IDBPDatabase;
  private readonly options: IndexedDbOptions;
  private readonly others: BroadcastChannel | undefined;
  /** What lies there as this window wrote it; undefined when another window wrote last. */
  private last: Partial<Kept> | undefined;
  private queued = new Set<string>();
  private writes = false;
  private cleared = false;

  constructor(db: IDBPDatabase, options: IndexedDbOptions) {
    this.db = db;
    this.options = options;
    const name = options.name ?? 'rapport';
    const { locks } = (globalThis.navigator ?? {}) as Partial<Navigator>;
    if (!locks) this.writes = true;
    // Held until the window closes; then the next one writes.
    void locks?.request(`${name}-store`, () => {
      this.writes = true;
      return new Promise(() => undefined);
    });
    if (!options.onCleared) return;
    this.others = new BroadcastChannel(`${name}-store`);
    this.others.onmessage = () => {
      this.cleared = true;
      this.options.onCleared?.();
    };
  }

  async load(): Promise<Partial<Kept> & { unsentDrafts: UnsentDraft[] }> {
    const kept: Record<string, unknown> = {};
    for (const record of records) kept[record] = await readRecord(this.db, record);
    for (const value of values) {
      const found: unknown = await this.db.get('values', value);
      if (found !== undefined) kept[value] = found;
    }
    const outbox: Record<string, OutboxItem[]> = {};
    const items = (await this.db.getAll('outbox')) as (OutboxItem & { order: number })[];
    for (const { order: _, ...item } of items.sort((a, b) => a.at - b.at || a.order - b.order)) {
      outbox[item.conversation] ??= [];
      outbox[item.conversation]!.push(item);
    }
    this.queued = new Set(items.map((item) => item.clientId));
    // A window that does not write yet finds something else when its turn comes.
    this.last = this.writes ? (kept as Partial<Kept>) : undefined;
    const unsentDrafts = (await this.db.getAll('values', IDBKeyRange.bound('draft ', 'draft!', false, true))) as UnsentDraft[];
    return { ...kept, outbox, unsentDrafts };
  }

  async save(state: Kept): Promise<void> {
    if (!this.writes || this.cleared) return;
    const tx = this.db.transaction([...records, 'values'], 'readwrite');
    for (const record of records) {
      const before = (this.last?.[record] ?? {}) as Record<string, unknown>;
      const now = state[record] as Record<string, unknown>;
      const store = tx.objectStore(record);
      if (!this.last) void store.clear();
      for (const [key, row] of Object.entries(now)) if (before[key] !== row) void store.put(row, key);
      for (const key of Object.keys(before)) if (!(key in now)) void store.delete(key);
    }
    for (const value of values) void tx.objectStore('values').put(state[value], value);
    await tx.done;
    this.last = state;
  }

  async saveOutbox(items: readonly OutboxItem[]): Promise<void> {
    if (this.cleared) return;
    const now = new Set(items.map((item) => item.clientId));
    const tx = this.db.transaction('outbox', 'readwrite', { durability: 'strict' });
    for (const clientId of this.queued) if (!now.has(clientId)) void tx.store.delete(clientId);
    for (const [order, item] of items.entries()) void tx.store.put({ ...item, order });
    this.queued = now;
    await tx.done;
  }

  async saveDraft(conversation: string, draft: UnsentDraft | null): Promise<void> {
    if (this.cleared) return;
    const tx = this.db.transaction('values', 'readwrite');
    void (draft ? tx.store.put(draft, draftKey(conversation)) : tx.store.delete(draftKey(conversation)));
    // At once: the page may be on its way out.
    tx.commit();
    await tx.done;
  }

  async clear(): Promise<void> {
    this.last = this.writes ? {} : undefined;
    this.queued = new Set();
    this.others?.postMessage('cleared');
    const tx = this.db.transaction(everything, 'readwrite');
    for (const record of everything) void tx.objectStore(record).clear();
    await tx.done;
  }
}

export interface IndexedDbOptions {
  /** Keeps several organizations of one browser apart. */
  name?: string;
  /** Another window cleared the store: its person signed out, or somebody else signed in. Nothing is written any more. */
  onCleared?(): void;
}

/** Opens the store of this browser. */
export async function indexedDbStore(options: IndexedDbOptions = {}): Promise<Store> {
  const db: IDBPDatabase = await openDB(options.name ?? 'rapport', 1, {
    upgrade(fresh) {
      for (const record of records) fresh.createObjectStore(record);
      fresh.createObjectStore('values');
      fresh.createObjectStore('outbox', { keyPath: 'clientId' });
    },
    // A newer version of the app wants another shape: this window lives on without keeping.
    blocking: () => db.close(),
  });
  return new IndexedDbStore(db, options);
}
