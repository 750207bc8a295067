import { Button, Checkbox, NumberInput, Stack, Textarea, TextInput } from '@mantine/core';
import type { Matter } from '@rapport/contract';
import { type FormEvent, useState } from 'react';
import { useAct } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { Dialog, DialogFoot } from '../../../app/dialog.tsx';
import { useTranslation } from '../../../app/translation.tsx';

/** Opens a matter; what it holds is said next. */
export function MatterDialog({ onDone, onClose }: { onDone(matter: Matter): void; onClose(): void }) {
  const { t } = useTranslation('retention');
  const client = useDoor();
  const { act, busy } = useAct();
  const [name, setName] = useState('');
  const [reason, setReason] = useState('');
  const [twoPeople, setTwoPeople] = useState(false);
  const [reviewDays, setReviewDays] = useState<number | string>(180);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const input = { name: name.trim(), reason: reason.trim(), twoPeople, reviewDays: Number(reviewDays) };
    const made = await act(() => client.call('holds.openMatter', input));
    if (made) onDone(made);
  };
  return (
    <Dialog onClose={onClose} title={t('newMatter')} size={520}>
      <form onSubmit={(event) => void submit(event)}>
        <Stack>
          <p className="dim">{t('matterText')}</p>
          <TextInput
            label={t('matterName')}
            placeholder={t('matterExample')}
            required
            data-autofocus
            maxLength={120}
            value={name}
            onChange={(e) => setName(e.currentTarget.value)}
          />
          <Textarea
            label={t('matterReason')}
            required
            autosize
            minRows={2}
            maxRows={8}
            maxLength={2000}
            value={reason}
            onChange={(e) => setReason(e.currentTarget.value)}
          />
          <NumberInput
            label={t('matterReview')}
            min={1}
            max={3650}
            allowDecimal={false}
            required
            value={reviewDays}
            onChange={setReviewDays}
          />
          <Checkbox
            label={t('matterTwo')}
            description={t('matterTwoText')}
            checked={twoPeople}
            onChange={(e) => setTwoPeople(e.currentTarget.checked)}
          />
          <DialogFoot onCancel={onClose}>
            <Button type="submit" loading={busy} disabled={name.trim() === '' || reason.trim() === ''}>
              {t('openMatter')}
            </Button>
          </DialogFoot>
        </Stack>
      </form>
    </Dialog>
  );
}
