import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useAct, useAnswer } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { copyText } from '../../../app/copy.ts';
import { PasswordField } from '../../../app/password-field.tsx';
import { shortTimeOf } from '../../../app/times.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import { Section } from './section.tsx';

export function TokensSection() {
  const { t } = useTranslation('settings');
  const client = useDoor();
  const clock = useClock();
  const { act } = useAct();
  const answer = useAnswer('people.tokens', {});
  const tokens = answer.data?.tokens ?? [];
  const end = (token: (typeof tokens)[number]['id']): void =>
    void act(async () => {
      await client.call('people.revokeToken', { token });
      answer.reload();
    });
  return (
    <Section title={t('tokens')} text={t('tokensText')}>
      <ul className="plain-list">
        {tokens.map((token) => (
          <li key={token.id} className="session-line">
            <span className="grow min0">
              <span className="strong">{token.name}</span> <code>{token.hint}…</code>
              <span className="dim session-detail">
                {token.seenAt ? t('seen', { time: shortTimeOf(token.seenAt, clock) }) : t('neverUsed')}
              </span>
            </span>
            <Button size="xs" variant="subtle" color="red" onClick={() => end(token.id)}>
              {t('tokenEnd')}
            </Button>
          </li>
        ))}
      </ul>
      {answer.data && tokens.length === 0 && <p className="dim">{t('noTokens')}</p>}
      <NewToken onMade={answer.reload} />
    </Section>
  );
}

function NewToken({ onMade }: { onMade(): void }) {
  const { t } = useTranslation(['settings', 'app']);
  const client = useDoor();
  const { act, busy } = useAct();
  const [given, setGiven] = useState({ name: '', password: '' });
  const [secret, setSecret] = useState<string | null>(null);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void act(async () => {
      const made = await client.call('people.createToken', given);
      setSecret(made.secret);
      setGiven({ name: '', password: '' });
      onMade();
    });
  };
  return (
    <>
      {secret && (
        <div className="secret" role="status">
          <p>{t('tokenMade')}</p>
          <code>{secret}</code>
          <Button size="xs" variant="default" onClick={() => void copyText(secret, t('app:copied'))}>
            {t('app:copy')}
          </Button>
        </div>
      )}
      <form onSubmit={submit} className="form-grid">
        <TextInput
          label={t('tokenName')}
          value={given.name}
          onChange={(e) => setGiven({ ...given, name: e.currentTarget.value })}
          maxLength={60}
          required
        />
        <PasswordField
          label={t('currentPassword')}
          autoComplete="current-password"
          value={given.password}
          onChange={(e) => setGiven({ ...given, password: e.currentTarget.value })}
          required
        />
        <div className="form-end">
          <Button type="submit" variant="light" loading={busy}>
            {t('newToken')}
          </Button>
        </div>
      </form>
    </>
  );
}
