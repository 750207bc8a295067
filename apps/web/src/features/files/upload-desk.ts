import type { Client } from '@rapport/client';
import { sentenceOf } from '../../app/errors.ts';
import { forgetUpload, forgetUploads, type KeptUpload, keepUpload, keptUploads } from './kept-uploads.ts';
import { nameFor, rememberFile, UploadError, upload, uploadedFile } from './uploads.ts';

export interface Pending {
  key: string;
  name: string;
  size: number;
  /** A local address of a picture, drawn while it travels. */
  picture: string | null;
  /** 0–1. */
  part: number;
  /** The file's id, once it is stored. */
  file: string | null;
  error: string | null;
}

/** A file to be added, with the name it is to have (folders keep their place in it). */
export interface Chosen {
  bytes: Blob;
  name: string;
  voice?: boolean;
}

interface Carried extends KeptUpload {
  picture: string | null;
  part: number;
  error: string | null;
  stop?: () => void;
}

/** So many travel at once; the others wait their turn. */
const atOnce = 3;
const nothing: readonly Pending[] = [];

const pendingOf = (one: Carried): Pending => ({
  key: one.key,
  name: one.name,
  size: one.size,
  picture: one.picture,
  part: one.part,
  file: one.file ?? null,
  error: one.error,
});

/**
 * The files that wait to go with a message, of every conversation: they travel on while one looks at another conversation, and go on
 * after a reload where they stopped.
 */
export class UploadDesk {
  private readonly client: Client;
  private readonly listeners = new Set<() => void>();
  private all: readonly Carried[] = [];
  private lists = new Map<string, readonly Pending[]>();
  private restored = false;

  constructor(client: Client) {
    this.client = client;
    addEventListener('online', () => this.retryLost());
    client.subscribe(() => {
      if (client.state.signedOut && this.restored) this.forgetAll();
    });
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    void this.restore();
    return () => this.listeners.delete(listener);
  };

  list = (conversation: string): readonly Pending[] => this.lists.get(conversation) ?? nothing;

  add(conversation: string, files: readonly Chosen[]): string[] {
    const user = this.client.state.me?.user.id ?? '';
    const fresh = files.map((file): Carried => {
      const { bytes, voice = false } = file;
      const name = file.name || nameFor(bytes);
      const picture = bytes.type.startsWith('image/') ? URL.createObjectURL(bytes) : null;
      const key = crypto.randomUUID();
      return { key, user, conversation, name, size: bytes.size, voice, at: Date.now(), bytes, picture, part: 0, error: null };
    });
    this.set([...this.all, ...fresh]);
    for (const one of fresh) void keepUpload(keptOf(one));
    this.start();
    return fresh.map((one) => one.key);
  }

  /** Puts stored files back to a message that was taken back. */
  putBack(conversation: string, ids: readonly string[]): void {
    const user = this.client.state.me?.user.id ?? '';
    const back = ids.map((file): Carried => {
      const known = uploadedFile(file);
      const key = crypto.randomUUID();
      const [name, size] = [known?.name ?? '', known?.size ?? 0];
      return {
        key,
        user,
        conversation,
        name,
        size,
        voice: known?.kind === 'voice',
        at: Date.now(),
        picture: null,
        part: 1,
        error: null,
        file,
      };
    });
    this.set([...this.all, ...back]);
  }

  remove(keys: readonly string[]): void {
    for (const one of this.all) {
      if (!keys.includes(one.key)) continue;
      one.stop?.();
      if (one.picture) URL.revokeObjectURL(one.picture);
      void forgetUpload(one.key);
    }
    this.set(this.all.filter((one) => !keys.includes(one.key)));
    this.start();
  }

  retry(key: string): void {
    this.change(key, { error: null });
    this.start();
  }

  /** Hands the stored files of a conversation over and begins anew. */
  take(conversation: string): string[] {
    const mine = this.all.filter((one) => one.conversation === conversation && one.file);
    this.remove(mine.map((one) => one.key));
    return mine.flatMap((one) => one.file ?? []);
  }

  private set(next: readonly Carried[]): void {
    this.all = next;
    const lists = new Map<string, Pending[]>();
    for (const one of next) lists.set(one.conversation, [...(lists.get(one.conversation) ?? []), pendingOf(one)]);
    this.lists = lists;
    for (const listener of this.listeners) listener();
  }

  private change(key: string, part: Partial<Carried>): void {
    this.set(this.all.map((one) => (one.key === key ? { ...one, ...part } : one)));
  }

  private start(): void {
    const running = this.all.filter((one) => one.stop && !one.file && !one.error).length;
    const waiting = this.all.filter((one) => one.bytes && !one.file && !one.error && !one.stop);
    for (const one of waiting.slice(0, Math.max(0, atOnce - running))) void this.carry(one);
  }

  private async carry(one: Carried): Promise<void> {
    const { key, bytes, name, voice, url } = one;
    if (!bytes) return;
    const door = upload(bytes, {
      name,
      voice,
      url,
      onProgress: (part) => this.change(key, { part }),
      onPlace: (place) => {
        this.change(key, { url: place });
        if (this.all.some((other) => other.key === key)) void keepUpload({ ...keptOf(one), url: place });
      },
    });
    this.change(key, { stop: door.stop });
    try {
      const file = await door.done;
      await this.describe([file]);
      const { bytes: _, ...stored } = keptOf(one);
      if (this.all.some((other) => other.key === key)) void keepUpload({ ...stored, file });
      this.change(key, { file, part: 1 });
    } catch (error) {
      this.change(key, { error: error instanceof UploadError && error.detail ? error.detail : sentenceOf(error) });
    }
    this.set(this.all.map(({ stop, ...rest }) => (rest.key === key || !stop ? rest : { ...rest, stop })));
    this.start();
  }

  private async describe(files: readonly string[]): Promise<string[]> {
    const { files: found } = await this.client.call('files.describe', { files: files as never[] });
    for (const file of found) rememberFile(file);
    return found.map((file) => file.file);
  }

  /** What failed while there was no network, and not because it was refused, is tried again with it. */
  private retryLost(): void {
    for (const one of this.all) if (one.error === sentenceOf(null) && one.bytes) this.change(one.key, { error: null });
    this.start();
  }

  /** What a reload interrupted goes on; what somebody else left on this device is forgotten. */
  private async restore(): Promise<void> {
    const user = this.client.state.me?.user.id;
    if (this.restored || !user) return;
    this.restored = true;
    const kept = await keptUploads();
    for (const one of kept) if (one.user !== user) void forgetUpload(one.key);
    const mine = kept.filter((one) => one.user === user && !this.all.some((other) => other.key === one.key));
    const stored = mine.flatMap((one) => one.file ?? []);
    const known = stored.length > 0 ? await this.describe(stored.slice(0, 200)).catch(() => stored) : [];
    const whole = mine.filter((one) => one.bytes || (one.file && known.includes(one.file)));
    for (const one of mine) if (!whole.includes(one)) void forgetUpload(one.key);
    const picture = (one: KeptUpload) => (one.bytes?.type.startsWith('image/') ? URL.createObjectURL(one.bytes) : null);
    this.set([...whole.map((one) => ({ ...one, picture: picture(one), part: one.file ? 1 : 0, error: null })), ...this.all]);
    this.start();
  }

  private forgetAll(): void {
    this.restored = false;
    for (const one of this.all) one.stop?.();
    this.set([]);
    void forgetUploads();
  }
}

function keptOf({ picture: _p, part: _q, error: _e, stop: _s, ...kept }: Carried): KeptUpload {
  return kept;
}

const desks = new WeakMap<Client, UploadDesk>();

/** The desk of a client: one for the whole window. */
export function deskOf(client: Client): UploadDesk {
  const desk = desks.get(client) ?? new UploadDesk(client);
  desks.set(client, desk);
  return desk;
}
