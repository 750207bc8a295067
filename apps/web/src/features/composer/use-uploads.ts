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

let lastKey = 0;

/** Files that go with the message being written; they travel while one goes on writing. */
export function useUploads(): Uploads {
  const client = useDoor();
  const [list, setList] = useState<readonly Pending[]>([]);
  const stops = useRef(new Map<number, () => void>());
  const change = useCallback(
    (key: number, part: Partial<Pending>) => setList((old) => old.map((p) => (p.key === key ? { ...p, ...part } : p))),
    [],
  );
  useEffect(() => {
    const running = stops.current;
    return () => {
      for (const stop of running.values()) stop();
    };
  }, []);

  const start = useCallback(
    async (key: number, file: File) => {
      const door = upload(file, (part) => change(key, { part }));
      stops.current.set(key, door.stop);
      try {
        const id = await door.done;
        const described = await client.call('files.describe', { files: [id as never] });
        const attachment = described.files[0];
        if (attachment) rememberFile(attachment);
        change(key, { file: id, part: 1 });
      } catch (error) {
        change(key, { error: error instanceof UploadError && error.detail ? error.detail : sentenceOf(error) });
      } finally {
        stops.current.delete(key);
      }
    },
    [client, change],
  );

  const add = useCallback(
    (files: readonly File[]) => {
      const fresh = files.map((file) => ({ file, key: ++lastKey }));
      const pending = fresh.map(
        ({ file, key }): Pending => ({
          key,
          name: file.name,
          size: file.size,
          picture: file.type.startsWith('image/') ? URL.createObjectURL(file) : null,
          part: 0,
          file: null,
          error: null,
        }),
      );
      setList((old) => [...old, ...pending]);
      for (const { file, key } of fresh) void start(key, file);
    },
    [start],
  );

  const forget = (gone: readonly Pending[]): void => {
    for (const one of gone) {
      if (one.picture) URL.revokeObjectURL(one.picture);
      stops.current.get(one.key)?.();
    }
  };

  return {
    list,
    busy: list.some((p) => p.file === null && p.error === null),
    add,
    remove: (key) => {
      forget(list.filter((p) => p.key === key));
      setList((old) => old.filter((p) => p.key !== key));
    },
    take: () => {
      const files = list.flatMap((p) => (p.file ? [p.file] : []));
      forget(list);
      setList([]);
      return files;
    },
  };
}
