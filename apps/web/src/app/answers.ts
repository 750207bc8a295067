import type { Input, MethodName, Output } from '@rapport/contract';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useDoor } from './client.tsx';
import { sentenceOf } from './errors.ts';
import { toast } from './toasts.tsx';

export interface Answer<T> {
  /** The last answer: it stays when asking again fails. */
  data: T | undefined;
  /** Why the last question failed; beside older `data`, where there is some. */
  error: string | undefined;
  loading: boolean;
  reload(): void;
  /** Puts a newer value in place without asking again. */
  set(change: (old: T | undefined) => T | undefined): void;
}

interface Held<T> {
  key: string;
  data?: T;
  error?: string;
}

/** What is held after a question failed: what was answered to the same one before stays. */
export const failed = <T>(old: Held<T>, key: string, error: string): Held<T> =>
  old.key === key ? { ...old, error } : { key, error };

/** Asks a query and holds its answer; asks again when the input changes. `null` as input asks nothing. */
export function useAnswer<M extends MethodName>(method: M, input: Input<M> | null): Answer<Output<M>> {
  const client = useDoor();
  const [state, setState] = useState<Held<Output<M>>>({ key: '' });
  const [turn, setTurn] = useState(0);
  const key = input === null ? '' : `${method} ${JSON.stringify(input)}`;
  const latest = useRef(input);
  latest.current = input;

  // biome-ignore lint/correctness/useExhaustiveDependencies: `turn` asks again on purpose
  useEffect(() => {
    const asked = latest.current;
    if (asked === null || key === '') return;
    let gone = false;
    client.call(method, asked).then(
      (data) => !gone && setState({ key, data }),
      (error: unknown) => !gone && setState((old) => failed(old, key, sentenceOf(error))),
    );
    return () => {
      gone = true;
    };
  }, [client, method, key, turn]);

  const reload = useCallback(() => setTurn((n) => n + 1), []);
  const set = useCallback(
    (change: (old: Output<M> | undefined) => Output<M> | undefined) =>
      setState((old) => {
        const data = change(old.data);
        return data === undefined ? old : { key: old.key, data };
      }),
    [],
  );
  const fresh = state.key === key;
  return {
    data: fresh ? state.data : undefined,
    error: fresh ? state.error : undefined,
    loading: key !== '' && !fresh,
    reload,
    set,
  };
}

/** Milliseconds in which what moves is gathered: in a busy group each message would be a question. */
const gather = 1_000;

/** Asks again when something moved: at once, but once a second at most. */
export function useReloadOn(moved: unknown, reload: () => void): void {
  const last = useRef({ moved, asked: 0 });
  useEffect(() => {
    if (last.current.moved === moved) return;
    const timer = setTimeout(
      () => {
        last.current = { moved, asked: Date.now() };
        reload();
      },
      Math.max(0, last.current.asked + gather - Date.now()),
    );
    return () => clearTimeout(timer);
  }, [moved, reload]);
}

/** Runs an act, shows that it is under way, and says what went wrong in the server's own sentence. */
export function useAct(): { busy: boolean; act<T>(work: () => Promise<T>): Promise<T | undefined> } {
  const [running, setRunning] = useState(0);
  const act = useCallback(async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    setRunning((n) => n + 1);
    try {
      return await work();
    } catch (error) {
      toast({ kind: 'danger', text: sentenceOf(error) });
      return undefined;
    } finally {
      setRunning((n) => n - 1);
    }
  }, []);
  return { busy: running > 0, act };
}
