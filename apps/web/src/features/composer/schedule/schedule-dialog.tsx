import { Button, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useClient } from '../../../app/client.tsx';
import { Dialog, DialogFoot } from '../../../app/dialog.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { useWriting } from '../writing.ts';
import { fieldOf, instantOfField } from './send-times.ts';
import { useSendLater } from './use-send-later.ts';

/** A time of one's own for what is written. */
export function ScheduleDialog() {
  const { t } = useTranslation('composer');
  const { open, at: suggested } = useWriting();
  const later = useSendLater();
  const zone = useClient((s) => s.me?.user.timeZone);
  // Else the next full hour but one: never past when the dialog opens.
  const [value, setValue] = useState(() => fieldOf(suggested ?? (Math.floor(Date.now() / 3_600_000) + 2) * 3_600_000, zone));
  const at = instantOfField(value, zone);
  const past = at !== null && at <= Date.now();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (at === null || past) return;
    open(null);
    void later(at);
  };
  return (
    <Dialog onClose={() => open(null)} title={t('sendLater')}>
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            type="datetime-local"
            label={t('sendAt')}
            description={zone}
            value={value}
            min={fieldOf(Date.now(), zone)}
            error={past ? t('timePast') : undefined}
            onChange={(e) => setValue(e.currentTarget.value)}
            data-autofocus
          />
          <DialogFoot onCancel={() => open(null)}>
            <Button type="submit" disabled={at === null || past}>
              {t('schedule')}
            </Button>
          </DialogFoot>
        </Stack>
      </form>
    </Dialog>
  );
}
