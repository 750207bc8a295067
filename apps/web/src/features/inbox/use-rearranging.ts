import type { CasePane, Input } from '@rapport/contract';
import { useAct } from '../../app/answers.ts';
import { useDoor } from '../../app/client.tsx';
import { toast } from '../../app/toasts.tsx';
import { useTranslation } from '../../app/translation.tsx';

export interface Rearranging {
  merge(other: { id: string; number: number }): Promise<boolean>;
  unmerge(id: string): Promise<void>;
  /** `sight`: whether I still see it there; only then I can take it back. */
  move(change: { add: string[]; remove: string[]; sight: boolean }, said: string): Promise<boolean>;
  split(from: { conversation: string; thread: string; from: number }): Promise<void>;
}

interface Doing {
  run(work: () => Promise<unknown>, said?: string): Promise<boolean>;
  done(work: () => Promise<CasePane>): Promise<boolean>;
  say(text: string, back: () => void): void;
}

/** What belongs to a case, and where it lies; each with its way back. */
export function useRearranging({ id }: Pick<CasePane, 'id'>, { run, done, say }: Doing): Rearranging {
  const client = useDoor();
  const { t } = useTranslation('inbox');
  const { act } = useAct();
  const unmerge = async (merged: string): Promise<void> =>
    void (await run(() => client.call('cases.unmerge', { case: merged as never })));
  const move = (add: string[], remove: string[]): Promise<boolean> =>
    run(() => client.call('cases.move', { case: id, add: add as never, remove: remove as never }));
  return {
    unmerge,
    merge: async (other) => {
      if (!(await done(() => client.call('cases.merge', { keep: id, merge: [other.id as never] })))) return false;
      say(t('didMerge', { number: other.number }), () => void unmerge(other.id));
      return true;
    },
    move: async ({ add, remove, sight }, said) => {
      if (!(await move(add, remove))) return false;
      if (sight) say(said, () => void move(remove, add));
      else toast({ kind: 'success', text: said });
      return true;
    },
    split: async (from) => {
      const given = from as Omit<Input<'cases.split'>, 'case'>;
      const made = await act(() => client.call('cases.split', { case: id, ...given }));
      if (!made) return;
      // Both are asked for again.
      await run(async () => undefined);
      const { id: other, number } = made;
      say(t('didSplit', { number }), () => void run(() => client.call('cases.merge', { keep: id, merge: [other] })));
    },
  };
}
