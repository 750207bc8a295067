import type { Client } from '@rapport/client';
import type { Output } from '@rapport/contract';
import { useEffect, useSyncExternalStore } from 'react';
import { useDoor, useStatus } from '../../app/client.tsx';
import { inTurn } from '../../app/in-turn.ts';
import { askedForMe, onPersonGone } from '../../app/person-gone.ts';
import { type Settled, settledOf } from './needs.ts';
import { onNotified } from './notified.ts';

/** What the server told this person, and of which unread conversations it had nothing more to tell; nothing before it was asked. */
export interface Told {
  answer: Output<'delivery.attention'> | undefined;
  settled: Settled | undefined;
}

const nothing: Told = { answer: undefined, settled: undefined };
let told = nothing;
/** Whether the next question comes long enough after the news for all of them. */
let calm = false;
const listeners = new Set<() => void>();

function tell(next: Told): void {
  told = next;
  for (const listener of listeners) listener();
}
onPersonGone(() => tell(nothing));

const ask = inTurn(async (client: Client): Promise<void> => {
  const settled = settledOf(client.state.conversations, calm, Date.now());
  calm = false;
  try {
    const answer = await askedForMe(client, client.call('delivery.attention', {}));
    if (answer) tell({ answer, settled });
  } catch {
    // Offline, or refused: the counts on this device go on telling what they can.
    if (client.state.me) tell({ ...told, settled });
  }
});

/** Asks what needs me. `afterNews`: a moment after the last of them, as what calls is noted a moment after it was said. */
export function askNeeds(client: Client, afterNews = false): void {
  calm ||= afterNews;
  void ask(client);
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** What the server told this person last. */
export const useToldNeeds = (): Told => useSyncExternalStore(subscribe, () => told);

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
