import { useCallback, useEffect, useRef, useState } from 'react';
import { sentenceOf } from '../../app/errors.ts';

interface Page<T> {
  items: T[];
  next?: string | undefined;
}

export interface Pages<T> {
  items: readonly T[];
  loaded: boolean;
  error: string | null;
  /** Absent on the last page. */
  more: (() => void) | undefined;
  /** Puts a newer row in place of an older one; `null` takes it out. */
  replace(match: (row: T) => boolean, row: T | null): void;
}

/** A list that is asked for page by page; it begins anew when `key` changes. */
export function usePages<T>(key: string, ask: (cursor: string | undefined) => Promise<Page<T>>): Pages<T> {
  const [state, setState] = useState<{ key: string; items: readonly T[]; next?: string | undefined; error: string | null }>({
    key: '',
    items: [],
    error: null,
  });
  const latest = useRef(ask);
  latest.current = ask;
  const wanted = useRef(key);
  wanted.current = key;
  const load = useCallback(async (forKey: string, cursor: string | undefined, before: readonly T[]): Promise<void> => {
    try {
      const page = await latest.current(cursor);
      if (wanted.current !== forKey) return;
      setState({ key: forKey, items: [...before, ...page.items], next: page.next, error: null });
    } catch (error) {
      if (wanted.current === forKey) setState({ key: forKey, items: before, error: sentenceOf(error) });
    }
  }, []);
  useEffect(() => void load(key, undefined, []), [key, load]);
  const replace = useCallback(
    (match: (row: T) => boolean, row: T | null) =>
      setState((old) => ({ ...old, items: old.items.flatMap((one) => (match(one) ? (row === null ? [] : [row]) : [one])) })),
    [],
  );
  const fresh = state.key === key;
  const { next, items } = state;
  return {
    items: fresh ? items : [],
    loaded: fresh,
    error: fresh ? state.error : null,
    more: fresh && next ? () => void load(key, next, items) : undefined,
    replace,
  };
}
