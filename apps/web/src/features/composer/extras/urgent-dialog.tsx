import { Button, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useAnswer } from '../../../app/answers.ts';
import { Dialog, DialogFoot } from '../../../app/dialog.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { useWriting } from '../writing.ts';

/** Why a message may disturb people outside their hours, and how often one may still do that today. */
export function UrgentDialog() {
  const { t } = useTranslation('composer');
  const { extras, open, field } = useWriting();
  const [reason, setReason] = useState(extras.urgent ?? '');
  const quota = useAnswer('conversations.urgentQuota', {}).data;
  const none = quota?.left === 0;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (reason.trim() === '' || none) return;
    extras.set({ urgent: reason.trim() });
    open(null);
    requestAnimationFrame(() => field.current?.focus());
  };
  return (
    <Dialog onClose={() => open(null)} title={t('urgentTitle')}>
      <form onSubmit={submit}>
        <Stack>
          <p>{t('urgentText')}</p>
          <TextInput
            label={t('urgentReason')}
            placeholder={t('urgentExample')}
            value={reason}
            maxLength={200}
            onChange={(e) => setReason(e.currentTarget.value)}
            data-autofocus
          />
          {quota && (
            <p className={none ? 'danger-text' : 'dim'} role="status">
              {none ? t('urgentNone', { count: quota.perDay }) : t('urgentLeft', { count: quota.left, all: quota.perDay })}
            </p>
          )}
          <DialogFoot onCancel={() => open(null)}>
            <Button type="submit" color="red" disabled={reason.trim() === '' || none}>
              {t('urgentButton')}
            </Button>
          </DialogFoot>
        </Stack>
      </form>
    </Dialog>
  );
}
