import { Button } from '@mantine/core';
import type { ChannelSetup } from '@rapport/contract';
import { useState } from 'react';
import { useAct } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { Dialog, DialogFoot } from '../../../app/dialog.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import type { Saved } from './use-set-up.ts';

interface Props {
  account: ChannelSetup;
  /** Names of what the house makes anew. */
  secrets: readonly string[];
  onMade(saved: Saved): void;
}

/** Makes secrets anew that nobody has any more; what the other side has is void then, so it is asked twice. */
export function Renew({ account, secrets, onMade }: Props) {
  const { t } = useTranslation('channels');
  const client = useDoor();
  const { act, busy } = useAct();
  const [asking, setAsking] = useState(false);
  const renew = (): void =>
    void act(async () => {
      const without = Object.fromEntries(secrets.map((name) => [name, null]));
      const saved = await client.call('channels.changeAccount', { account: account.id, secrets: without });
      setAsking(false);
      onMade(saved);
    });
  return (
    <div>
      <Button size="compact-sm" variant="default" onClick={() => setAsking(true)}>
        {t('renew')}
      </Button>
      {asking && (
        <Dialog title={t('renewTitle')} onClose={() => setAsking(false)}>
          <p>{t('renewText')}</p>
          <DialogFoot onCancel={() => setAsking(false)}>
            <Button color="red" loading={busy} onClick={renew}>
              {t('renew')}
            </Button>
          </DialogFoot>
        </Dialog>
      )}
    </div>
  );
}
