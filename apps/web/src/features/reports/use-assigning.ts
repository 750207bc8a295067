import type { LiveAgent, LiveCase } from '@rapport/contract';
import { useAct } from '../../app/answers.ts';
import { useClient, useDoor } from '../../app/client.tsx';
import { toast } from '../../app/toasts.tsx';
import { useTranslation } from '../../app/translation.tsx';

/** Gives a case to somebody, or (null) back to the queue. */
export type Assign = (one: LiveCase, user: string | null) => void;

/** Of two who assign at once one is told that it is taken; what was done can be undone. */
export function useAssigning(agents: readonly LiveAgent[], reload: () => void): Assign {
  const { t } = useTranslation('reports');
  const client = useDoor();
  const people = useClient((s) => s.people);
  const me = useClient((s) => s.me?.user);
  const { act } = useAct();
  const nameOf = (user: string): string => people[user]?.name ?? (me?.id === user ? me.name : '');
  const give = async (one: LiveCase, user: string | null, from: string | null): Promise<void> => {
    const done = await act(() => client.call('cases.assign', { case: one.id, user: user as never, from: from as never }));
    reload();
    if (!done) return;
    const { number } = one;
    const text = user === null ? t('didGiveBack', { number }) : t('didAssign', { number, name: nameOf(user) });
    // Whoever had it may have left the team meanwhile: then there is no way back.
    const back = from === null || agents.some((agent) => agent.user === from);
    toast({ kind: 'success', text, ...(back ? { action: { label: t('undo'), run: () => void give(one, from, user) } } : {}) });
  };
  return (one, user) => void give(one, user, one.assignee);
}
