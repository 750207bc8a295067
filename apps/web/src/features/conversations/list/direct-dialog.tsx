import { Button, Stack } from '@mantine/core';
import type { User } from '@rapport/contract';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { Dialog, DialogFoot } from '../../../app/dialog.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { PeoplePicker } from '../../people/people-picker.tsx';

/** The conversation with one person or a few, made when there is none. */
export function DirectDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation('conversations');
  const client = useDoor();
  const navigate = useNavigate();
  const { act, busy } = useAct();
  const [people, setPeople] = useState<User[]>([]);
  const open = async (): Promise<void> => {
    const found = await act(() => client.call('conversations.openDirect', { users: people.map((p) => p.id) }));
    if (!found) return;
    onClose();
    await navigate({ to: '/c/$conversation', params: { conversation: found.id }, search: {} });
  };
  return (
    <Dialog onClose={onClose} title={t('newDirect')}>
      <Stack>
        <PeoplePicker label={t('addPeople')} chosen={people} onChange={(chosen) => setPeople(chosen.slice(0, 8))} autoFocus />
        <DialogFoot onCancel={onClose}>
          <Button onClick={() => void open()} loading={busy} disabled={people.length === 0}>
            {t('openDirect')}
          </Button>
        </DialogFoot>
      </Stack>
    </Dialog>
  );
}
