import type { AskedRating, HouseFrame, VisitorFile, VisitorMessage } from '@rapport/contract';

/** Said here and not yet back as a message. */
export interface Unsent {
  clientId: string;
  text: string;
  files: VisitorFile[];
  /** `kept`: the house has it for good. */
  state: 'waiting' | 'kept' | 'refused';
  /** By what it comes back as a message, once it is kept. */
  as?: string;
  problem?: string;
}

/** What a visitor's talk looks like from here. */
export interface TalkState {
  /** Whether the socket stands. */
  isUp: boolean;
  /** By `seq`, oldest first. */
  messages: readonly VisitorMessage[];
  unsent: readonly Unsent[];
  /** How far this device has heard. */
  cursor: number;
  /** There are earlier messages than these. */
  more: boolean;
  /** Somebody is there. */
  open: boolean;
  /** Who writes, until when (Unix ms). */
  typing: { name: string; until: number } | undefined;
  /** How it went is asked, and what was answered. */
  rating: AskedRating | undefined;
  /** Up to which `seq` the visitor has read. */
  read: number;
}

export const emptyTalk: TalkState = {
  isUp: false,
  messages: [],
  unsent: [],
  cursor: 0,
  more: false,
  open: true,
  typing: undefined,
  rating: undefined,
  read: 0,
};

/** What a colleague's writing is shown for, ms. */
const typingFor = 6_000;

/** Messages by their number, each once, the later word counting. */
function merged(known: readonly VisitorMessage[], come: readonly VisitorMessage[]): VisitorMessage[] {
  const all = new Map(known.map((m) => [m.seq, m]));
  // Of what was withdrawn only whoever has seen it is told; it keeps its place and its author.
  for (const m of come) {
    const before = all.get(m.seq);
    if (!m.recalled) all.set(m.seq, m);
    else if (before) all.set(m.seq, { ...before, text: '', files: [], recalled: true });
  }
  return [...all.values()].sort((a, b) => a.seq - b.seq);
}

function withMessages(state: TalkState, come: readonly VisitorMessage[]): TalkState {
  const back = new Set(come.flatMap((m) => m.as ?? []));
  return {
    ...state,
    messages: merged(state.messages, come),
    unsent: state.unsent.filter((one) => one.as === undefined || !back.has(one.as)),
    typing: come.some((m) => !m.mine) ? undefined : state.typing,
  };
}

/** So much may be under way without an answer: with a long list at once the house would cut the line before it had read any of it. */
const mostUnanswered = 20;

/** What is to be said now on a line on which these (by client id) were said already. */
export function nextToSay({ unsent }: TalkState, said: ReadonlySet<string>): Unsent[] {
  const waiting = unsent.filter((one) => one.state === 'waiting');
  const room = mostUnanswered - waiting.filter(({ clientId }) => said.has(clientId)).length;
  return waiting.filter(({ clientId }) => !said.has(clientId)).slice(0, Math.max(0, room));
}

const withUnsent = (state: TalkState, clientId: string | undefined, patch: Partial<Unsent>): TalkState => ({
  ...state,
  unsent: state.unsent.map((one) => (one.clientId === clientId ? { ...one, ...patch } : one)),
});

/** The state after a frame of the house that came at `now` (Unix ms). Frames may come twice. */
export function heard(state: TalkState, frame: HouseFrame, now: number): TalkState {
  switch (frame.type) {
    case 'hello': {
      const before = frame.fresh ? { ...state, messages: [], more: frame.more } : state;
      return { ...withMessages(before, frame.messages), cursor: frame.cursor, open: frame.open, isUp: true };
    }
    case 'message':
      return {
        ...withMessages(state, [frame.message]),
        cursor: Math.max(state.cursor, frame.cursor),
        // Whoever answers is there, whatever their hours say.
        open: state.open || (!frame.message.mine && frame.message.name !== undefined),
      };
    case 'earlier':
      return { ...withMessages(state, frame.messages), more: frame.more };
    case 'kept':
      // It may be back before its keeping was told.
      return state.messages.some((m) => m.as === frame.as)
        ? { ...state, unsent: state.unsent.filter((one) => one.clientId !== frame.clientId) }
        : withUnsent(state, frame.clientId, { state: 'kept', as: frame.as });
    case 'refused':
      return withUnsent(state, frame.clientId, { state: 'refused', problem: frame.problem.detail });
    case 'rating':
      return { ...state, rating: frame.ask };
    // Kept elsewhere.
    case 'token':
      return state;
    case 'typing':
      return { ...state, open: true, typing: { name: frame.name, until: now + typingFor } };
  }
}

/** Answers that the visitor has not seen. */
export const unreadIn = (state: TalkState): number =>
  state.messages.filter((m) => !m.mine && !m.recalled && m.seq > state.read).length;
