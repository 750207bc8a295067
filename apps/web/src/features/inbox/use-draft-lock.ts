import type { CasePane } from '@rapport/contract';
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { useDoor } from '../../app/client.tsx';
import { codeOf } from '../../app/errors.ts';

/** How often it is told that the answer is still being written, ms: the house believes it for two minutes. */
const tellEvery = 45_000;
const lookEvery = 2_000;

export interface DraftLock {
  /** Around the field in which the answer is written. */
  place: RefObject<HTMLDivElement | null>;
  /** A colleague writes the answer already. */
  refused: boolean;
  /** I write it all the same; they are told. */
  takeOver(): void;
}

const answerIn = (place: HTMLElement | null): boolean => {
  const composer = place?.querySelector<HTMLElement>('.composer');
  const text = composer?.querySelector<HTMLTextAreaElement>('.composer-field')?.value ?? '';
  // A slash asks for a canned reply, and a note is for ourselves.
  return composer?.dataset.toward === 'outward' && text.trim() !== '' && !text.startsWith('/');
};

/** Tells the house that I write the answer as long as there is one in the field, and learns who else does. */
export function useDraftLock(id: CasePane['id'], onRefused: () => void): DraftLock {
  const client = useDoor();
  const place = useRef<HTMLDivElement>(null);
  const told = useRef(0);
  const [refused, setRefused] = useState(false);
  const latest = useRef(onRefused);
  latest.current = onRefused;
  const hold = useCallback(
    async (takeOver: boolean): Promise<void> => {
      told.current = Date.now();
      const refusal = await client.call('cases.holdDraft', { case: id, takeOver }).then(
        () => false,
        (error: unknown) => codeOf(error) === 'conflict',
      );
      setRefused(refusal);
      // Whose it was, or is, stands with the case.
      if (refusal || takeOver) latest.current();
    },
    [client, id],
  );
  useEffect(() => {
    const release = (): void => {
      if (told.current === 0) return;
      told.current = 0;
      setRefused(false);
      void client.call('cases.holdDraft', { case: id, hold: false }).catch(() => undefined);
    };
    const look = (): void => {
      if (!answerIn(place.current)) release();
      else if (Date.now() - told.current > tellEvery) void hold(false);
    };
    const here = place.current;
    here?.addEventListener('input', look);
    const timer = setInterval(look, lookEvery);
    return () => {
      here?.removeEventListener('input', look);
      clearInterval(timer);
      release();
    };
  }, [client, id, hold]);
  return { place, refused, takeOver: () => void hold(true) };
}
