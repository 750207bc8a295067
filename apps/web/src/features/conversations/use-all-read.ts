import { useAct } from '../../app/answers.ts';
import { useDoor } from '../../app/client.tsx';
import { toast } from '../../app/toasts.tsx';
import { useTranslation } from '../../app/translation.tsx';

/** Everything is read, in one call; undone, the pointers stand where they stood (SY8). */
export function useAllRead(): () => Promise<void> {
  const { t } = useTranslation('conversations');
  const client = useDoor();
  const { act } = useAct();
  return async () => {
    const done = await act(() => client.call('conversations.markAllRead', {}));
    if (!done) return;
    const undo = (): void => void act(() => client.call('conversations.markAllRead', { undo: true }));
    toast({ kind: 'success', text: t('allReadDone', { count: done.changed }), action: { label: t('undo'), run: undo } });
  };
}
