import type { Client } from '@rapport/client';
import { useEffect, useSyncExternalStore } from 'react';
import { useReloadOn } from '../../app/answers.ts';
import { useClient, useDoor, useStatus } from '../../app/client.tsx';
import { inTurn } from '../../app/in-turn.ts';
import { askedForMe, onPersonGone } from '../../app/person-gone.ts';

/** How many cases wait for me, as the house told it last. */
let told = 0;
const listeners = new Set<() => void>();

function tell(next: number): void {
  told = next;
  for (const listener of listeners) listener();
}
onPersonGone(() => tell(0));

const ask = inTurn(async (client: Client): Promise<void> => {
  const answer = await askedForMe(client, client.call('delivery.waitingCases', {})).catch(() => undefined);
  if (answer && client.state.me) tell(answer.count);
});

/** Keeps told how many cases wait: asked anew when a case of mine moved, when I read something on any device, and when the line is back. */
export function useCasesAsked(): void {
  const client = useDoor();
  const online = useStatus() === 'online';
  const works = useClient((s) => s.me?.permissions.includes('contacts.read') ?? false);
  const moved = useClient((s) => `${s.caseTurn} ${s.readTurn}`);
  useEffect(() => {
    if (online && works) void ask(client);
  }, [client, online, works]);
  useReloadOn(moved, () => {
    if (online && works) void ask(client);
  });
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useCaseCount = (): number => useSyncExternalStore(subscribe, () => told);
