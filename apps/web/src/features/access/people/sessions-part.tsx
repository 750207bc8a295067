import { Button } from '@mantine/core';
import type { Session, User } from '@rapport/contract';
import { IconDeviceDesktop, IconDeviceMobile } from '@tabler/icons-react';
import { useAct, useAnswer } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { shortTimeOf } from '../../../app/times.ts';
import { toast } from '../../../app/toasts.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';

/** Where somebody is signed in; a lost device is out at once. */
export function SessionsPart({ person, mayEnd }: { person: User; mayEnd: boolean }) {
  const { t } = useTranslation('access');
  const client = useDoor();
  const clock = useClock();
  const { act, busy } = useAct();
  const answer = useAnswer('people.sessionsOf', { user: person.id });
  const sessions = answer.data?.sessions ?? [];
  const end = (session?: Session['id']): void =>
    void act(async () => {
      const { ended } = await client.call('people.endSessionsOf', { user: person.id, ...(session ? { session } : {}) });
      toast({ kind: 'success', text: t('sessionsEnded', { count: ended }) });
      answer.reload();
    });
  return (
    <section className="drawer-part" aria-label={t('sessions')}>
      <h3>{t('sessions')}</h3>
      {answer.error && <p role="alert">{answer.error}</p>}
      {answer.data && sessions.length === 0 && <p className="dim">{t('noSessions')}</p>}
      <ul className="plain-list">
        {sessions.map((session) => (
          <li key={session.id} className="drawer-line">
            {/iPhone|iPad|Android|HarmonyOS/.test(session.device) ? (
              <IconDeviceMobile size={18} aria-hidden />
            ) : (
              <IconDeviceDesktop size={18} aria-hidden />
            )}
            <span className="grow min0">
              <span className="ellipsis">{session.device}</span>
              <span className="dim admin-small ellipsis">
                {session.ip} · {t('sessionSeen', { time: shortTimeOf(session.seenAt, clock) })}
              </span>
            </span>
            {mayEnd && (
              <Button size="xs" variant="subtle" color="red" disabled={busy} onClick={() => end(session.id)}>
                {t('endSession')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {mayEnd && sessions.length > 1 && (
        <div>
          <Button size="xs" variant="default" disabled={busy} onClick={() => end()}>
            {t('endAllSessions')}
          </Button>
        </div>
      )}
    </section>
  );
}
