import type { File, Input } from '@rapport/contract';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useDoor } from '../../../app/client.tsx';
import { sentenceOf } from '../../../app/errors.ts';

export interface FilePages {
  files: readonly File[];
  loading: boolean;
  error: string | undefined;
  /** The first page has come. */
  done: boolean;
  /** Loads the next page; absent when all are here. */
  more: (() => void) | undefined;
}

interface State {
  key: string;
  files: readonly File[];
  next: string | undefined;
  error?: string;
  loading: boolean;
}

/** Files page after page; another question begins anew, after a moment in which more may be typed. */
export function useFilePages(input: Input<'files.list'>): FilePages {
  const client = useDoor();
  const key = JSON.stringify(input);
  const [state, setState] = useState<State>({ key: '', files: [], next: undefined, loading: true });
  const wanted = useRef(key);
  wanted.current = key;
  const ask = useCallback(
    (cursor?: string): void => {
      setState((old) => ({ ...old, loading: true }));
      const asked: Input<'files.list'> = { ...(JSON.parse(key) as Input<'files.list'>), ...(cursor ? { cursor } : {}) };
      client.call('files.list', asked).then(
        (page) => {
          if (wanted.current !== key) return;
          setState((old) => ({
            key,
            files: cursor ? [...old.files, ...page.items] : page.items,
            next: page.next,
            loading: false,
          }));
        },
        (error: unknown) =>
          wanted.current === key && setState({ key, files: [], next: undefined, loading: false, error: sentenceOf(error) }),
      );
    },
    [client, key],
  );
  useEffect(() => {
    const timer = setTimeout(() => ask(), 150);
    return () => clearTimeout(timer);
  }, [ask]);
  const { files, next, loading, error } = state;
  const done = state.key === key && !loading;
  return { files, loading, error, done, more: done && next ? () => ask(next) : undefined };
}
