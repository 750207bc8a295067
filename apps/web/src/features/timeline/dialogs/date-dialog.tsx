import { Button, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useAct } from '../../../app/answers.ts';
import { useClient, useDoor } from '../../../app/client.tsx';
import { Dialog, DialogFoot } from '../../../app/dialog.tsx';
import { dayOf } from '../../../app/times.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { instantOf } from '../../../app/zoned.ts';
import { useTalk } from '../../conversations/talk-context.ts';

/** Jumps to the first message of a day, or the next one after it. */
export function DateDialog({ at, onClose }: { at: number; onClose(): void }) {
  const { t } = useTranslation('timeline');
  const client = useDoor();
  const talk = useTalk();
  const { act, busy } = useAct();
  const zone = useClient((s) => s.me?.user.timeZone);
  const [day, setDay] = useState(() => dayOf(at, zone));
  const begin = instantOf(day, 0, zone);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const conversation = talk.conversation as never;
    const found = await act(() => client.call('conversations.at', { conversation, at: begin }));
    if (!found) return;
    onClose();
    talk.jump(found.seq);
  };
  return (
    <Dialog onClose={onClose} title={t('jumpDateTitle')} size="sm">
      <form onSubmit={(e) => void submit(e)}>
        <Stack>
          <TextInput
            type="date"
            label={t('jumpDay')}
            value={day}
            max={dayOf(Date.now(), zone)}
            onChange={(e) => setDay(e.currentTarget.value)}
            data-autofocus
          />
          <DialogFoot onCancel={onClose}>
            <Button type="submit" loading={busy} disabled={Number.isNaN(begin)}>
              {t('jumpButton')}
            </Button>
          </DialogFoot>
        </Stack>
      </form>
    </Dialog>
  );
}
