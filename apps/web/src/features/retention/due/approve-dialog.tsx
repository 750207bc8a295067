import { Button, Stack, TextInput } from '@mantine/core';
import type { Disposition } from '@rapport/contract';
import { type FormEvent, useState } from 'react';
import { useAct, useAnswer } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { Dialog, DialogFoot } from '../../../app/dialog.tsx';
import { toast } from '../../../app/toasts.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { useTwoByWords } from '../two-by.ts';
import { dueOf } from './batch-state.ts';

interface Props {
  batch: Disposition;
  /** Another person has to approve it afterwards. */
  first: boolean;
  onDone(): void;
  onClose(): void;
}

/** Says how many go and that they do not come back; whoever means it types the number. */
export function ApproveDialog({ batch, first, onDone, onClose }: Props) {
  const { t } = useTranslation('retention');
  const why = useTwoByWords();
  const client = useDoor();
  const { act, busy } = useAct();
  // As the list was seen when this was opened: whoever changes it meanwhile makes the server refuse.
  const [due] = useState(dueOf(batch));
  const held = useAnswer('retention.held', { disposition: batch.id }).data?.messages ?? 0;
  const [typed, setTyped] = useState('');
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const next = await act(() => client.call('retention.approve', { disposition: batch.id, due }));
    if (!next) return;
    toast({ kind: 'success', text: t(next.state === 'proposed' ? 'approvedFirst' : 'approvedTold') });
    onDone();
    onClose();
  };
  return (
    <Dialog onClose={onClose} title={t('approveTitle', { count: due })} size={520}>
      <form onSubmit={(event) => void submit(event)}>
        <Stack>
          <p>{t('approveText')}</p>
          {held > 0 && <p className="admin-note">{t('approveHeld', { count: held })}</p>}
          <p className="dim">{t('approveChecked')}</p>
          {first && <p className="admin-note">{t('approveTwo', { why: why(batch.twoBy) })}</p>}
          <TextInput
            label={t('approveType', { count: due })}
            inputMode="numeric"
            autoComplete="off"
            data-autofocus
            value={typed}
            onChange={(e) => setTyped(e.currentTarget.value)}
          />
          <DialogFoot onCancel={onClose}>
            <Button type="submit" color="red" loading={busy} disabled={typed.trim() !== String(due)}>
              {t(first ? 'approveFirstButton' : 'approveButton')}
            </Button>
          </DialogFoot>
        </Stack>
      </form>
    </Dialog>
  );
}
