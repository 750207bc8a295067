import { useAct } from '../../../app/answers.ts';
import { toast } from '../../../app/toasts.tsx';
import { useTranslation } from '../../../app/translation.tsx';

/** Puts something away, and back; what was put away can be taken back at once. */
export function usePutAway(onDone: () => void) {
  const { t } = useTranslation(['inboxSettings', 'access']);
  const { act } = useAct();
  return async function put(name: string, archived: boolean, keep: (archived: boolean) => Promise<unknown>): Promise<void> {
    if ((await act(() => keep(archived))) === undefined) return;
    onDone();
    if (archived)
      toast({
        kind: 'success',
        text: t('putAway', { name }),
        action: { label: t('access:undo'), run: () => void put(name, false, keep) },
      });
  };
}
