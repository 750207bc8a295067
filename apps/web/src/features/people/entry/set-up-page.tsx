import { TextInput } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useAnswer } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { languageNow } from '../../../app/language.ts';
import { PasswordField } from '../../../app/password-field.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { EntryForm, EntryFrame } from './entry-frame.tsx';
import { deviceZone, useEntry } from './use-entry.ts';

/** The first page of all: the organization, oneself, a password, and one is inside. */
export function SetUpPage() {
  const { t } = useTranslation('people');
  const { token } = useParams({ from: '/set-up/$token' });
  const client = useDoor();
  const entry = useEntry();
  const [given, setGiven] = useState({ organizationName: '', name: '', email: '', password: '' });
  const state = useAnswer('people.setUpState', {});
  const set = (part: Partial<typeof given>): void => setGiven({ ...given, ...part });

  const submit = async (): Promise<void> => {
    const input = { token, ...given, language: languageNow(), timeZone: deviceZone() };
    if (await entry.run(() => client.callOverHttp('people.setUp', input))) await entry.enter();
  };

  return (
    <EntryFrame title={t('setUpTitle')} text={t('setUpText')} error={entry.error}>
      <EntryForm button={t('setUpButton')} busy={entry.busy} onSubmit={submit}>
        <TextInput
          label={t('organizationName')}
          placeholder={t('organizationExample')}
          value={given.organizationName}
          onChange={(e) => set({ organizationName: e.currentTarget.value })}
          required
          maxLength={100}
          data-autofocus
          autoFocus
        />
        <div className="entry-pair">
          <TextInput
            label={t('yourName')}
            value={given.name}
            onChange={(e) => set({ name: e.currentTarget.value })}
            autoComplete="name"
            required
            maxLength={80}
          />
          <TextInput
            label={t('email')}
            type="email"
            value={given.email}
            onChange={(e) => set({ email: e.currentTarget.value })}
            autoComplete="username"
            required
          />
        </div>
        <PasswordField
          label={t('password')}
          description={t('passwordHint', { count: state.data?.passwordMin ?? 10 })}
          value={given.password}
          onChange={(e) => set({ password: e.currentTarget.value })}
          autoComplete="new-password"
          required
          minLength={state.data?.passwordMin ?? 1}
        />
      </EntryForm>
    </EntryFrame>
  );
}
