import { Switch } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useDoor } from '../../app/client.tsx';
import { codeOf, sentenceOf } from '../../app/errors.ts';
import { useTranslation } from '../../app/translation.tsx';
import { type PushState, pushState, switchPushOff, switchPushOn } from './push-here.ts';

const reasons = { denied: 'pushDenied', insecure: 'pushInsecure', unsupported: 'pushUnsupported' } as const;

/** Pushes to this browser; where it refuses them, it says why and what to do. */
export function PushSwitch() {
  const { t } = useTranslation('attention');
  const client = useDoor();
  const [state, setState] = useState<PushState | null>(null);
  const [error, setError] = useState<string | undefined>();
  const [busy, setBusy] = useState(false);
  useEffect(() => void pushState().then(setState), []);
  const turn = async (on: boolean): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      setState(await (on ? switchPushOn(client) : switchPushOff(client)));
    } catch (problem) {
      // The browser's own service says nothing that helps anybody.
      setError(codeOf(problem) ? sentenceOf(problem) : t('pushFailed'));
    } finally {
      setBusy(false);
    }
  };
  if (state === null) return null;
  const reason = state === 'on' || state === 'off' ? undefined : t(reasons[state]);
  return (
    <Switch
      mt={16}
      label={t('pushTitle')}
      description={reason ?? t('pushHint')}
      error={error}
      checked={state === 'on'}
      disabled={busy || reason !== undefined}
      onChange={(e) => void turn(e.currentTarget.checked)}
    />
  );
}
