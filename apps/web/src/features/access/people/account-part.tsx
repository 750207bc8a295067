import { Button, Checkbox, Stack } from '@mantine/core';
import type { Output, User } from '@rapport/contract';
import { useState } from 'react';
import { useAct } from '../../../app/answers.ts';
import { useClient, useDoor } from '../../../app/client.tsx';
import { copyText } from '../../../app/copy.ts';
import { Dialog, DialogFoot } from '../../../app/dialog.tsx';
import { fullTimeOf } from '../../../app/times.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import { LocalLink } from '../local-link.tsx';

interface Props {
  person: User;
  onChange(person: User): void;
}

/** A way back in for who lost the password; closing an account, with what that does. */
export function AccountPart({ person, onChange }: Props) {
  const { t } = useTranslation('access');
  const client = useDoor();
  const { act, busy } = useAct();
  const me = useClient((s) => s.me?.user.id);
  const [asking, setAsking] = useState(false);
  const reactivate = (): void => void act(async () => onChange(await client.call('people.reactivate', { user: person.id })));
  return (
    <>
      {person.active && person.kind !== 'bot' && person.id !== me && <ResetPart person={person} />}
      <section className="drawer-part" aria-label={t('account')}>
        <h3>{t('account')}</h3>
        {person.id === me && <p className="admin-why">{t('whySelf')}</p>}
        {person.id !== me && person.active && (
          <div>
            <Button variant="light" color="red" onClick={() => setAsking(true)}>
              {t('deactivate')}
            </Button>
          </div>
        )}
        {!person.active && (
          <>
            <p className="admin-why">{t('reactivateText')}</p>
            <div>
              <Button variant="light" loading={busy} onClick={reactivate}>
                {t('reactivate')}
              </Button>
            </div>
          </>
        )}
        {asking && <DeactivateDialog person={person} onChange={onChange} onClose={() => setAsking(false)} />}
      </section>
    </>
  );
}

function ResetPart({ person }: { person: User }) {
  const { t } = useTranslation(['access', 'app']);
  const client = useDoor();
  const clock = useClock();
  const { act, busy } = useAct();
  const [endSecondFactor, setEnd] = useState(false);
  const [made, setMade] = useState<Output<'people.createResetLink'> | null>(null);
  const make = (): void =>
    void act(async () => setMade(await client.call('people.createResetLink', { user: person.id, endSecondFactor })));
  return (
    <section className="drawer-part" aria-label={t('resetTitle')}>
      <h3>{t('resetTitle')}</h3>
      <p className="admin-why">{t('resetText')}</p>
      <Checkbox label={t('resetFactor')} checked={endSecondFactor} onChange={(e) => setEnd(e.currentTarget.checked)} />
      <div>
        <Button variant="light" loading={busy} onClick={make}>
          {t('resetLink')}
        </Button>
      </div>
      {made && (
        <div className="secret" role="status">
          <p>{t('linkText', { time: fullTimeOf(made.expiresAt, clock) })}</p>
          <code>{made.link}</code>
          <Button size="xs" variant="default" onClick={() => void copyText(made.link, t('app:copied'))}>
            {t('app:copy')}
          </Button>
          <LocalLink link={made.link} />
        </div>
      )}
    </section>
  );
}

function DeactivateDialog({ person, onChange, onClose }: Props & { onClose(): void }) {
  const { t } = useTranslation(['access', 'app']);
  const client = useDoor();
  const { act, busy } = useAct();
  const deactivate = (): void =>
    void act(async () => {
      const next = await client.call('people.deactivate', { user: person.id });
      onClose();
      onChange(next);
    });
  return (
    <Dialog onClose={onClose} title={t('deactivateTitle', { name: person.name })}>
      <Stack>
        <ul>
          <li>{t('deactivateEnds')}</li>
          <li>{t('deactivateStays')}</li>
          <li>{t('deactivateGroups')}</li>
          <li>{t('deactivateBack')}</li>
        </ul>
        <DialogFoot onCancel={onClose}>
          <Button color="red" loading={busy} onClick={deactivate}>
            {t('deactivateButton')}
          </Button>
        </DialogFoot>
      </Stack>
    </Dialog>
  );
}
