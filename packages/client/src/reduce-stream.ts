import { type Conversation, excerptOf, type Message, type MyState, mentionsOf, type StreamFrame } from '@rapport/contract';
import { heardFrame } from './heard.ts';
import { mentionsMe, type Need, type State, type Step, type Timeline } from './state.ts';
import { mergeMessages, patchMessage } from './timeline.ts';

/** Unread counts stop here; the server counts no further either. */
const unreadCap = 1_001;

type Last = Conversation['last'];

export const lastOf = (m: Message): NonNullable<Last> => {
  const last: NonNullable<Last> = {
    seq: m.seq,
    sender: m.sender,
    at: m.at,
    text: excerptOf(m.text),
    attachments: m.attachments?.length ?? 0,
  };
  const kind = m.attachments?.[0]?.kind;
  return { ...last, ...(m.senderName ? { senderName: m.senderName } : {}), ...(kind ? { attachmentKind: kind } : {}) };
};

/** What counts as read: up to my pointer, or up to where I marked it unread again (SY8). */
export const readUpTo = (me: MyState): number => Math.min(me.readSeq, (me.unreadFrom ?? Number.POSITIVE_INFINITY) - 1);

/** I wrote: my pointer is at my message. Somebody else wrote: one more unread, unless from before my time. */
function countSent(me: MyState, message: Message, myId: string, departments: readonly string[]): MyState {
  if (message.sender === myId) return { ...me, readSeq: message.seq, unread: 0, mentions: 0, unreadFrom: null };
  if (message.seq <= me.readSeq || message.seq < me.fromSeq) return me;
  // Whoever wrote what is supplemented is called by the supplement.
  const mine = message.supplement !== undefined && message.quote?.sender === myId;
  // What goes to a contact, or comes from one, calls nobody here.
  const among = !message.inbound && !message.outward;
  const called = among && (mine || mentionsMe({ user: myId, departments }, mentionsOf(message.text)));
  return { ...me, unread: Math.min(unreadCap, me.unread + 1), mentions: me.mentions + (called ? 1 : 0) };
}

function countRecalled(
  me: MyState,
  frame: Extract<StreamFrame, { type: 'message.recalled' }>,
  myId: string,
  departments: readonly string[],
): MyState {
  const { message, mentioned } = frame;
  if (message.sender === myId || message.seq <= readUpTo(me) || message.seq < me.fromSeq) return me;
  const called = mentionsMe({ user: myId, departments }, mentioned);
  return { ...me, unread: Math.max(0, me.unread - 1), mentions: Math.max(0, me.mentions - (called ? 1 : 0)) };
}

const withMe = (c: Conversation, change: (me: MyState) => MyState): Conversation => (c.me ? { ...c, me: change(c.me) } : c);

/** The conversation after a frame; `needs` collects what the frame alone cannot tell. */
function reduceConversation(
  c: Conversation,
  frame: StreamFrame,
  myId: string,
  departments: readonly string[],
  needs: Need[],
): Conversation {
  const next: Conversation = { ...c, ev: frame.ev };
  switch (frame.type) {
    case 'message.sent': {
      const seen = frame.message.seq >= (c.me?.fromSeq ?? 1);
      const counted = withMe(next, (me) => countSent(me, frame.message, myId, departments));
      return { ...counted, seq: frame.message.seq, last: seen ? lastOf(frame.message) : c.last };
    }
    case 'message.edited':
      return c.last?.seq === frame.message.seq ? { ...next, last: lastOf(frame.message) } : next;
    case 'message.recalled': {
      const last = frame.last && frame.last.seq >= (c.me?.fromSeq ?? 1) ? frame.last : null;
      // From the cap on only the server knows how many there are.
      if ((c.me?.unread ?? 0) >= unreadCap) needs.push({ kind: 'conversation', id: c.id });
      return { ...withMe(next, (me) => countRecalled(me, frame, myId, departments)), last };
    }
    case 'conversation.changed':
      return { ...next, ...frame.change };
    case 'member.joined':
      if (frame.member.user === myId) needs.push({ kind: 'conversation', id: c.id });
      return { ...next, memberCount: c.memberCount + 1, guestCount: c.guestCount + (frame.member.guest ? 1 : 0) };
    case 'member.left':
      return { ...next, memberCount: c.memberCount - 1, guestCount: c.guestCount - (frame.guest ? 1 : 0) };
    case 'member.changed':
      if (frame.member.user === myId) needs.push({ kind: 'conversation', id: c.id });
      return next;
    case 'conversation.audience':
      needs.push({ kind: 'conversation', id: c.id });
      return next;
    default:
      return next;
  }
}

function reduceTimeline(t: Timeline, frame: StreamFrame): Timeline {
  const next = { ...t, ev: frame.ev };
  switch (frame.type) {
    case 'message.sent':
    case 'message.edited':
    case 'message.recalled':
      return mergeMessages(next, [frame.message]);
    case 'message.changed': {
      const { reactions, pinned, topic, preview, supplements } = frame;
      const patch: Partial<Message> = {
        ...(reactions ? { reactions: reactions.length > 0 ? reactions : undefined } : {}),
        ...(pinned !== undefined ? { pinned: pinned || undefined } : {}),
        ...(topic ? { topic } : {}),
        ...(preview ? { preview } : {}),
        ...(supplements ? { supplements } : {}),
      };
      return patchMessage(next, frame.seq, frame.ev, patch);
    }
    case 'message.asked':
    case 'message.signed':
    case 'message.declined':
    case 'message.withdrawn':
    case 'message.revoked':
      return patchMessage(next, frame.seq, frame.ev, (m) => ({ signing: [...(m.signing ?? []), frame.signing] }));
    case 'message.delivery':
      return patchMessage(next, frame.seq, frame.ev, { delivery: frame.delivery });
    case 'message.committed':
      return patchMessage(next, frame.seq, frame.ev, { commitments: frame.commitments });
    case 'message.labelled':
      return patchMessage(next, frame.seq, frame.ev, { labels: frame.labels.length > 0 ? frame.labels : undefined });
    default:
      return next;
  }
}

/** Drops from the outbox what has come back in the stream. */
export function settleOutbox(state: State, conversation: string, clientIds: ReadonlySet<string>): State {
  const items = state.outbox[conversation];
  if (!items?.some((i) => clientIds.has(i.clientId))) return state;
  const left = items.filter((i) => !clientIds.has(i.clientId));
  const { [conversation]: _, ...rest } = state.outbox;
  return { ...state, outbox: left.length > 0 ? { ...rest, [conversation]: left } : rest };
}

/** A customer conversation is mine by groups: without any of them nothing of it is kept. */
function forgetCustomers(state: State, group: string): State {
  const lost = Object.values(state.conversations).filter(
    (c) => c.customer?.groups.includes(group) && !c.customer.groups.some((id) => id !== group && state.conversations[id]?.me),
  );
  return lost.reduce((next, c) => dropConversation(next, c.id), state);
}

function dropConversation(state: State, id: string): State {
  const { [id]: _, ...conversations } = state.conversations;
  const { [id]: __, ...timelines } = state.timelines;
  return { ...state, conversations, timelines };
}

/** Drops what is held of a conversation; answers that are not newer than `at` do not bring it back (SY10). */
export function forgetConversation(before: State, id: string, at?: { ev: number; rev: number }): State {
  const c = before.conversations[id];
  const state = forgetCustomers(dropConversation(before, id), id);
  // Nobody leaves a customer conversation itself: whoever is back in its group reads it again.
  return c?.customer ? state : { ...state, gone: { ...state.gone, [id]: goneSince(before, id, at) } };
}

function goneSince(state: State, id: string, at: { ev: number; rev: number } | undefined): { ev: number; rev: number } {
  const c = state.conversations[id];
  const before = state.gone[id];
  const ev = Math.max(at?.ev ?? c?.ev ?? 0, before?.ev ?? 0);
  const rev = Math.max(at?.rev ?? c?.me?.rev ?? 0, before?.rev ?? 0);
  return { ev, rev };
}

/** Who sent a message is not writing it any more. */
function stopTyping(state: State, conversation: string, sender: string | null): State {
  const here = state.typing[conversation];
  if (!here || !sender || !(sender in here)) return state;
  const { [sender]: _, ...others } = here;
  return { ...state, typing: { ...state.typing, [conversation]: others } };
}

/** SY5: a frame is applied when its `prev` is the local `ev`, dropped when it is known, and otherwise the range is pulled. */
export function reduceStream(state: State, frame: StreamFrame): Step {
  const me = state.me;
  const c = state.conversations[frame.stream];
  if (!me || !c) return { state, needs: frame.type === 'member.left' ? [] : [{ kind: 'conversation', id: frame.stream }] };
  if (frame.ev <= c.ev) return { state, needs: [] };
  if (frame.prev !== c.ev) return { state, needs: [{ kind: 'changes', id: frame.stream, ev: frame.ev }] };
  if (frame.type === 'member.left' && frame.user === me.user.id && c.me)
    return { state: forgetConversation(state, c.id, { ev: frame.ev, rev: c.me.rev }), needs: [] };
  const needs: Need[] = [];
  const conversation = reduceConversation(c, frame, me.user.id, me.departments, needs);
  let next: State = { ...state, conversations: { ...state.conversations, [c.id]: conversation } };
  if (frame.type.startsWith('member.')) next = { ...next, memberEv: { ...next.memberEv, [c.id]: frame.ev } };
  next = heardFrame(next, c.id, frame);
  const timeline = state.timelines[c.id];
  if (timeline?.ev === frame.prev) next = { ...next, timelines: { ...next.timelines, [c.id]: reduceTimeline(timeline, frame) } };
  else if (timeline && timeline.ev < frame.ev) needs.push({ kind: 'changes', id: c.id, ev: frame.ev });
  if (frame.type === 'message.sent') {
    next = stopTyping(next, c.id, frame.message.sender);
    if (frame.message.sender === me.user.id) next = settleOutbox(next, c.id, new Set([frame.message.clientId]));
  }
  return { state: next, needs };
}
