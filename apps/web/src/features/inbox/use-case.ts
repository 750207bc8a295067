import type { CasePane, Input } from '@rapport/contract';
import { useEffect } from 'react';
import { type Answer, useAct, useAnswer, useReloadOn } from '../../app/answers.ts';
import { useClient, useDoor, useStatus } from '../../app/client.tsx';
import { shortTimeOf } from '../../app/times.ts';
import { toast } from '../../app/toasts.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { type Rearranging, useRearranging } from './use-rearranging.ts';

/** How often it is told that one still looks at a case, ms. */
const lookEvery = 20_000;

const nothing = (): void => undefined;

/** Asks again when cases moved, and when the line is back: what was missed without it is not told later. */
export function useReloadOnCases(reload: () => void): void {
  const turn = useClient((s) => s.caseTurn);
  const online = useStatus() === 'online';
  useReloadOn(`${turn} ${online}`, online ? reload : nothing);
}

/** A case, as it stands now. */
export function useCase(id: string): Answer<CasePane> {
  const answer = useAnswer('cases.get', { case: id as never });
  useReloadOnCases(answer.reload);
  return answer;
}

/** Lets colleagues know that I look at this case. */
export function useLooking(id: string): void {
  const client = useDoor();
  useEffect(() => {
    const tell = (doing: 'looking' | 'gone') =>
      void client.call('cases.look', { case: id as never, doing }).catch(() => undefined);
    tell('looking');
    const timer = setInterval(() => tell('looking'), lookEvery);
    return () => {
      clearInterval(timer);
      tell('gone');
    };
  }, [client, id]);
}

type Change = Omit<Input<'cases.change'>, 'case'>;

/** Where what became of the case is shown. */
export interface CasePlace {
  put(next: CasePane): void;
  /** Asks for it again, and for the queue. */
  reload(): void;
}

export interface CaseActs extends Rearranging {
  busy: boolean;
  change(next: Change): Promise<void>;
  solve(): Promise<void>;
  snooze(until: number): Promise<void>;
  assign(user: string | null): Promise<void>;
  /** Whatever else changes it: true when it is done. */
  run(work: () => Promise<unknown>, said?: string): Promise<boolean>;
  /** Asks how it stands. */
  refresh(): void;
}

/** How the case was before, to go back there. */
const before = ({ status, snoozedUntil }: CasePane): Change =>
  status === 'snoozed' ? { snoozedUntil: snoozedUntil ?? 0 } : { status };

/** What can be done to the case; what is easily done by mistake can be undone. */
export function useCaseActs(one: CasePane, { put, reload }: CasePlace): CaseActs {
  const client = useDoor();
  const { t } = useTranslation('inbox');
  const clock = useClock();
  const me = useClient((s) => s.me?.user.id);
  const { act, busy } = useAct();
  const { id } = one;
  const done = async (work: () => Promise<CasePane>): Promise<boolean> => {
    const next = await act(work);
    if (next) put(next);
    return next !== undefined;
  };
  const run: CaseActs['run'] = async (work, said) => {
    const answer = await act(async () => ({ is: await work() }));
    if (answer === undefined) return false;
    if (said) toast({ kind: 'success', text: said });
    reload();
    return true;
  };
  const say = (text: string, back: () => void): void => toast({ kind: 'success', text, action: { label: t('undo'), run: back } });
  const change = (next: Change): Promise<boolean> => done(() => client.call('cases.change', { case: id, ...next }));
  const undoable = (text: string): void => {
    const back = before(one);
    say(text, () => void change(back));
  };
  const rearranged = useRearranging(one, { run, done, say });
  return {
    busy,
    run,
    refresh: reload,
    ...rearranged,
    change: async (next) => void (await change(next)),
    solve: async () => {
      if (await change({ status: 'solved' })) undoable(t('didSolve'));
    },
    snooze: async (until) => {
      if (await change({ snoozedUntil: until })) undoable(t('didSnooze', { time: shortTimeOf(until, clock) }));
    },
    assign: async (user) => {
      const from = one.assignee;
      if (!(await done(() => client.call('cases.assign', { case: id, user: user as never, from })))) return;
      if (user === me) toast({ kind: 'success', text: t('didTake') });
    },
  };
}
