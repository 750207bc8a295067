import { useCallback, useMemo, useRef, useState } from 'react';

export interface ChosenDoor {
  chosen: ReadonlySet<number> | null;
  choose(seq: number, through?: boolean): void;
  chooseNone(): void;
}

/** More are not acted upon together: the house forwards as many at once. */
export const mostChosen = 50;

/** Messages chosen to be acted upon together. */
export function useChosen(): ChosenDoor {
  const [chosen, setChosen] = useState<ReadonlySet<number> | null>(null);
  const last = useRef<number | null>(null);
  const choose = useCallback((seq: number, through = false) => {
    const from = through ? last.current : null;
    last.current = seq;
    setChosen((old) => {
      const next = new Set(old ?? []);
      if (from !== null) for (let one = Math.min(from, seq); one <= Math.max(from, seq); one++) next.add(one);
      else if (next.has(seq)) next.delete(seq);
      else next.add(seq);
      return new Set([...next].slice(0, mostChosen));
    });
  }, []);
  const chooseNone = useCallback(() => {
    last.current = null;
    setChosen(null);
  }, []);
  return useMemo(() => ({ chosen, choose, chooseNone }), [chosen, choose, chooseNone]);
}
