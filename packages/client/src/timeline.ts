import { excerptOf, type Message } from '@rapport/contract';
import type { Timeline } from './state.ts';

/** Most messages kept of a conversation nobody looks at the older part of. */
const maxMessages = 2_000;

/**
 * Puts messages in their present state into a window: known ones are replaced when newer, the next ones are added when the
 * window reaches to the end, others are ignored (the window stays contiguous).
 */
export function mergeMessages(timeline: Timeline, incoming: readonly Message[]): Timeline {
  if (incoming.length === 0) return timeline;
  const changed = new Map(incoming.filter((m) => m.edited || m.recalled).map((m) => [m.seq, m]));
  const known = timeline.messages;
  const messages = changed.size > 0 ? known.map((m) => requote(m, changed)) : [...known];
  const first = messages[0]?.seq;
  for (const message of [...incoming].sort((a, b) => a.seq - b.seq)) {
    const last = messages.at(-1)?.seq;
    if (first !== undefined && message.seq >= first && message.seq <= last!) {
      const at = message.seq - first;
      if (messages[at]!.ev < message.ev) messages[at] = message;
    } else if (!timeline.hasNewer && (last === undefined || message.seq === last + 1)) messages.push(message);
  }
  return {
    ...timeline,
    messages: messages.length > maxMessages ? messages.slice(-maxMessages) : messages,
    hasOlder: timeline.hasOlder || messages.length > maxMessages,
  };
}

/** A quote shows what is quoted as it is now: nothing of it once it was recalled. */
function requote(message: Message, changed: ReadonlyMap<number, Message>): Message {
  const quoted = message.quote && !message.recalled ? changed.get(message.quote.seq) : undefined;
  if (!quoted || !message.quote) return message;
  const excerpt = quoted.recalled ? '' : excerptOf(quoted.text);
  return excerpt === message.quote.excerpt ? message : { ...message, quote: { ...message.quote, excerpt } };
}

/** Changes one message of a window, if it is there and older than the change. */
export function patchMessage(
  timeline: Timeline,
  seq: number,
  ev: number,
  patch: Partial<Message> | ((message: Message) => Partial<Message>),
): Timeline {
  const first = timeline.messages[0]?.seq;
  const index = first === undefined ? -1 : seq - first;
  const message = timeline.messages[index];
  if (!message || message.ev >= ev) return timeline;
  const messages = [...timeline.messages];
  messages[index] = { ...message, ...(typeof patch === 'function' ? patch(message) : patch), ev };
  return { ...timeline, messages };
}

/** Adds a page that adjoins the window, above or below. A page that does not adjoin replaces the window. */
export function joinPage(
  timeline: Timeline | undefined,
  page: { messages: readonly Message[]; ev: number; hasOlder: boolean; hasNewer: boolean },
): Timeline {
  const whole: Timeline = {
    ev: page.ev,
    messages: page.messages,
    hasOlder: page.hasOlder,
    hasNewer: page.hasNewer,
    loading: null,
  };
  const first = timeline?.messages[0]?.seq;
  const last = timeline?.messages.at(-1)?.seq;
  if (!timeline || first === undefined || last === undefined)
    return timeline ? { ...whole, ev: Math.min(whole.ev, timeline.ev || whole.ev) } : whole;
  const from = page.messages[0]?.seq;
  const to = page.messages.at(-1)?.seq;
  if (from === undefined || to === undefined) return { ...timeline, loading: null };
  if (to < first - 1 || from > last + 1) return whole;
  const known = mergeMessages(
    { ...timeline, hasNewer: true },
    page.messages.filter((m) => m.seq >= first && m.seq <= last),
  );
  return {
    ev: Math.min(timeline.ev, page.ev),
    messages: [...page.messages.filter((m) => m.seq < first), ...known.messages, ...page.messages.filter((m) => m.seq > last)],
    hasOlder: from < first ? page.hasOlder : timeline.hasOlder,
    hasNewer: to > last ? page.hasNewer : timeline.hasNewer,
    loading: null,
  };
}
