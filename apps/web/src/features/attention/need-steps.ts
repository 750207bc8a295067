import type { Client } from '@rapport/client';
import type { Need } from './needs.ts';

/** An act and the way back from it. */
export interface Steps {
  forth(): Promise<unknown>;
  back(): Promise<unknown>;
}

/** A saved message keeps its note, with another reminder or none. */
const remind = (client: Client, { saved }: Need, remindAt: number | null): Promise<unknown> =>
  client.call('conversations.save', {
    conversation: saved!.conversation,
    seq: saved!.seq,
    note: saved!.note,
    on: true,
    remindAt,
  });

const read = (client: Client, { conversation, from }: Need): Promise<unknown> =>
  client.call('conversations.markRead', { conversation: conversation.id, seq: Math.max(conversation.seq, from) });
const unread = (client: Client, { conversation, from }: Need): Promise<unknown> =>
  client.call('conversations.markUnread', { conversation: conversation.id, seq: from });

/** Done: what called is read; a reminder is let go. */
export const doneSteps = (client: Client, need: Need): Steps =>
  need.saved
    ? { forth: () => remind(client, need, null), back: () => remind(client, need, need.saved!.remindAt) }
    : { forth: () => read(client, need), back: () => unread(client, need) };

/** Put off: read for now, and saved with a reminder of the newest message that called. */
export function laterSteps(client: Client, need: Need, at: number): Steps {
  if (need.saved) return { forth: () => remind(client, need, at), back: () => remind(client, need, need.saved!.remindAt) };
  const message = { conversation: need.conversation.id, seq: need.messages.at(-1)?.seq ?? need.seq };
  return {
    forth: async () => {
      await client.call('conversations.save', { ...message, on: true, remindAt: at });
      return read(client, need);
    },
    back: async () => {
      await client.call('conversations.save', { ...message, on: false });
      return unread(client, need);
    },
  };
}
