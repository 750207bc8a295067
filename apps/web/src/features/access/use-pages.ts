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

interface State<T> {
  key: string;
  items: readonly T[];
  /** Where to go on: after what has come, or again where it failed. */
  rest: { cursor: string | undefined } | null;
  error: string | null;
}

/** A list that is asked for page by page; it begins anew when `key` changes. A page that failed can be asked for again. */
export function usePages<T>(key: string, ask: (cursor: string | undefined) => Promise<Page<T>>): Pages<T> {
  const [state, setState] = useState<State<T>>({ key: '', items: [], rest: null, error: null });
  const latest = useRef(ask);
  latest.current = ask;
  const wanted = useRef(key);
  wanted.current = key;
  /** What is under way: asked for twice, a page would stand there twice. */
  const asking = useRef<string | null>(null);
  const load = useCallback(async (forKey: string, cursor: string | undefined, before: readonly T[]): Promise<void> => {
    const mine = `${forKey} ${cursor ?? ''}`;
    if (asking.current === mine) return;
    asking.current = mine;
    const put = (next: Omit<State<T>, 'key'>): void => {
      if (asking.current === mine) asking.current = null;
      if (wanted.current === forKey) setState({ key: forKey, ...next });
    };
    try {
      const { items, next } = await latest.current(cursor);
      put({ items: [...before, ...items], rest: next ? { cursor: next } : null, error: null });
    } catch (error) {
      put({ items: before, rest: { cursor }, error: sentenceOf(error) });
    }
  }, []);
  useEffect(() => void load(key, undefined, []), [key, load]);
  const replace = useCallback(
    (match: (row: T) => boolean, row: T | null) =>
      setState((old) => ({ ...old, items: old.items.flatMap((one) => (match(one) ? (row === null ? [] : [row]) : [one])) })),
    [],
  );
  const fresh = state.key === key;
  const { rest, items } = state;
  return {
    items: fresh ? items : [],
    loaded: fresh,
    error: fresh ? state.error : null,
    more: fresh && rest ? () => void load(key, rest.cursor, items) : undefined,
    replace,
  };
}
