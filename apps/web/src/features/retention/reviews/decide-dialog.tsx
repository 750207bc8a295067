import { Radio, Stack, TextInput } from '@mantine/core';
import type { Input, Review } from '@rapport/contract';
import { useState } from 'react';
import { useDoor } from '../../../app/client.tsx';
import { toast } from '../../../app/toasts.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { useDays } from '../day-fields.ts';
import { ReasonDialog } from '../reason-dialog.tsx';

type Decision = Input<'retention.decide'>['decision'];

const ofMessages = [
  ['keep', 'decideKeep', 'willKeep'],
  ['permanent', 'decidePermanent', 'willKeepForever'],
  ['destroy', 'decideDestroy', 'willDestroy'],
] as const;
const ofMatters = [
  ['keep', 'decideNeeded', 'willNeed'],
  ['lift', 'decideLift', 'willLift'],
] as const;

interface Props {
  review: Review;
  name: string;
  onDone(): void;
  onClose(): void;
}

/** Decides about what came up: each choice says what it does. */
export function DecideDialog({ review, name, onDone, onClose }: Props) {
  const { t } = useTranslation('retention');
  const client = useDoor();
  const days = useDays();
  const [decision, setDecision] = useState<Decision>('keep');
  const [day, setDay] = useState('');
  const choices = review.kind === 'matter' ? ofMatters : ofMessages;
  const will = choices.find(([value]) => value === decision)?.[2] ?? 'willKeep';
  const dated = decision === 'keep' && review.kind === 'messages';
  const until = dated ? days.end(day) : undefined;
  const submit = async (reason: string): Promise<void> => {
    const about = { review: review.id, messages: review.messages };
    await client.call('retention.decide', { ...about, decision, reason, ...(until === undefined ? {} : { until }) });
    toast({ kind: 'success', text: t('decided') });
    onDone();
  };
  return (
    <ReasonDialog
      title={t('decideOf', { name })}
      text={review.kind === 'matter' ? t('reviewMatter') : t('messagesOf', { count: review.messages })}
      label={t('reason')}
      button={t('decide')}
      danger={decision === 'destroy' || decision === 'lift'}
      ready={!dated || until !== undefined}
      onSubmit={submit}
      onClose={onClose}
    >
      <Radio.Group label={t('decision')} value={decision} onChange={(value) => setDecision(value as Decision)}>
        <Stack gap={8} mt={6}>
          {choices.map(([value, label]) => (
            <Radio key={value} value={value} label={t(label)} />
          ))}
        </Stack>
      </Radio.Group>
      {dated && (
        <TextInput type="date" label={t('keepUntil')} required value={day} onChange={(e) => setDay(e.currentTarget.value)} />
      )}
      <p className="admin-note">{t(will)}</p>
    </ReasonDialog>
  );
}
