import { useCallback, useSyncExternalStore } from 'react';
import { useDoor } from '../../app/client.tsx';
import { toast } from '../../app/toasts.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { mostDropped } from '../files/dropped-files.ts';
import { type Chosen, deskOf, type Pending } from '../files/upload-desk.ts';

export interface Uploads {
  list: readonly Pending[];
  /** True while something is still on its way. */
  busy: boolean;
  failed: boolean;
  add(files: readonly Chosen[]): void;
  remove(key: string): void;
  retry(key: string): void;
  /** Hands the stored files over and begins anew. */
  take(): string[];
  /** Puts stored files back. */
  putBack(ids: readonly string[]): void;
}

/** Files that go with the message being written; they travel while one goes on writing, here or elsewhere. */
export function useUploads(conversation: string): Uploads {
  const { t } = useTranslation('composer');
  const desk = deskOf(useDoor());
  const list = useSyncExternalStore(desk.subscribe, () => desk.list(conversation));
  const add = useCallback(
    (files: readonly Chosen[]) => {
      if (files.length > mostDropped) return toast({ kind: 'danger', text: t('tooManyFiles', { count: mostDropped }) });
      desk.add(conversation, files);
    },
    [desk, conversation, t],
  );
  return {
    list,
    busy: list.some((p) => p.file === null && p.error === null),
    failed: list.some((p) => p.error !== null),
    add,
    remove: (key) => desk.remove([key]),
    retry: (key) => desk.retry(key),
    take: () => desk.take(conversation),
    putBack: (ids) => desk.putBack(conversation, ids),
  };
}
