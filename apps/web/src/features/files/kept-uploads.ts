/** Uploads that a reload must not lose, in a database of their own: the bytes still to be sent, and what was sent already. */
export interface KeptUpload {
  key: string;
  /** Whose it is: another person on this device never sees it. */
  user: string;
  conversation: string;
  name: string;
  size: number;
  voice: boolean;
  at: number;
  /** Until the last byte is stored. */
  bytes?: Blob;
  /** Where the server keeps what it has of it. */
  url?: string;
  /** The file's id, once it is stored. */
  file?: string;
}

/** Files together no larger than this are kept; larger ones are chosen again after a reload. */
const mostBytes = 512 * 1024 * 1024;
const table = 'uploads';

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open('rapport-uploads', 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(table, { keyPath: 'key' });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

let opened: Promise<IDBDatabase> | undefined;

async function run<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  opened ??= open();
  const store = (await opened).transaction(table, mode).objectStore(table);
  return new Promise((resolve, reject) => {
    const asked = work(store);
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

/** Everything kept, oldest first; nothing where the browser has no storage. */
export async function keptUploads(): Promise<KeptUpload[]> {
  const all = await run('readonly', (store) => store.getAll() as IDBRequest<KeptUpload[]>).catch(() => []);
  return all.sort((a, b) => a.at - b.at);
}

/** Writes one after another: what was forgotten must not be kept again by a write that was asked for before. */
let writing: Promise<void> = Promise.resolve();
const inTurn = (write: () => Promise<unknown>): Promise<void> => {
  writing = writing.then(write).then(
    () => undefined,
    () => undefined,
  );
  return writing;
};

/** Keeps an upload; what does not fit is not kept, and only a reload would show it. */
export const keepUpload = (upload: KeptUpload): Promise<void> => inTurn(() => put(upload));

async function put(upload: KeptUpload): Promise<void> {
  const others = (await keptUploads()).filter((one) => one.key !== upload.key);
  const size = others.reduce((sum, one) => sum + (one.bytes?.size ?? 0), upload.bytes?.size ?? 0);
  if (size <= mostBytes) await run('readwrite', (store) => store.put(upload));
}

export const forgetUpload = (key: string): Promise<void> => inTurn(() => run('readwrite', (store) => store.delete(key)));

export const forgetUploads = (): Promise<void> => inTurn(() => run('readwrite', (store) => store.clear()));
