import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useClient, useDoor } from '../../../app/client.tsx';
import { Dialog, DialogFoot } from '../../../app/dialog.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { fieldOf, instantOfField, sendTimesOf } from '../../composer/schedule/send-times.ts';
import type { CaseDialogProps } from './dialog-props.ts';

/** When a case is taken up again, and for what; it opens by itself then. */
export function FollowUpDialog({ one, acts, onClose }: CaseDialogProps) {
  const { t } = useTranslation('inbox');
  const client = useDoor();
  const zone = useClient((s) => s.me?.user.timeZone);
  const [what, setWhat] = useState('');
  const [value, setValue] = useState(() => {
    const tomorrow = sendTimesOf(Date.now(), zone, null).find(({ name }) => name === 'tomorrow');
    return fieldOf(tomorrow?.at ?? Date.now() + 86_400_000, zone);
  });
  const at = instantOfField(value, zone);
  const past = at !== null && at <= Date.now();
  const note = async (): Promise<void> => {
    if (at === null || past) return;
    const given = { case: one.id, at, what: what.trim() };
    if (await acts.run(() => client.call('cases.followUp', given), t('didFollowUp'))) onClose();
  };
  return (
    <Dialog title={t('followUpTitle')} onClose={onClose}>
      <form
        className="case-form"
        onSubmit={(event) => {
          event.preventDefault();
          void note();
        }}
      >
        <p className="dim">{t('followUpText')}</p>
        <TextInput
          label={t('followUpWhat')}
          value={what}
          maxLength={500}
          onChange={(event) => setWhat(event.currentTarget.value)}
          data-autofocus
        />
        <TextInput
          type="datetime-local"
          label={t('followUpWhen')}
          description={zone}
          value={value}
          min={fieldOf(Date.now(), zone)}
          error={past ? t('past') : undefined}
          onChange={(event) => setValue(event.currentTarget.value)}
        />
        <DialogFoot onCancel={onClose}>
          <Button type="submit" loading={acts.busy} disabled={what.trim() === '' || at === null || past}>
            {t('followUp')}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}
