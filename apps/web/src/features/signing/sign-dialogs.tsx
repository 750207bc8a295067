import { Button, Stack, Textarea, TextInput } from '@mantine/core';
import type { Message } from '@rapport/contract';
import { type FormEvent, useState } from 'react';
import { useAct } from '../../app/answers.ts';
import { useDoor } from '../../app/client.tsx';
import { Dialog, DialogFoot } from '../../app/dialog.tsx';
import { PasswordField } from '../../app/password-field.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { FormCard } from '../forms/form-card.tsx';
import { MessageText } from '../timeline/message/message-text.tsx';
import './signing.css';

interface Props {
  message: Message;
  onClose(): void;
}

const placeOf = ({ conversation, seq }: Message) => ({ conversation, seq });
/** The version that is shown, as the calls name it. */
export const exactly = (message: Message) => ({
  ...placeOf(message),
  ...(message.version === undefined ? {} : { version: message.version }),
});

/** Signs what is shown, with the password again. */
export function SignDialog({ message, onClose }: Props) {
  const { t } = useTranslation('signing');
  const client = useDoor();
  const { act, busy } = useAct();
  // The words as they were when this was opened: whoever changes them meanwhile makes the server refuse.
  const [shown] = useState(message);
  const [statement, setStatement] = useState('');
  const [password, setPassword] = useState('');
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const input = { ...exactly(shown), password, ...(statement.trim() ? { statement: statement.trim() } : {}) };
    if (await act(() => client.call('signing.sign', input))) onClose();
  };
  return (
    <Dialog onClose={onClose} title={t('signTitle')} size={640}>
      <form onSubmit={(event) => void submit(event)}>
        <Stack>
          <p className="dim">{t('signHint')}</p>
          <div className="countersign-record">
            {shown.form ? <FormCard form={shown.form} whole /> : <MessageText text={shown.text} />}
            {shown.attachments?.map(({ file, name }) => (
              <p key={file}>{name}</p>
            ))}
          </div>
          <Textarea
            label={t('statement')}
            autosize
            maxRows={4}
            maxLength={300}
            value={statement}
            onChange={(e) => setStatement(e.currentTarget.value.replaceAll('\n', ' '))}
          />
          <PasswordField
            label={t('password')}
            description={t('passwordHint')}
            autoComplete="current-password"
            required
            data-autofocus
            value={password}
            onChange={(e) => setPassword(e.currentTarget.value)}
          />
          <DialogFoot onCancel={onClose}>
            <Button type="submit" loading={busy} disabled={password === ''}>
              {t('sign')}
            </Button>
          </DialogFoot>
        </Stack>
      </form>
    </Dialog>
  );
}

/** Takes my signature back; that I had signed stays. */
export function WithdrawDialog({ message, signature, onClose }: Props & { signature: number }) {
  const { t } = useTranslation('signing');
  const client = useDoor();
  const { act, busy } = useAct();
  const [reason, setReason] = useState('');
  const [password, setPassword] = useState('');
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const input = { ...placeOf(message), signature, password, reason: reason.trim() };
    if (await act(() => client.call('signing.withdraw', input))) onClose();
  };
  return (
    <Dialog onClose={onClose} title={t('withdrawTitle')}>
      <form onSubmit={(event) => void submit(event)}>
        <Stack>
          <p className="dim">{t('withdrawHint')}</p>
          <TextInput
            label={t('reason')}
            required
            data-autofocus
            maxLength={300}
            value={reason}
            onChange={(e) => setReason(e.currentTarget.value)}
          />
          <PasswordField
            label={t('password')}
            description={t('passwordHint')}
            autoComplete="current-password"
            required
            value={password}
            onChange={(e) => setPassword(e.currentTarget.value)}
          />
          <DialogFoot onCancel={onClose}>
            <Button type="submit" color="red" loading={busy} disabled={password === '' || reason.trim() === ''}>
              {t('withdraw')}
            </Button>
          </DialogFoot>
        </Stack>
      </form>
    </Dialog>
  );
}
