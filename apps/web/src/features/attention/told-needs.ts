import type { Client } from '@rapport/client';
import type { Output } from '@rapport/contract';
import { useEffect, useSyncExternalStore } from 'react';
import { useClient, useDoor, useStatus } from '../../app/client.tsx';
import { onNotified } from './notified.ts';

type Answer = Output<'delivery.attention'>;

/** What the server told last, and whom. */
let told: { user: string; answer: Answer } | null = null;
let asking: Promise<void> | null = null;
let again = false;
const listeners = new Set<() => void>();

async function ask(client: Client): Promise<void> {
  const answer = await client.call('delivery.attention', {});
  const user = client.state.me?.user.id;
  told = user ? { user, answer } : null;
  for (const listener of listeners) listener();
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
export function useToldNeeds(): Answer | undefined {
  const me = useClient((s) => s.me?.user.id);
  const now = useSyncExternalStore(subscribe, () => told);
  return now && now.user === me ? now.answer : undefined;
}

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
