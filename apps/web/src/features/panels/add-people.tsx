import { Button, Checkbox } from '@mantine/core';
import type { Conversation, User } from '@rapport/contract';
import { IconUserPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useAct } from '../../app/answers.ts';
import { useDoor } from '../../app/client.tsx';
import { toast } from '../../app/toasts.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { PeoplePicker } from '../people/people-picker.tsx';

interface Props {
  conversation: Conversation;
  known: readonly string[];
  onDone(): void;
}

/** Lets people in: a button that opens into the form. */
export function AddPeople({ conversation, known, onDone }: Props) {
  const { t } = useTranslation(['panels', 'app']);
  const client = useDoor();
  const { act, busy } = useAct();
  /** Null until it was open once: a form that closes hands the focus back to its button. */
  const [open, setOpen] = useState<boolean | null>(null);
  const [people, setPeople] = useState<User[]>([]);
  const [withHistory, setWithHistory] = useState(true);
  if (!open)
    return (
      <Button
        variant="light"
        size="xs"
        fullWidth
        leftSection={<IconUserPlus size={16} />}
        onClick={() => setOpen(true)}
        mb={8}
        autoFocus={open === false}
      >
        {t('add')}
      </Button>
    );
  const add = async (): Promise<void> => {
    const input = { conversation: conversation.id, users: people.map((p) => p.id), withHistory };
    if (!(await act(() => client.call('conversations.addMembers', input)))) return;
    toast({ kind: 'success', text: t('added') });
    setOpen(false);
    setPeople([]);
    onDone();
  };
  return (
    <div className="add-people">
      <PeoplePicker label={t('add')} chosen={people} onChange={setPeople} without={known} autoFocus />
      <Checkbox
        size="xs"
        label={t('withHistory')}
        checked={withHistory}
        onChange={(e) => setWithHistory(e.currentTarget.checked)}
      />
      <div className="row-end">
        <Button size="xs" variant="default" onClick={() => setOpen(false)}>
          {t('app:cancel')}
        </Button>
        <Button size="xs" loading={busy} disabled={people.length === 0} onClick={() => void add()}>
          {t('addButton')}
        </Button>
      </div>
    </div>
  );
}
