import { TextInput } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useAnswer } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { languageNow } from '../../../app/language.ts';
import { PasswordField } from '../../../app/password-field.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { EntryForm, EntryFrame } from './entry-frame.tsx';
import { deviceZone, useEntry } from './use-entry.ts';

export function InvitationPage() {
  const { t } = useTranslation('people');
  const { token } = useParams({ from: '/invitation/$token' });
  const client = useDoor();
  const entry = useEntry();
  const invitation = useAnswer('people.invitation', { token });
  const state = useAnswer('people.setUpState', {});
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');

  const submit = async (): Promise<void> => {
    const input = { token, name, password, language: languageNow(), timeZone: deviceZone() };
    if (await entry.run(() => client.callOverHttp('people.acceptInvitation', input))) await entry.enter();
  };

  if (invitation.error)
    return (
      <EntryFrame title={t('linkGoneTitle')} text={invitation.error}>
        <p className="entry-other">
          <Link to="/sign-in" className="link">
            {t('backToSignIn')}
          </Link>
        </p>
      </EntryFrame>
    );
  const seen = invitation.data;
  if (!seen) return null;
  const text = seen.invitedBy ? t('invitedBy', { name: seen.invitedBy }) : t('invitedText');
  return (
    <EntryFrame title={t('joinTitle', { name: seen.organizationName })} text={text} error={entry.error}>
      <EntryForm button={t('join')} busy={entry.busy} onSubmit={submit}>
        <TextInput label={t('email')} value={seen.email} autoComplete="username" readOnly variant="filled" />
        <TextInput
          label={t('yourName')}
          value={name}
          onChange={(e) => setName(e.currentTarget.value)}
          autoComplete="name"
          required
          maxLength={80}
          autoFocus
        />
        <PasswordField
          label={t('password')}
          description={t('passwordHint', { count: state.data?.passwordMin ?? 10 })}
          value={password}
          onChange={(e) => setPassword(e.currentTarget.value)}
          autoComplete="new-password"
          required
        />
      </EntryForm>
    </EntryFrame>
  );
}
