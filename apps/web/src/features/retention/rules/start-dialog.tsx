import { Button, Stack, TextInput } from '@mantine/core';
import type { SearchPlace } from '@rapport/contract';
import { type FormEvent, useState } from 'react';
import { useAct } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { Dialog, DialogFoot } from '../../../app/dialog.tsx';
import { toast } from '../../../app/toasts.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { useDays } from '../day-fields.ts';
import { PlacePicker } from '../place-picker.tsx';

/** The day from which rules count that wait for one: a contract ended, a project was handed over. */
export function StartDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation('retention');
  const client = useDoor();
  const days = useDays();
  const { act, busy } = useAct();
  const [place, setPlace] = useState<SearchPlace | null>(null);
  const [day, setDay] = useState('');
  const at = days.begin(day);
  const put = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!place) return;
    const done = await act(() => client.call('retention.setStart', { conversation: place.id, at: at ?? null }));
    if (!done) return;
    toast({ kind: 'success', text: t(at === undefined ? 'startTaken' : 'startPut') });
    onClose();
  };
  return (
    <Dialog onClose={onClose} title={t('setStart')} size={520}>
      <form onSubmit={(event) => void put(event)}>
        <Stack>
          <p>{t('setStartText')}</p>
          <PlacePicker label={t('conversation')} chosen={place} onChange={setPlace} />
          <TextInput
            type="date"
            label={t('startDay')}
            description={t('startDayText')}
            value={day}
            onChange={(e) => setDay(e.currentTarget.value)}
          />
          <DialogFoot onCancel={onClose}>
            <Button type="submit" loading={busy} disabled={!place} color={at === undefined ? 'red' : undefined}>
              {t(at === undefined ? 'takeStart' : 'putStart')}
            </Button>
          </DialogFoot>
        </Stack>
      </form>
    </Dialog>
  );
}
