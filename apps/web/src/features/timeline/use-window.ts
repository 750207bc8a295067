import type { OutboxItem } from '@rapport/client';
import type { Conversation, Message } from '@rapport/contract';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useClient, useDoor } from '../../app/client.tsx';
import { useWatching } from '../../app/watching.ts';
import { type Row, rowsOf, unreadLineOf } from './rows.ts';

const noMessages: readonly Message[] = [];
const none: readonly string[] = [];
const noOutbox: readonly OutboxItem[] = [];
/** Beyond this many unread messages a conversation opens at its end, with a way to the first unread one. */
const openAtUnread = 200;

export interface Window {
  conversation: Conversation | undefined;
  rows: Row[];
  messages: readonly Message[];
  loaded: boolean;
  loading: boolean;
  hasOlder: boolean;
  hasNewer: boolean;
  me: string;
  unreadFrom: number | null;
}

/** Opens a conversation and answers what is drawn of it. */
export function useWindow(id: string, at: number | undefined): Window {
  const client = useDoor();
  const conversation = useClient((s) => s.conversations[id]);
  const timeline = useClient((s) => s.timelines[id]);
  const outbox = useClient((s) => s.outbox[id]) ?? noOutbox;
  const user = useClient((s) => s.me?.user);
  const opened = useRef(false);
  const gone = timeline === undefined;
  const mine = conversation?.me;

  useEffect(() => {
    // A window that was dropped, because too much had changed in it, is opened again.
    if (opened.current && !gone) return;
    opened.current = true;
    const first = mine?.unreadFrom ?? ((mine?.unread ?? 0) > 0 ? (mine?.readSeq ?? 0) + 1 : null);
    const around = at ?? (first !== null && (mine?.unread ?? 0) > 30 && (mine?.unread ?? 0) <= openAtUnread ? first : undefined);
    client.openConversation(id, around === undefined ? {} : { around }).catch(() => undefined);
  }, [client, id, at, mine, gone]);

  useWatching([id], none);
  const messages = timeline?.messages ?? noMessages;
  const me = user?.id ?? '';
  const unreadFrom = useUnreadLine(messages, conversation, me);
  const zone = user?.timeZone;
  const hasOlder = timeline?.hasOlder ?? false;
  const hasNewer = timeline?.hasNewer ?? false;
  const rows = useMemo(
    () => rowsOf({ messages, outbox, hasOlder, hasNewer, unreadFrom, me, zone }),
    [messages, outbox, hasOlder, hasNewer, unreadFrom, me, zone],
  );
  useNeededNames(messages);
  const loading = timeline === undefined || timeline.loading !== null;
  return {
    conversation,
    rows,
    messages,
    loaded: timeline !== undefined && !(loading && messages.length === 0),
    loading,
    hasOlder,
    hasNewer,
    me,
    unreadFrom,
  };
}

/** Stays where it was when the conversation was opened, though the pointer moves; moves when marked unread by hand. */
function useUnreadLine(messages: readonly Message[], conversation: Conversation | undefined, me: string): number | null {
  const [line, setLine] = useState<{ at: number | null } | null>(null);
  const mine = conversation?.me;
  if (line === null && messages.length > 0 && mine) setLine({ at: unreadLineOf(messages, mine, me) });
  const marked = mine?.unreadFrom ?? null;
  useEffect(() => {
    if (marked !== null) setLine({ at: marked });
  }, [marked]);
  return line?.at ?? null;
}

function useNeededNames(messages: readonly Message[]): void {
  const client = useDoor();
  useEffect(() => {
    const ids = new Set<string>();
    for (const message of messages) {
      if (message.sender) ids.add(message.sender);
      if (message.quote?.sender) ids.add(message.quote.sender);
      if (message.card) ids.add(message.card);
      for (const [, id] of message.text.matchAll(/<@([0-9a-f-]{36})>/g)) if (id) ids.add(id);
      for (const reaction of message.reactions ?? []) for (const user of reaction.users.slice(0, 10)) ids.add(user);
    }
    if (ids.size > 0) void client.needPeople([...ids]);
  }, [client, messages]);
}
