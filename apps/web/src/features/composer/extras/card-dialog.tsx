import { Button, Stack } from '@mantine/core';
import type { User } from '@rapport/contract';
import { useState } from 'react';
import { useDoor } from '../../../app/client.tsx';
import { Dialog, DialogFoot } from '../../../app/dialog.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { PeoplePicker } from '../../people/people-picker.tsx';
import { useWriting } from '../writing.ts';

/** Sends somebody's card, one message for each person chosen. */
export function CardDialog() {
  const { t } = useTranslation('composer');
  const client = useDoor();
  const { conversation, open, field } = useWriting();
  const [chosen, setChosen] = useState<User[]>([]);
  const send = (): void => {
    for (const person of chosen) client.send(conversation, { card: person.id });
    open(null);
    requestAnimationFrame(() => field.current?.focus());
  };
  return (
    <Dialog onClose={() => open(null)} title={t('cardTitle')}>
      <Stack>
        <PeoplePicker label={t('cardWhom')} chosen={chosen} onChange={setChosen} autoFocus />
        <DialogFoot onCancel={() => open(null)}>
          <Button disabled={chosen.length === 0} onClick={send}>
            {t('send')}
          </Button>
        </DialogFoot>
      </Stack>
    </Dialog>
  );
}
