import type { Message, StreamFrame } from '@rapport/contract';
import type { State } from './state.ts';

/** What messages tell beside themselves: that one of them is urgent, that topics hang on them. `topics`: more of these moved. */
export function heard(state: State, id: string, messages: readonly Message[], topics = false): State {
  let next = state;
  for (const m of messages) {
    const known = next.urgent[id] ?? 0;
    if (m.recalled && known === m.seq) {
      const { [id]: _, ...urgent } = next.urgent;
      next = { ...next, urgent };
    } else if (m.urgent !== undefined && !m.recalled && m.sender !== state.me?.user.id && m.seq > known)
      next = { ...next, urgent: { ...next.urgent, [id]: m.seq } };
  }
  if (!topics && !messages.some((m) => m.topic)) return next;
  return { ...next, topicTurn: { ...next.topicTurn, [id]: (next.topicTurn[id] ?? 0) + 1 } };
}

/** The same of a frame. */
export function heardFrame(state: State, id: string, frame: StreamFrame): State {
  switch (frame.type) {
    case 'message.sent':
    case 'message.edited':
    case 'message.recalled':
      return heard(state, id, [frame.message]);
    case 'message.changed':
      return frame.topic ? heard(state, id, [], true) : state;
    default:
      return state;
  }
}
