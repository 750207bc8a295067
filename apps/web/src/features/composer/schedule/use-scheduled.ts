import type { Client } from '@rapport/client';
import type { Output } from '@rapport/contract';
import { useEffect, useSyncExternalStore } from 'react';
import { useDoor } from '../../../app/client.tsx';
import { inTurn } from '../../../app/in-turn.ts';
import { askedForMe, onPersonGone } from '../../../app/person-gone.ts';

export type ScheduledItem = Output<'conversations.scheduledMessages'>['items'][number];

const nothing: readonly ScheduledItem[] = [];
let items: readonly ScheduledItem[] = nothing;
let loaded = false;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();
/** Asks again; set as soon as somebody shows what is scheduled. */
let ask: () => void = () => undefined;

const set = (next: readonly ScheduledItem[]): void => {
  items = next;
  for (const listener of listeners) listener();
};

onPersonGone(() => {
  clearTimeout(timer);
  loaded = false;
  set(nothing);
});

const load = inTurn(async (client: Client): Promise<void> => {
  const answer = await askedForMe(client, client.call('conversations.scheduledMessages', {}));
  if (!answer) return;
  loaded = true;
  set(answer.items);
  clearTimeout(timer);
  const next = answer.items.find((item) => item.failed === null);
  // Once it has been sent it is no longer among them; what is later than a day is asked for with the next look.
  const pause = next ? next.sendAt - Date.now() + 3_000 : Number.POSITIVE_INFINITY;
  if (pause < 86_400_000) timer = setTimeout(() => ask(), Math.max(3_000, pause));
});

/** Something was scheduled, changed, sent or called off, here or on another device. */
export const scheduledChanged = (): void => ask();

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** My messages that the house will send later, soonest first; those of one conversation when it is named. */
export function useScheduled(conversation?: string): readonly ScheduledItem[] {
  const client = useDoor();
  const all = useSyncExternalStore(subscribe, () => items);
  useEffect(() => {
    ask = () => void load(client);
    if (!loaded) ask();
  }, [client]);
  return conversation ? all.filter((item) => item.conversation === conversation) : all;
}
