import { useCallback, useEffect, useReducer, useRef } from 'react';
import { type Page, Paged } from './paged.ts';

export interface Pages<T> {
  items: readonly T[];
  loaded: boolean;
  loading: boolean;
  error: string | null;
  /** Absent on the last page. */
  more: (() => void) | undefined;
  /** Asks again for what is there. */
  reload(): void;
  /** Puts a newer row in place of an older one; `null` takes it out. */
  replace(match: (row: T) => boolean, row: T | null): void;
}

/** A list that is asked for page by page; it begins anew when `key` changes. A page that failed can be asked for again. */
export function usePages<T>(key: string, ask: (cursor: string | undefined) => Promise<Page<T>>): Pages<T> {
  const [, draw] = useReducer((n: number) => n + 1, 0);
  const held = useRef<{ key: string; list: Paged<T> } | null>(null);
  if (held.current?.key !== key) {
    // What is asked for under one key stays what it was when the key was new.
    const list: Paged<T> = new Paged<T>(ask, () => held.current?.list === list && draw());
    held.current = { key, list };
  }
  const { list } = held.current;
  useEffect(() => {
    list.shown = true;
    if (!list.standing.loaded && !list.standing.loading) void list.more();
    return () => {
      list.shown = false;
    };
  }, [list]);
  const reload = useCallback(() => void held.current?.list.again(), []);
  const replace = useCallback((match: (row: T) => boolean, row: T | null) => held.current?.list.replace(match, row), []);
  const { items, loaded, loading, error, rest } = list.standing;
  return { items, loaded, loading, error, more: loaded && rest ? () => void list.more() : undefined, reload, replace };
}
