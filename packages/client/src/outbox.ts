import type { OutboxItem, State } from './state.ts';

const change = (state: State, conversation: string, items: readonly OutboxItem[]): State => {
  const { [conversation]: _, ...rest } = state.outbox;
  return { ...state, outbox: items.length > 0 ? { ...rest, [conversation]: items } : rest };
};

export const putItem = (state: State, item: OutboxItem): State =>
  change(state, item.conversation, [...(state.outbox[item.conversation] ?? []), item]);

export const changeItem = (state: State, item: OutboxItem, patch: Partial<OutboxItem>): State =>
  change(
    state,
    item.conversation,
    (state.outbox[item.conversation] ?? []).map((i) => (i.clientId === item.clientId ? { ...i, ...patch } : i)),
  );

export const dropItem = (state: State, item: OutboxItem): State =>
  change(
    state,
    item.conversation,
    (state.outbox[item.conversation] ?? []).filter((i) => i.clientId !== item.clientId),
  );

export const findItem = (state: State, clientId: string): OutboxItem | undefined =>
  Object.values(state.outbox)
    .flat()
    .find((i) => i.clientId === clientId);

/**
 * What to send now: the first message of each conversation, and only when it is not under way. A failed message stops its
 * conversation's queue: its author decides whether to try again or to let it go, so order is kept (first in, first out). So does
 * one that may still be taken back.
 */
export const nextToSend = (state: State, now: number): OutboxItem[] =>
  firstWaiting(state).filter((item) => (item.until ?? 0) <= now);

/** When the next one that may still be taken back goes out, Unix ms. */
export const nextRelease = (state: State, now: number): number =>
  Math.min(...firstWaiting(state).map((item) => ((item.until ?? 0) > now ? (item.until ?? 0) : Number.POSITIVE_INFINITY)));

const firstWaiting = (state: State): OutboxItem[] =>
  Object.values(state.outbox).flatMap((items) => {
    const first = items.find((i) => i.state !== 'sent');
    return first?.state === 'waiting' ? [first] : [];
  });

/** What goes to disk: everything not yet acknowledged, as waiting. */
export const unsent = (state: State): OutboxItem[] =>
  Object.values(state.outbox)
    .flat()
    .filter((i) => i.state !== 'sent')
    .map((i) => (i.state === 'sending' ? { ...i, state: 'waiting' } : i));

/** A message whose answer did not come waits again. */
export function requeue(state: State, item: OutboxItem): State {
  const here = findItem(state, item.clientId);
  return here?.state === 'sending' ? changeItem(state, here, { state: 'waiting' }) : state;
}

/** The connection is gone: everything under way waits again. */
export const requeueAll = (state: State): State => Object.values(state.outbox).flat().reduce(requeue, state);
