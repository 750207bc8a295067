import type { Conversation, Folder, Input } from '@rapport/contract';
import { useAct } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { toast } from '../../../app/toasts.tsx';
import { useTranslation } from '../../../app/translation.tsx';

type Change = Omit<Input<'conversations.changeMine'>, 'conversation'>;

export interface LineActs {
  change(conversation: Conversation, change: Change): Promise<void>;
  read(conversation: Conversation): void;
  unread(conversation: Conversation): void;
  hide(conversation: Conversation, name: string): Promise<void>;
  putFolder(change: Input<'conversations.changeFolder'>): Promise<Folder | undefined>;
  deleteFolder(folder: Folder): Promise<void>;
}

/** What one does to a conversation, or a folder, in one's own list. */
export function useLineActs(): LineActs {
  const { t } = useTranslation('conversations');
  const client = useDoor();
  const { act } = useAct();
  const change: LineActs['change'] = async ({ id }, what) =>
    void (await act(() => client.call('conversations.changeMine', { conversation: id, ...what })));
  const putFolder: LineActs['putFolder'] = (what) => act(() => client.call('conversations.changeFolder', what));
  return {
    change,
    putFolder,
    read: ({ id, seq }) => void act(() => client.call('conversations.markRead', { conversation: id, seq })),
    unread: ({ id, last, seq }) =>
      void act(() => client.call('conversations.markUnread', { conversation: id, seq: last?.seq ?? seq })),
    async hide(conversation, name) {
      const { id, seq } = conversation;
      const hidden = await act(async () => {
        // What is hidden must not count: nobody would find what does.
        if ((conversation.me?.unread ?? 0) > 0) await client.call('conversations.markRead', { conversation: id, seq });
        return client.call('conversations.changeMine', { conversation: id, hidden: true });
      });
      if (!hidden) return;
      const undo = (): void => void change(conversation, { hidden: false });
      toast({ kind: 'success', text: t('hiddenDone', { name }), action: { label: t('undo'), run: undo } });
    },
    async deleteFolder({ id, name, position }) {
      const within = Object.values(client.state.conversations).filter(({ me }) => me?.folder === id);
      if (!(await putFolder({ id, deleted: true }))) return;
      const undo = async (): Promise<void> => {
        const again = await putFolder({ name, position });
        if (again) for (const conversation of within) await change(conversation, { folder: again.id });
      };
      toast({
        kind: 'success',
        text: t('folderDeleted', { name }),
        action: { label: t('undo'), run: () => void undo() },
      });
    },
  };
}
