import type { Client } from '@rapport/client';
import type { Output } from '@rapport/contract';
import { useEffect, useSyncExternalStore } from 'react';
import { useDoor, useStatus } from '../../app/client.tsx';
import { inTurn } from '../../app/in-turn.ts';
import { askedForMe, onPersonGone } from '../../app/person-gone.ts';
import { dayOf } from '../../app/times.ts';
import { useClock } from '../../app/use-clock.ts';

type Items = Output<'commitments.list'>['items'];

/** What I promised and is due, as the server told it last; `asked` also where it could not tell. */
interface ToldDue {
  items: Items;
  asked: boolean;
}

const nothing: ToldDue = { items: [], asked: false };
let told = nothing;
let day = '';
const listeners = new Set<() => void>();

function tell(next: ToldDue): void {
  told = next;
  for (const listener of listeners) listener();
}
onPersonGone(() => tell(nothing));

const ask = inTurn(async (client: Client): Promise<void> => {
  const answer = await askedForMe(client, client.call('commitments.list', { whose: 'mine', dueBy: day, limit: 20 })).catch(
    () => undefined,
  );
  if (client.state.me) tell({ items: answer?.items ?? told.items, asked: true });
});

/** Something was promised, kept or changed here. */
export const askDue = (client: Client): void => {
  if (day) void ask(client);
};

/** Keeps told what is due: asked with the connection and on a new day. */
export function useDueAsked(): void {
  const client = useDoor();
  const online = useStatus() === 'online';
  const { now, zone } = useClock();
  const today = dayOf(now, zone);
  useEffect(() => {
    day = today;
    if (online) askDue(client);
  }, [client, online, today]);
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useToldDue = (): ToldDue => useSyncExternalStore(subscribe, () => told);
