import { TextInput } from '@mantine/core';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useAnswer } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { PasswordField } from '../../../app/password-field.tsx';
import { toast } from '../../../app/toasts.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { EntryForm, EntryFrame } from './entry-frame.tsx';
import { useEntry } from './use-entry.ts';

/** Asks for a link by mail; where the server sends none, says whom to ask. */
export function AskResetPage() {
  const { t } = useTranslation('people');
  const client = useDoor();
  const entry = useEntry();
  const state = useAnswer('people.setUpState', {});
  const [email, setEmail] = useState('');
  const [asked, setAsked] = useState(false);
  const back = (
    <Link to="/sign-in" className="link">
      {t('backToSignIn')}
    </Link>
  );

  if (asked)
    return (
      <EntryFrame title={t('resetSentTitle')} text={t('resetSentText')}>
        {back}
      </EntryFrame>
    );
  if (state.data && !state.data.mail)
    return (
      <EntryFrame title={t('resetTitle')} text={t('resetByAdmin')}>
        {back}
      </EntryFrame>
    );
  return (
    <EntryFrame title={t('resetTitle')} text={t('resetText')} error={entry.error}>
      <EntryForm
        button={t('resetSend')}
        busy={entry.busy}
        onSubmit={async () => setAsked(await entry.run(() => client.call('people.requestReset', { email })))}
      >
        <TextInput
          label={t('email')}
          type="email"
          autoComplete="username"
          value={email}
          onChange={(e) => setEmail(e.currentTarget.value)}
          required
          autoFocus
        />
      </EntryForm>
      <p className="entry-other">{back}</p>
    </EntryFrame>
  );
}

export function ResetPage() {
  const { t } = useTranslation('people');
  const { token } = useParams({ from: '/reset/$token' });
  const client = useDoor();
  const navigate = useNavigate();
  const entry = useEntry();
  const state = useAnswer('people.setUpState', {});
  const [password, setPassword] = useState('');

  const submit = async (): Promise<void> => {
    if (!(await entry.run(() => client.call('people.resetPassword', { token, password })))) return;
    toast({ kind: 'success', text: t('passwordChanged') });
    await navigate({ to: '/sign-in', search: {} });
  };

  return (
    <EntryFrame title={t('newPasswordTitle')} text={t('newPasswordText')} error={entry.error}>
      <EntryForm button={t('newPasswordButton')} busy={entry.busy} onSubmit={submit}>
        <PasswordField
          label={t('newPassword')}
          description={t('passwordHint', { count: state.data?.passwordMin ?? 10 })}
          autoComplete="new-password"
          value={password}
          onChange={(e) => setPassword(e.currentTarget.value)}
          required
          autoFocus
        />
      </EntryForm>
    </EntryFrame>
  );
}
