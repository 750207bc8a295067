import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAct, useAnswer } from '../../app/answers.ts';
import { useClient, useDoor } from '../../app/client.tsx';
import { shortTimeOf } from '../../app/times.ts';
import { useClock } from '../../app/use-clock.ts';
import { InviteDialog } from '../people/directory/invite-dialog.tsx';
import '../people/directory/directory.css';
import { Section } from '../people/settings/section.tsx';
import '../people/settings/settings.css';
import { PeopleTable } from './people-table.tsx';

export function AdminPage() {
  const { t } = useTranslation('access');
  const may = useClient((s) => s.me?.permissions) ?? [];
  return (
    <div className="reading-page wide-page">
      <h1>{t('title')}</h1>
      {may.includes('health.read') && (
        <Link to="/admin/health" className="health-link">
          {t('health')}
        </Link>
      )}
      {may.includes('people.invite') && <Invitations />}
      {may.includes('people.manage') && <PeopleTable />}
    </div>
  );
}

function Invitations() {
  const { t } = useTranslation('access');
  const client = useDoor();
  const clock = useClock();
  const { act } = useAct();
  const [inviting, setInviting] = useState(false);
  const answer = useAnswer('people.invitations', {});
  const invitations = answer.data?.invitations ?? [];
  const takeBack = (invitation: string): void =>
    void act(async () => {
      await client.call('people.revokeInvitation', { invitation });
      answer.reload();
    });
  return (
    <Section title={t('invitations')}>
      {answer.error && <p role="alert">{answer.error}</p>}
      {answer.data && invitations.length === 0 && <p className="dim">{t('noInvitations')}</p>}
      <ul className="plain-list">
        {invitations.map((one) => (
          <li key={one.id} className="session-line">
            <span className="grow min0">
              <span className="strong">{one.email}</span>{' '}
              {one.role === 'guest' && <span className="mark mark-guest">{t('guest')}</span>}
              <span className="dim session-detail">{t('expires', { time: shortTimeOf(one.expiresAt, clock) })}</span>
            </span>
            <Button size="xs" variant="subtle" color="red" onClick={() => takeBack(one.id)}>
              {t('takeBack')}
            </Button>
          </li>
        ))}
      </ul>
      <Button variant="light" onClick={() => setInviting(true)}>
        {t('invite')}
      </Button>
      {inviting && (
        <InviteDialog
          onClose={() => {
            setInviting(false);
            answer.reload();
          }}
        />
      )}
    </Section>
  );
}
