import { Button } from '@mantine/core';
import { useAct, useAnswer } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { Dialog } from '../../../app/dialog.tsx';
import { shortTimeOf } from '../../../app/times.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import { useDepartments } from '../../people/departments.ts';

/** Who was invited and has not come yet. */
export function Invitations({ onClose }: { onClose(): void }) {
  const { t } = useTranslation('access');
  const client = useDoor();
  const clock = useClock();
  const departments = useDepartments();
  const { act } = useAct();
  const answer = useAnswer('people.invitations', {});
  const takeBack = (invitation: string): void =>
    void act(async () => {
      await client.call('people.revokeInvitation', { invitation });
      answer.reload();
    });
  return (
    <Dialog onClose={onClose} title={t('invitations')} size="lg">
      {answer.error && <p role="alert">{answer.error}</p>}
      {answer.data?.invitations.length === 0 && <p className="dim">{t('nobodyHere')}</p>}
      <ul className="plain-list">
        {answer.data?.invitations.map((one) => (
          <li key={one.id} className="drawer-line">
            <span className="grow min0">
              <span className="strong">{one.email}</span>{' '}
              {one.role === 'guest' && <span className="mark mark-guest">{t('guest')}</span>}
              <span className="dim admin-small ellipsis">
                {[
                  one.department && departments.get(one.department)?.name,
                  t('expires', { time: shortTimeOf(one.expiresAt, clock) }),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            </span>
            <Button size="xs" variant="subtle" color="red" onClick={() => takeBack(one.id)}>
              {t('takeBack')}
            </Button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
