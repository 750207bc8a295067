import { Button, Stack } from '@mantine/core';
import type { Conversation } from '@rapport/contract';
import { useNavigate } from '@tanstack/react-router';
import { useAct } from '../../app/answers.ts';
import { useDoor } from '../../app/client.tsx';
import { Dialog, DialogFoot } from '../../app/dialog.tsx';
import { useTranslation } from '../../app/translation.tsx';

export function LeaveDialog({ conversation, name, onClose }: { conversation: Conversation; name: string; onClose(): void }) {
  const { t } = useTranslation('conversations');
  const client = useDoor();
  const navigate = useNavigate();
  const { act, busy } = useAct();
  const leave = async (): Promise<void> => {
    if (!(await act(() => client.call('conversations.leave', { conversation: conversation.id })))) return;
    onClose();
    await navigate({ to: '/' });
  };
  return (
    <Dialog onClose={onClose} title={t('leaveTitle', { name })}>
      <Stack>
        <p>{t('leaveText')}</p>
        <DialogFoot onCancel={onClose}>
          <Button color="red" loading={busy} onClick={() => void leave()}>
            {t('leaveButton')}
          </Button>
        </DialogFoot>
      </Stack>
    </Dialog>
  );
}
