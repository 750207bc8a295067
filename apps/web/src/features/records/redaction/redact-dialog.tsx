import { Alert, Button, Checkbox, Stack, Textarea } from '@mantine/core';
import type { Message } from '@rapport/contract';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useAct, useAnswer } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { Dialog, DialogFoot } from '../../../app/dialog.tsx';
import { toast } from '../../../app/toasts.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { useTwoByWords } from '../../retention/two-by.ts';
import { usePartNames } from './part-names.ts';
import './redaction.css';

interface Props {
  message: Message;
  onDone(): void;
  onClose(): void;
}

/** Takes parts of a record out for good: which, why, and what comes of it. */
export function RedactDialog({ message, onDone, onClose }: Props) {
  const { t } = useTranslation(['records', 'app']);
  const client = useDoor();
  const { act, busy } = useAct();
  const { conversation, seq } = message;
  const { data, error } = useAnswer('erasure.parts', { conversation, seq });
  const [chosen, setChosen] = useState<string[]>([]);
  const [reason, setReason] = useState('');
  const [sure, setSure] = useState(false);
  const why = useTwoByWords();
  const two = data !== undefined && data.twoBy.length > 0;
  const parts = data?.parts.filter((part) => !part.redacted) ?? [];
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const done = await act(() => client.call('erasure.redact', { conversation, seq, parts: chosen, reason: reason.trim() }));
    if (!done) return;
    toast({ kind: 'success', text: t(done.state === 'done' ? 'redactDone' : 'redactAsked') });
    onDone();
  };
  return (
    <Dialog onClose={onClose} title={t('redactTitle')} size={560}>
      <form onSubmit={(event) => void submit(event)}>
        <Stack>
          <p>{t('redactLead')}</p>
          {error && <p role="alert">{error}</p>}
          {data && parts.length === 0 && <p className="dim">{t('redactNone')}</p>}
          {parts.length > 0 && <Parts parts={parts} message={message} chosen={chosen} onChoose={setChosen} />}
          <Textarea
            label={t('redactReason')}
            description={t('redactReasonHint')}
            required
            autosize
            minRows={2}
            maxLength={2000}
            value={reason}
            onChange={(e) => setReason(e.currentTarget.value)}
          />
          <Alert color="orange" variant="light" icon={<IconAlertTriangle size={18} aria-hidden />}>
            {t('redactLimits')} {two && t('redactTwo', { why: why(data.twoBy) })}
          </Alert>
          <Checkbox label={t('redactSure')} checked={sure} onChange={(e) => setSure(e.currentTarget.checked)} />
          <DialogFoot onCancel={onClose}>
            <Button type="submit" color="red" loading={busy} disabled={!sure || chosen.length === 0 || reason.trim() === ''}>
              {t(two ? 'redactAsk' : 'redactDo')}
            </Button>
          </DialogFoot>
        </Stack>
      </form>
    </Dialog>
  );
}

interface PartsProps {
  parts: readonly { name: string; versions: number }[];
  message: Message;
  chosen: string[];
  onChoose(chosen: string[]): void;
}

function Parts({ parts, message, chosen, onChoose }: PartsProps) {
  const { t } = useTranslation('records');
  const nameOf = usePartNames(message);
  return (
    <Checkbox.Group value={chosen} onChange={onChoose} label={t('redactParts')}>
      <Stack gap={8} mt={6} className="redact-parts">
        {parts.map(({ name, versions }) => (
          <Checkbox
            key={name}
            value={name}
            label={nameOf(name)}
            {...(versions > 1 ? { description: t('partVersions', { count: versions }) } : {})}
          />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}
