import { Anchor, TextInput } from '@mantine/core';
import { Link, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useAnswer } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { PasswordField } from '../../../app/password-field.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { EntryForm, EntryFrame } from './entry-frame.tsx';
import { useEntry } from './use-entry.ts';

export function SignInPage() {
  const { t } = useTranslation('people');
  const { next } = useSearch({ from: '/sign-in' });
  const client = useDoor();
  const entry = useEntry();
  const state = useAnswer('people.setUpState', {});
  const [given, setGiven] = useState({ email: '', password: '', code: '', recoveryCode: '' });
  const [step, setStep] = useState<'password' | 'code' | 'recovery'>('password');
  const set = (part: Partial<typeof given>): void => setGiven({ ...given, ...part });
  // Asking for the code is a step, not an error.
  const asksCode = entry.code === 'second-factor-needed';
  const now = asksCode && step === 'password' ? 'code' : step;

  const submit = async (): Promise<void> => {
    const factor = now === 'code' ? { code: given.code } : now === 'recovery' ? { recoveryCode: given.recoveryCode } : {};
    if (now !== step) setStep(now);
    const input = { email: given.email, password: given.password, ...factor };
    if (await entry.run(() => client.callOverHttp('people.signIn', input))) await entry.enter(next);
  };

  const title = state.data?.organizationName ? t('signInTo', { name: state.data.organizationName }) : t('signInTitle');
  if (state.data?.needed) return <EntryFrame title={t('notSetUpTitle')} text={t('notSetUpText')} />;
  return (
    <EntryFrame title={title} {...(now !== 'password' ? { text: t('codeText') } : {})} error={asksCode ? undefined : entry.error}>
      <EntryForm button={t('signIn')} busy={entry.busy} onSubmit={submit}>
        {now === 'password' && (
          <>
            <TextInput
              label={t('email')}
              type="email"
              autoComplete="username"
              value={given.email}
              onChange={(e) => set({ email: e.currentTarget.value })}
              required
              autoFocus
            />
            <PasswordField
              label={t('password')}
              autoComplete="current-password"
              value={given.password}
              onChange={(e) => set({ password: e.currentTarget.value })}
              required
            />
          </>
        )}
        {now === 'code' && (
          <TextInput
            label={t('code')}
            inputMode="numeric"
            autoComplete="one-time-code"
            value={given.code}
            onChange={(e) => set({ code: e.currentTarget.value })}
            maxLength={8}
            required
            autoFocus
          />
        )}
        {now === 'recovery' && (
          <TextInput
            label={t('recoveryCode')}
            autoComplete="off"
            value={given.recoveryCode}
            onChange={(e) => set({ recoveryCode: e.currentTarget.value })}
            required
            autoFocus
          />
        )}
      </EntryForm>
      <p className="entry-other">
        {now === 'password' && (
          <Link to="/reset" className="link">
            {t('forgot')}
          </Link>
        )}
        {now !== 'password' && (
          <Anchor component="button" type="button" onClick={() => setStep(now === 'code' ? 'recovery' : 'code')}>
            {t(now === 'code' ? 'useRecoveryCode' : 'useApp')}
          </Anchor>
        )}
      </p>
    </EntryFrame>
  );
}
