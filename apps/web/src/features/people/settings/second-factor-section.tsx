import { Button, CopyButton, TextInput } from '@mantine/core';
import type { Me } from '@rapport/contract';
import { toDataURL } from 'qrcode';
import { type FormEvent, useEffect, useState } from 'react';
import { useAct } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { PasswordField } from '../../../app/password-field.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { Section } from './section.tsx';

type Step =
  | { at: 'rest' }
  | { at: 'password'; goal: 'on' | 'off' | 'renew' }
  | { at: 'scan'; url: string; secret: string }
  | { at: 'codes'; codes: string[] };

/** Authenticator app (RFC 6238) and recovery codes. Every step asks for the password first. */
export function SecondFactorSection({ me }: { me: Me }) {
  const { t } = useTranslation('settings');
  const [step, setStep] = useState<Step>({ at: 'rest' });
  const text = me.secondFactor ? t('secondFactorOn', { count: me.recoveryCodes }) : t('secondFactorOff');
  return (
    <Section title={t('secondFactor')} text={text}>
      {step.at === 'rest' && (
        <div className="button-row">
          {!me.secondFactor && (
            <Button variant="light" onClick={() => setStep({ at: 'password', goal: 'on' })}>
              {t('turnOn')}
            </Button>
          )}
          {me.secondFactor && (
            <>
              <Button variant="default" onClick={() => setStep({ at: 'password', goal: 'renew' })}>
                {t('renewCodes')}
              </Button>
              <Button variant="subtle" color="red" onClick={() => setStep({ at: 'password', goal: 'off' })}>
                {t('turnOff')}
              </Button>
            </>
          )}
        </div>
      )}
      {step.at === 'password' && <PasswordStep goal={step.goal} onStep={setStep} />}
      {step.at === 'scan' && <ScanStep url={step.url} secret={step.secret} onStep={setStep} />}
      {step.at === 'codes' && <Codes codes={step.codes} onDone={() => setStep({ at: 'rest' })} />}
    </Section>
  );
}

function PasswordStep({ goal, onStep }: { goal: 'on' | 'off' | 'renew'; onStep(step: Step): void }) {
  const { t } = useTranslation(['settings', 'people', 'app']);
  const client = useDoor();
  const { act, busy } = useAct();
  const [password, setPassword] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void act(async () => {
      if (goal === 'on') return onStep({ at: 'scan', ...(await client.call('people.startSecondFactor', { password })) });
      if (goal === 'renew')
        return onStep({ at: 'codes', codes: (await client.call('people.renewRecoveryCodes', { password })).recoveryCodes });
      await client.call('people.disableSecondFactor', { password });
      onStep({ at: 'rest' });
    });
  };
  return (
    <form onSubmit={submit} className="form-narrow">
      <PasswordField
        label={t('currentPassword')}
        autoComplete="current-password"
        value={password}
        onChange={(e) => setPassword(e.currentTarget.value)}
        required
        autoFocus
      />
      <div className="button-row">
        <Button type="submit" loading={busy} {...(goal === 'off' ? { color: 'red' } : {})}>
          {t(goal === 'off' ? 'turnOff' : 'confirm')}
        </Button>
        <Button variant="default" onClick={() => onStep({ at: 'rest' })}>
          {t('app:cancel')}
        </Button>
      </div>
    </form>
  );
}

function ScanStep({ url, secret, onStep }: { url: string; secret: string; onStep(step: Step): void }) {
  const { t } = useTranslation('settings');
  const client = useDoor();
  const { act, busy } = useAct();
  const [code, setCode] = useState('');
  const [picture, setPicture] = useState('');
  useEffect(() => {
    toDataURL(url, { margin: 1, width: 192 }).then(setPicture, () => setPicture(''));
  }, [url]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void act(async () =>
      onStep({ at: 'codes', codes: (await client.call('people.confirmSecondFactor', { code })).recoveryCodes }),
    );
  };
  return (
    <form onSubmit={submit} className="form-narrow">
      <p>{t('scan')}</p>
      {picture && <img src={picture} alt={t('qrCode')} width={192} height={192} className="qr-code" />}
      <TextInput label={t('key')} value={secret.replace(/(.{4})/g, '$1 ').trim()} readOnly classNames={{ input: 'tabular' }} />
      <TextInput
        label={t('confirmCode')}
        inputMode="numeric"
        autoComplete="one-time-code"
        value={code}
        onChange={(e) => setCode(e.currentTarget.value)}
        maxLength={8}
        required
      />
      <Button type="submit" loading={busy}>
        {t('confirm')}
      </Button>
    </form>
  );
}

function Codes({ codes, onDone }: { codes: readonly string[]; onDone(): void }) {
  const { t } = useTranslation(['settings', 'people', 'app']);
  return (
    <div className="form-narrow">
      <p className="strong">{t('codesTitle')}</p>
      <p>{t('codesText')}</p>
      <ul className="codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="button-row">
        <CopyButton value={codes.join('\n')}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {t(copied ? 'app:copied' : 'app:copy')}
            </Button>
          )}
        </CopyButton>
        <Button onClick={onDone}>{t('done')}</Button>
      </div>
    </div>
  );
}
