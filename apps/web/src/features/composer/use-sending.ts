import type { Client } from '@rapport/client';
import { type Message, messageLimits } from '@rapport/contract';
import { useEffect, useRef, useState } from 'react';
import { useAct } from '../../app/answers.ts';
import { useClient, useDoor } from '../../app/client.tsx';
import { deviceNow } from '../../app/device.ts';
import { useTalk } from '../conversations/talk-context.ts';
import { type Content, draftsOf } from './drafts-of.ts';
import type { Extras } from './extras/use-extras.ts';
import { sayableAbove } from './sayable-above.ts';
import { scheduledChanged } from './schedule/use-scheduled.ts';
import type { DraftDoor } from './use-draft.ts';
import type { Uploads } from './use-uploads.ts';

export interface Sending {
  /** Sends what is written, or saves the edited message. Waits for files that are still on their way. */
  send(): Promise<void>;
  /** Sends it at a time to come; answers whether the house has it. */
  later(at: number): Promise<boolean>;
  /** Something is written that can be sent. */
  ready: boolean;
  /** Goes out as soon as the files are there. */
  waiting: boolean;
  stopWaiting(): void;
  /** Characters too many. */
  over: number;
}

interface Parts {
  conversation: string;
  draft: DraftDoor;
  uploads: Uploads;
  extras: Extras;
  onSent(): void;
}

/** Hands messages to the house to be sent later, one after another. */
async function scheduleAll(client: Client, conversation: string, contents: readonly Content[], at: number): Promise<true> {
  for (const [i, content] of contents.entries())
    await client.call('conversations.scheduleMessage', {
      conversation: conversation as never,
      draft: { ...content, clientId: crypto.randomUUID() as never },
      // Files that did not fit into the first go right after it.
      sendAt: at + i,
    });
  return true;
}

export function useSending({ conversation, draft, uploads, extras, onSent }: Parts): Sending {
  const client = useDoor();
  const talk = useTalk();
  const { act } = useAct();
  const saveEdit = useSaveEdit(draft);
  const contents = useContents(conversation, draft, extras);
  const [waiting, setWaiting] = useState(false);
  const over = draft.encoded().length - messageLimits.text;
  const stored = (): string[] => uploads.list.flatMap((p) => p.file ?? []);
  const clear = (): void => {
    uploads.take();
    draft.clear();
    extras.clear();
    talk.quote(null);
  };
  const sendNow = (): void => {
    setWaiting(false);
    const all = contents(stored());
    if (all.length === 0 || over > 0) return;
    for (const content of all) client.send(conversation, content, deviceNow().undoSeconds * 1000);
    clear();
    onSent();
  };
  useWhenStored(waiting, uploads, sendNow, () => setWaiting(false));

  return {
    send: async () => {
      if (talk.editing) await saveEdit(talk.editing);
      else if (uploads.busy) setWaiting(true);
      else sendNow();
    },
    later: async (at) => {
      const all = contents(stored());
      if (all.length === 0 || uploads.busy || over > 0) return false;
      const done = await act(() => scheduleAll(client, conversation, all, at));
      if (!done) return false;
      scheduledChanged();
      clear();
      return true;
    },
    ready: (draft.text.trim() !== '' || uploads.list.some((p) => p.error === null)) && over <= 0,
    waiting,
    stopWaiting: () => setWaiting(false),
    over,
  };
}

/** What is sent: one message, or several where the files are many. */
function useContents(
  conversation: string,
  draft: Parts['draft'],
  extras: Parts['extras'],
): (files: readonly string[]) => Content[] {
  const talk = useTalk();
  const customer = useClient((s) => s.conversations[conversation]?.customer);
  const above = useClient((s) => sayableAbove(s, conversation)) && extras.alsoAbove && extras.urgent === null;
  return (files) => {
    const more = { ...extras, urgent: extras.urgent ?? undefined, toward: customer && extras.toward };
    const all = draftsOf({ text: draft.encoded().trim(), files, quote: talk.quoting?.seq, ...more });
    return above ? all.map((content) => ({ ...content, alsoAbove: crypto.randomUUID() as never })) : all;
  };
}

/** Sends once the last file is stored; a file that failed is looked at first. */
function useWhenStored(waiting: boolean, uploads: Uploads, send: () => void, stop: () => void): void {
  const latest = useRef({ send, stop });
  latest.current = { send, stop };
  const { busy, failed } = uploads;
  useEffect(() => {
    if (!waiting) return;
    if (failed) latest.current.stop();
    else if (!busy) latest.current.send();
  }, [waiting, busy, failed]);
}

function useSaveEdit(draft: DraftDoor): (editing: Message) => Promise<void> {
  const client = useDoor();
  const talk = useTalk();
  const { act } = useAct();
  return async (editing) => {
    const text = draft.encoded().trim();
    if (text === '' || text === editing.text) return talk.edit(null);
    const at = { conversation: editing.conversation, seq: editing.seq };
    if (await act(() => client.call('conversations.editMessage', { ...at, text, expectedEv: editing.ev }))) talk.edit(null);
  };
}
