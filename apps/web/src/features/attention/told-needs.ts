import type { Client } from '@rapport/client';
import type { Output } from '@rapport/contract';
import { useEffect, useSyncExternalStore } from 'react';
import { useDoor, useStatus } from '../../app/client.tsx';
import { askedForMe, onPersonGone } from '../../app/person-gone.ts';
import { onNotified } from './notified.ts';

type Answer = Output<'delivery.attention'>;

/** What the server told this person last. */
let told: Answer | undefined;
let asking: Promise<void> | null = null;
let again = false;
const listeners = new Set<() => void>();

function tell(answer: Answer | undefined): void {
  told = answer;
  for (const listener of listeners) listener();
}
onPersonGone(() => tell(undefined));

async function ask(client: Client): Promise<void> {
  const answer = await askedForMe(client, client.call('delivery.attention', {}));
  if (answer) tell(answer);
}

/** Asks what needs me; while one answer is on its way, however many ask, one more is asked for after it. */
export function askNeeds(client: Client): void {
  if (asking) {
    again = true;
    return;
  }
  asking = ask(client)
    // Offline, or refused: the counts on this device go on telling what they can.
    .catch(() => undefined)
    .finally(() => {
      asking = null;
      if (!again) return;
      again = false;
      askNeeds(client);
    });
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** What the server told this person; undefined before it has. */
export const useToldNeeds = (): Answer | undefined => useSyncExternalStore(subscribe, () => told);

/** Keeps told what this device cannot tell by its counts: urgent messages and keywords. Plain talk asks for nothing. */
export function useNeedsAsked(): void {
  const client = useDoor();
  const online = useStatus() === 'online';
  useEffect(() => {
    if (online) askNeeds(client);
  }, [client, online]);
  useEffect(
    () =>
      onNotified(({ reason }) => {
        if (reason === 'urgent' || reason === 'keyword') askNeeds(client);
      }),
    [client],
  );
}
