import { type IDBPDatabase, openDB } from 'idb';
import type { OutboxItem } from './state.ts';
import type { Kept, Store } from './store.ts';

const records = ['conversations', 'timelines', 'drafts', 'folders', 'saved', 'people'] as const;
const values = ['epoch', 'cursor', 'rest', 'organizationEv', 'me'] as const;
type RecordName = (typeof records)[number];

async function readRecord(db: IDBPDatabase, name: RecordName): Promise<Record<string, unknown>> {
  const tx = db.transaction(name);
  const [keys, rows] = await Promise.all([tx.store.getAllKeys(), tx.store.getAll()]);
  return Object.fromEntries(keys.map((key, i) => [String(key), rows[i]]));
}

/** The browser's own database. Rows are compared by reference, so a save writes only what changed. */
class IndexedDbStore implements Store {
  private readonly db: IDBPDatabase;
  private last: Partial<Kept> = {};

  constructor(db: IDBPDatabase) {
    this.db = db;
  }

  async load(): Promise<Partial<Kept>> {
    const kept: Record<string, unknown> = {};
    for (const record of records) kept[record] = await readRecord(this.db, record);
    for (const value of values) {
      const found: unknown = await this.db.get('values', value);
      if (found !== undefined) kept[value] = found;
    }
    const outbox: Record<string, OutboxItem[]> = {};
    const items = (await this.db.getAll('outbox')) as (OutboxItem & { order: number })[];
    for (const { order: _, ...item } of items.sort((a, b) => a.order - b.order)) {
      outbox[item.conversation] ??= [];
      outbox[item.conversation]!.push(item);
    }
    this.last = kept as Partial<Kept>;
    return { ...this.last, outbox };
  }

  async save(state: Kept): Promise<void> {
    const tx = this.db.transaction([...records, 'values'], 'readwrite');
    for (const record of records) {
      const before = (this.last[record] ?? {}) as Record<string, unknown>;
      const now = state[record] as Record<string, unknown>;
      const store = tx.objectStore(record);
      for (const [key, row] of Object.entries(now)) if (before[key] !== row) void store.put(row, key);
      for (const key of Object.keys(before)) if (!(key in now)) void store.delete(key);
    }
    for (const value of values) void tx.objectStore('values').put(state[value], value);
    await tx.done;
    this.last = state;
  }

  async saveOutbox(items: readonly OutboxItem[]): Promise<void> {
    const tx = this.db.transaction('outbox', 'readwrite', { durability: 'strict' });
    void tx.store.clear();
    for (const [order, item] of items.entries()) void tx.store.put({ ...item, order });
    await tx.done;
  }

  async clear(): Promise<void> {
    this.last = {};
    const all = [...records, 'values', 'outbox'] as const;
    const tx = this.db.transaction(all, 'readwrite');
    for (const record of all) void tx.objectStore(record).clear();
    await tx.done;
  }
}

/** Opens the store; `name` keeps several organizations of one browser apart. */
export async function indexedDbStore(name = 'rapport'): Promise<Store> {
  const db = await openDB(name, 1, {
    upgrade(fresh) {
      for (const record of records) fresh.createObjectStore(record);
      fresh.createObjectStore('values');
      fresh.createObjectStore('outbox', { keyPath: 'clientId' });
    },
  });
  return new IndexedDbStore(db);
}
