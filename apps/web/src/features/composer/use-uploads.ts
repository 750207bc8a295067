import type { Client } from '@rapport/client';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useDoor } from '../../app/client.tsx';
import { sentenceOf } from '../../app/errors.ts';
import { rememberFile, UploadError, upload } from '../files/uploads.ts';

export interface Pending {
  key: number;
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

export interface Uploads {
  list: readonly Pending[];
  /** True while something is still on its way. */
  busy: boolean;
  add(files: readonly File[]): void;
  remove(key: number): void;
  /** Hands the stored files over and begins anew. */
  take(): string[];
}

type Change = (key: number, part: Partial<Pending>) => void;
type Stops = Map<number, () => void>;
let lastKey = 0;

const pendingOf = (file: File, key: number): Pending => ({
  key,
  name: file.name,
  size: file.size,
  picture: file.type.startsWith('image/') ? URL.createObjectURL(file) : null,
  part: 0,
  file: null,
  error: null,
});

async function carry(client: Client, stops: Stops, change: Change, key: number, file: File): Promise<void> {
  const door = upload(file, (part) => change(key, { part }));
  stops.set(key, door.stop);
  try {
    const id = await door.done;
    const described = await client.call('files.describe', { files: [id as never] });
    const attachment = described.files[0];
    if (attachment) rememberFile(attachment);
    change(key, { file: id, part: 1 });
  } catch (error) {
    change(key, { error: error instanceof UploadError && error.detail ? error.detail : sentenceOf(error) });
  } finally {
    stops.delete(key);
  }
}

/** Files that go with the message being written; they travel while one goes on writing. */
export function useUploads(): Uploads {
  const client = useDoor();
  const [list, setList] = useState<readonly Pending[]>([]);
  const stops = useRef<Stops>(new Map());
  useEffect(() => {
    const running = stops.current;
    return () => {
      for (const stop of running.values()) stop();
    };
  }, []);

  const add = useCallback(
    (files: readonly File[]) => {
      const change: Change = (key, part) => setList((old) => old.map((p) => (p.key === key ? { ...p, ...part } : p)));
      const fresh = files.map((file) => ({ file, key: ++lastKey }));
      setList((old) => [...old, ...fresh.map(({ file, key }) => pendingOf(file, key))]);
      for (const { file, key } of fresh) void carry(client, stops.current, change, key, file);
    },
    [client],
  );
  const forget = (gone: readonly Pending[]): void => {
    for (const one of gone) {
      if (one.picture) URL.revokeObjectURL(one.picture);
      stops.current.get(one.key)?.();
    }
    setList((old) => old.filter((p) => !gone.includes(p)));
  };

  return {
    list,
    busy: list.some((p) => p.file === null && p.error === null),
    add,
    remove: (key) => forget(list.filter((p) => p.key === key)),
    take: () => {
      forget(list);
      return list.flatMap((p) => (p.file ? [p.file] : []));
    },
  };
}
