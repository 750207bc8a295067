import { useCallback, useRef, useState } from 'react';
import { useAct } from '../../app/answers.ts';
import { useDoor } from '../../app/client.tsx';
import { toast, unsay } from '../../app/toasts.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { whenOf } from '../composer/schedule/when.ts';
import { doneSteps, laterSteps, type Steps } from './need-steps.ts';
import type { Need } from './needs.ts';

interface Acts {
  /** Whether this was done a moment ago and may still be in the list. */
  isGone(need: Need): boolean;
  done(need: Need, name: string): Promise<void>;
  later(need: Need, at: number): Promise<void>;
  /** Takes the last act back. */
  undo(): void;
}

/** Reading, letting go and putting off, each with its way back. */
export function useNeedActs(onBack: (need: Need) => void): Acts {
  const { t } = useTranslation('attention');
  const client = useDoor();
  const clock = useClock();
  const { act } = useAct();
  const { isGone, hide } = useHidden();
  const last = useRef<(() => void) | null>(null);

  /** Runs an act that hides the item at once; it comes back when the act fails or is undone. */
  const leave = async (need: Need, words: string, { forth, back }: Steps): Promise<void> => {
    hide(need, true);
    const going = act(forth);
    let taken = false;
    const undo = async (): Promise<void> => {
      taken = true;
      unsay(words);
      if (last.current === undoNow) last.current = null;
      // Whoever takes it back at once takes back what is still under way.
      if ((await going) !== undefined) await act(back);
      hide(need, false);
      onBack(need);
    };
    const undoNow = (): void => void undo();
    last.current = undoNow;
    if ((await going) === undefined) return hide(need, false);
    // Taken back meanwhile, there is nothing to offer.
    if (!taken) toast({ kind: 'success', text: words, action: { label: t('undo'), run: undoNow } });
  };

  return {
    isGone,
    done: (need, name) => leave(need, t('doneSaid', { name }), doneSteps(client, need)),
    later: (need, at) => leave(need, t('laterSaid', { time: whenOf(at, clock) }), laterSteps(client, need, at)),
    undo: useCallback(() => last.current?.(), []),
  };
}

/** What was done on this page is not shown, whatever the counts still say; what is said there afterwards is news again. */
function useHidden(): { isGone(need: Need): boolean; hide(need: Need, hidden: boolean): void } {
  const [gone, setGone] = useState<ReadonlyMap<string, number>>(new Map());
  const hide = useCallback(
    ({ key, at }: Need, hidden: boolean): void =>
      setGone((before) => {
        const next = new Map(before);
        if (hidden) next.set(key, at);
        else next.delete(key);
        return next;
      }),
    [],
  );
  return { isGone: ({ key, at }) => at <= (gone.get(key) ?? Number.NEGATIVE_INFINITY), hide };
}
