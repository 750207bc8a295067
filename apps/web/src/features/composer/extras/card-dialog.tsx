import { Button, Group, Modal, Stack } from '@mantine/core';
import type { User } from '@rapport/contract';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDoor } from '../../../app/client.tsx';
import { PeoplePicker } from '../../people/people-picker.tsx';
import { useWriting } from '../writing.ts';

/** Sends somebody's card, one message for each person chosen. */
export function CardDialog() {
  const { t } = useTranslation(['composer', 'app']);
  const client = useDoor();
  const { conversation, open, field } = useWriting();
  const [chosen, setChosen] = useState<User[]>([]);
  const send = (): void => {
    for (const person of chosen) client.send(conversation, { card: person.id });
    open(null);
    requestAnimationFrame(() => field.current?.focus());
  };
  return (
    <Modal opened onClose={() => open(null)} title={t('cardTitle')} closeButtonProps={{ 'aria-label': t('app:close') }}>
      <Stack>
        <PeoplePicker label={t('cardWhom')} chosen={chosen} onChange={setChosen} autoFocus />
        <Group justify="flex-end">
          <Button variant="default" onClick={() => open(null)}>
            {t('app:cancel')}
          </Button>
          <Button disabled={chosen.length === 0} onClick={send}>
            {t('send')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
