import { Button } from '@mantine/core';
import { IconDeviceDesktop, IconDeviceMobile } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useAct, useAnswer } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { PasswordField } from '../../../app/password-field.tsx';
import { shortTimeOf } from '../../../app/times.ts';
import { toast } from '../../../app/toasts.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import { Section } from './section.tsx';

export function PasswordSection() {
  const { t } = useTranslation(['settings', 'people']);
  const client = useDoor();
  const { act, busy } = useAct();
  const [password, setPassword] = useState('');
  const [newPassword, setNewPassword] = useState('');
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!(await act(() => client.call('people.changePassword', { password, newPassword })))) return;
    setPassword('');
    setNewPassword('');
    toast({ kind: 'success', text: t('passwordChanged') });
  };
  return (
    <Section title={t('changePassword')} text={t('newPasswordText')}>
      <form onSubmit={submit} className="form-grid">
        <PasswordField
          label={t('currentPassword')}
          autoComplete="current-password"
          value={password}
          onChange={(e) => setPassword(e.currentTarget.value)}
          required
        />
        <PasswordField
          label={t('newPassword')}
          autoComplete="new-password"
          value={newPassword}
          onChange={(e) => setNewPassword(e.currentTarget.value)}
          required
        />
        <div className="form-end">
          <Button type="submit" variant="light" loading={busy}>
            {t('changePassword')}
          </Button>
        </div>
      </form>
    </Section>
  );
}

export function SessionsSection() {
  const { t } = useTranslation(['settings', 'people']);
  const client = useDoor();
  const clock = useClock();
  const { act } = useAct();
  const answer = useAnswer('people.sessions', {});
  const sessions = answer.data?.sessions ?? [];
  const end = (session: (typeof sessions)[number]['id']): void =>
    void act(async () => {
      await client.call('people.revokeSession', { session });
      answer.reload();
    });
  const endOthers = (): void =>
    void act(async () => {
      const { ended } = await client.call('people.revokeOtherSessions', {});
      toast({ kind: 'success', text: t('othersEnded', { count: ended }) });
      answer.reload();
    });
  return (
    <Section title={t('sessions')}>
      <ul className="plain-list">
        {sessions.map((session) => (
          <li key={session.id} className="session-line">
            {/Android|iPhone|iPad/.test(session.device) ? (
              <IconDeviceMobile size={20} aria-hidden />
            ) : (
              <IconDeviceDesktop size={20} aria-hidden />
            )}
            <span className="grow min0">
              <span className="strong">{session.device}</span>{' '}
              {session.current && <span className="mark">{t('thisDevice')}</span>}
              <span className="dim tabular session-detail">
                {session.ip} · {t('seen', { time: shortTimeOf(session.seenAt, clock) })}
              </span>
            </span>
            {!session.current && (
              <Button size="xs" variant="subtle" color="red" onClick={() => end(session.id)}>
                {t('endSession')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {sessions.length > 1 && (
        <Button size="xs" variant="default" onClick={endOthers}>
          {t('endOthers')}
        </Button>
      )}
    </Section>
  );
}
