import { Radio, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useDoor } from '../../../app/client.tsx';
import { toast } from '../../../app/toasts.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { useDays } from '../day-fields.ts';
import { ReasonDialog } from '../reason-dialog.tsx';

interface Props {
  disposition: string;
  /** Without `seqs`, all of the conversation. */
  what: { conversation: string; seqs?: number[] };
  onDone(): void;
  onClose(): void;
}

/** Takes messages out of a list: for good, or until a day. */
export function TakeOutDialog({ disposition, what, onDone, onClose }: Props) {
  const { t } = useTranslation('retention');
  const client = useDoor();
  const days = useDays();
  const [how, setHow] = useState('good');
  const [day, setDay] = useState('');
  const until = how === 'day' ? days.begin(day) : undefined;
  const submit = async (reason: string): Promise<void> => {
    const { conversation, seqs } = what;
    await client.call('retention.review', {
      disposition,
      conversation: conversation as never,
      reason,
      ...(seqs ? { seqs } : {}),
      ...(until === undefined ? {} : { until }),
    });
    toast({ kind: 'success', text: t('takenOut') });
    onDone();
  };
  return (
    <ReasonDialog
      title={t('takeOutTitle')}
      text={t('takeOutText')}
      label={t('reason')}
      button={t('takeOutButton')}
      ready={how === 'good' || until !== undefined}
      onSubmit={submit}
      onClose={onClose}
    >
      <Radio.Group label={t('howLong')} value={how} onChange={setHow}>
        <Stack gap={8} mt={6}>
          <Radio value="good" label={t('forGood')} />
          <Radio value="day" label={t('untilDay')} />
        </Stack>
      </Radio.Group>
      {how === 'day' && (
        <TextInput type="date" label={t('notBefore')} required value={day} onChange={(e) => setDay(e.currentTarget.value)} />
      )}
    </ReasonDialog>
  );
}
