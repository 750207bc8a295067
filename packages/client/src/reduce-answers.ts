import type { Conversation, LossyFrame, OrganizationFrame, Output, StateFrame } from '@rapport/contract';
import { heard } from './heard.ts';
import { forgetConversation, settleOutbox } from './reduce-stream.ts';
import { emptyState, type Need, type Person, type State, type Step, savedKey, type Timeline } from './state.ts';
import { joinPage, mergeMessages } from './timeline.ts';

const none: readonly Need[] = [];

/** An answer from before I left. */
function isFromBefore(state: State, c: Conversation): boolean {
  if (c.customer)
    return c.customer.groups.length > 0 && c.customer.groups.every((id) => state.gone[id] && !state.conversations[id]);
  const gone = state.gone[c.id];
  return gone !== undefined && c.me !== null && !c.me.left && (c.ev < gone.ev || c.me.rev <= gone.rev);
}

/**
 * A window that is not what I may see now: it begins too early (I came back without the history) or too late (I have more of it
 * than before).
 */
function outOfBounds(t: Timeline, known: Conversation | undefined, c: Conversation): boolean {
  const from = c.me?.fromSeq ?? 1;
  const first = t.messages[0]?.seq;
  if (first === undefined) return known?.me != null && c.me !== null && known.me.fromSeq !== from;
  return first < from || (!t.hasOlder && first > from);
}

/** I am no longer in a conversation that I was in: nothing of it is kept (SY10). */
const wasLeft = (known: Conversation | undefined, c: Conversation): boolean =>
  (c.me?.left === true && c.me.rev >= (known?.me?.rev ?? 0)) || (known?.me != null && c.me === null && c.ev >= known.ev);

/**
 * Whether an answer is older than what is known. The stream (`ev`) and my own state (`rev`) move apart from each other: an
 * answer that is newer in one and older in the other is asked for again.
 */
function staleness(known: Conversation, c: Conversation): 'newer' | 'older' | 'mixed' {
  const revs = (c.me?.rev ?? 0) - (known.me?.rev ?? 0);
  if (c.ev >= known.ev && revs >= 0) return 'newer';
  return c.ev > known.ev || revs > 0 ? 'mixed' : 'older';
}

/** Acknowledged, and either in the window or not for it: nothing more is waited for. */
function settleSent(state: State, id: string): State {
  const timeline = state.timelines[id];
  const newest = timeline && !timeline.hasNewer ? timeline.messages.at(-1)?.seq : state.conversations[id]?.seq;
  const done = (state.outbox[id] ?? []).filter((i) => i.state === 'sent' && (i.seq ?? 0) <= (newest ?? 0));
  return settleOutbox(state, id, new Set(done.map((i) => i.clientId)));
}

function withoutTimeline(state: State, id: string): State {
  const { [id]: _, ...timelines } = state.timelines;
  return { ...state, timelines };
}

/** A conversation as the server told it; older news than what is known is ignored. */
export function putConversation(state: State, c: Conversation): Step {
  const known = state.conversations[c.id];
  if (isFromBefore(state, c)) return { state, needs: none };
  if (wasLeft(known, c))
    return {
      state: forgetConversation(state, c.id, { ev: Math.max(c.ev, known?.ev ?? 0), rev: c.me?.rev ?? known?.me?.rev ?? 0 }),
      needs: none,
    };
  if (c.me?.left) return { state, needs: none };
  const age = known ? staleness(known, c) : 'newer';
  if (age !== 'newer') return { state, needs: age === 'mixed' ? [{ kind: 'conversation', id: c.id }] : none };
  const needs: Need[] = [];
  const timeline = state.timelines[c.id];
  let next: State = { ...state, conversations: { ...state.conversations, [c.id]: c } };
  if (timeline && outOfBounds(timeline, known, c)) {
    next = withoutTimeline(next, c.id);
    needs.push({ kind: 'window', id: c.id });
  } else if (timeline && timeline.ev < c.ev) needs.push({ kind: 'changes', id: c.id, ev: c.ev });
  return { state: settleSent(next, c.id), needs };
}

/** The answer of a look (SY6): everything that changed, or, after a reset, everything there is. */
export function applySync(before: State, answer: Output<'conversations.sync'>): Step {
  let state = before;
  const needs: Need[] = [];
  if (answer.reset) {
    // What is on its way is kept; what was read is told again.
    const listed = new Set<string>(answer.conversations.map((c) => c.id));
    const timelines = Object.fromEntries(Object.entries(before.timelines).filter(([id]) => listed.has(id)));
    const kept = before.epoch === answer.epoch ? { timelines, people: before.people } : {};
    state = {
      ...emptyState,
      ...kept,
      status: before.status,
      me: before.me,
      outbox: before.outbox,
      organizationEv: before.organizationEv,
    };
  }
  // The cursor never runs ahead of what was taken in: an answer that has to be asked for again is told again.
  const mixed = answer.conversations.some(
    (c) => before.conversations[c.id] && staleness(before.conversations[c.id]!, c) === 'mixed',
  );
  const cursor = mixed ? before.cursor : answer.cursor;
  for (const c of answer.conversations) {
    const step = putConversation(state, c);
    state = step.state;
    needs.push(...step.needs);
  }
  const drafts = { ...state.drafts };
  for (const d of answer.drafts) if ((drafts[d.conversation]?.rev ?? 0) < d.rev) drafts[d.conversation] = d;
  const folders = { ...state.folders };
  for (const f of answer.folders) if ((folders[f.id]?.rev ?? 0) < f.rev) folders[f.id] = f;
  const saved = { ...state.saved };
  for (const s of answer.saved)
    if ((saved[savedKey(s.conversation, s.seq)]?.rev ?? 0) < s.rev) saved[savedKey(s.conversation, s.seq)] = s;
  // What a lost connection left half pulled.
  for (const [id, timeline] of Object.entries(state.timelines)) {
    const ev = state.conversations[id]?.ev ?? 0;
    if (timeline.ev < ev) needs.push({ kind: 'changes', id, ev });
  }
  // At first all that is held is who I am, which was asked before.
  if (state.organizationEv === 0)
    state = { ...state, organizationEv: Math.min(state.me?.organizationEv ?? answer.organizationEv, answer.organizationEv) };
  if (state.organizationEv < answer.organizationEv) needs.push({ kind: 'organization' });
  state = { ...state, drafts, folders, saved, epoch: answer.epoch, cursor, synced: true };
  if (answer.reset) state = { ...state, rest: answer.next ?? null };
  return { state, needs };
}

/** A page of history. When it is older than what has happened since, the difference is pulled. */
export function applyHistory(state: State, id: string, page: Output<'conversations.history'>): Step {
  const c = state.conversations[id];
  if (!c && state.gone[id]) return { state, needs: none };
  const before = state.timelines[id];
  const from = c?.me?.fromSeq ?? 1;
  // Asked before I came back without the history.
  const seen = page.messages.some((m) => m.seq < from)
    ? { ...page, messages: page.messages.filter((m) => m.seq >= from), hasOlder: false }
    : page;
  const timeline = joinPage(before && before.messages.length > 0 ? before : undefined, seen);
  const known = c?.ev ?? 0;
  const needs: Need[] = timeline.ev < known ? [{ kind: 'changes', id, ev: known }] : [];
  const clientIds = new Set(page.messages.filter((m) => m.sender === state.me?.user.id).map((m) => m.clientId));
  const next = { ...state, timelines: { ...state.timelines, [id]: timeline } };
  return { state: settleSent(settleOutbox(next, id, clientIds), id), needs };
}

/** The answer of a pull (SY5). */
export function applyChanges(state: State, id: string, answer: Output<'conversations.changes'>): Step {
  const known = state.conversations[id];
  if (isFromBefore(state, answer.conversation)) return { state, needs: none };
  if (wasLeft(known, answer.conversation)) return { state: forgetConversation(state, id), needs: none };
  // Forgotten while this was asked: what I only may look at is taken in when it is opened (SY10).
  if (!known && !answer.conversation.me) return { state, needs: none };
  let next = state;
  const age = known ? staleness(known, answer.conversation) : 'newer';
  if (age === 'newer')
    next = {
      ...next,
      conversations: { ...next.conversations, [id]: answer.conversation },
      // Which events lay in the gap is not told.
      memberEv: { ...next.memberEv, [id]: answer.conversation.ev },
    };
  next = heard(next, id, answer.messages, !answer.complete);
  const needs: readonly Need[] = age === 'mixed' ? [{ kind: 'conversation', id }] : none;
  const timeline = next.timelines[id];
  const bounds = timeline && age === 'newer' && outOfBounds(timeline, known, answer.conversation);
  if (timeline && (!answer.complete || bounds)) {
    // Too much has changed to be told piece by piece: the window is loaded anew.
    return { state: withoutTimeline(next, id), needs };
  }
  if (timeline) {
    const merged = mergeMessages(timeline, answer.messages);
    next = { ...next, timelines: { ...next.timelines, [id]: { ...merged, ev: Math.max(timeline.ev, answer.ev) } } };
  }
  const clientIds = new Set(answer.messages.filter((m) => m.sender === state.me?.user.id).map((m) => m.clientId));
  return { state: settleSent(settleOutbox(next, id, clientIds), id), needs };
}

export function putPeople(state: State, users: readonly Person[]): State {
  if (users.length === 0) return state;
  return { ...state, people: { ...state.people, ...Object.fromEntries(users.map((u) => [u.id, u])) } };
}

function reduceMine(state: State, frame: Extract<StateFrame, { type: 'state.mine' }>): Step {
  const c = state.conversations[frame.conversation];
  if (!c?.me) return { state, needs: [{ kind: 'conversation', id: frame.conversation }] };
  if (frame.me.rev <= c.me.rev) return { state, needs: none };
  // Counted at another moment than ours: ask for both together.
  if (frame.ev !== c.ev) return { state, needs: [{ kind: 'conversation', id: frame.conversation }] };
  return { state: { ...state, conversations: { ...state.conversations, [c.id]: { ...c, me: frame.me } } }, needs: none };
}

/** My own state from another device (SY8): the newest `rev` wins. */
export function reduceState(state: State, frame: StateFrame): Step {
  switch (frame.type) {
    case 'state.mine': {
      const step = reduceMine(state, frame);
      // What is unread of customers' talk the house counts: whoever shows it asks again.
      const isCustomers = (state.conversations[frame.conversation]?.kind ?? 'customer') === 'customer';
      return isCustomers ? { ...step, state: { ...step.state, readTurn: state.readTurn + 1 } } : step;
    }
    case 'state.all-read':
      return { state, needs: [{ kind: 'sync' }] };
    case 'state.scheduled':
      return { state, needs: none };
    case 'state.draft': {
      if ((state.drafts[frame.draft.conversation]?.rev ?? 0) >= frame.draft.rev) return { state, needs: none };
      return { state: { ...state, drafts: { ...state.drafts, [frame.draft.conversation]: frame.draft } }, needs: none };
    }
    case 'state.folder': {
      if ((state.folders[frame.folder.id]?.rev ?? 0) >= frame.folder.rev) return { state, needs: none };
      return { state: { ...state, folders: { ...state.folders, [frame.folder.id]: frame.folder } }, needs: none };
    }
    case 'state.saved': {
      const key = savedKey(frame.saved.conversation, frame.saved.seq);
      if ((state.saved[key]?.rev ?? 0) >= frame.saved.rev) return { state, needs: none };
      return { state: { ...state, saved: { ...state.saved, [key]: frame.saved } }, needs: none };
    }
  }
}

/** Somebody or something of the organization changed: what is held of it is asked for again. */
export function reduceOrganization(state: State, frame: OrganizationFrame): Step {
  if (frame.ev <= state.organizationEv) return { state, needs: none };
  const { subject } = frame;
  const mine = frame.type !== 'user.changed' || subject === null || subject === state.me?.user.id;
  // What is asked for again is asked from the `ev` that is held: it moves on with the answer.
  if (mine || frame.prev !== state.organizationEv) return { state, needs: [{ kind: 'organization' }] };
  if (subject in state.people) return { state, needs: [{ kind: 'person', id: subject, ev: frame.ev }] };
  return { state: { ...state, organizationEv: frame.ev }, needs: none };
}

/** How long one counts as typing after the last hint. */
const typingFor = 6_000;
/** Whoever looks at a case says so every 20 s. */
const caseLookFor = 45_000;

export function reduceLossy(state: State, frame: LossyFrame, now: number): Step {
  switch (frame.type) {
    case 'typing': {
      const here = Object.fromEntries(Object.entries(state.typing[frame.conversation] ?? {}).filter(([, until]) => until > now));
      return {
        state: { ...state, typing: { ...state.typing, [frame.conversation]: { ...here, [frame.user]: now + typingFor } } },
        needs: none,
      };
    }
    case 'presence':
      return { state: { ...state, presence: { ...state.presence, [frame.user]: frame.status } }, needs: none };
    case 'topic.activity': {
      const timeline = state.timelines[frame.parent];
      const next = heard(state, frame.parent, [], true);
      const first = timeline?.messages[0]?.seq;
      const message = first === undefined ? undefined : timeline!.messages[frame.seq - first];
      if (!timeline || !message || !frame.topic || (message.topic?.count ?? 0) > frame.topic.count)
        return { state: next, needs: none };
      const messages = timeline.messages.map((m) => (m === message ? { ...m, topic: frame.topic } : m));
      return { state: { ...next, timelines: { ...state.timelines, [frame.parent]: { ...timeline, messages } } }, needs: none };
    }
    case 'stream.moved': {
      const known = state.conversations[frame.stream];
      if (!known) return { state, needs: [{ kind: 'conversation', id: frame.stream }] };
      return { state, needs: known.ev < frame.ev ? [{ kind: 'changes', id: frame.stream, ev: frame.ev }] : none };
    }
    case 'look':
      return { state, needs: [{ kind: 'sync' }] };
    // Cases are asked for again by whoever shows them.
    case 'case.moved':
      return { state: { ...state, caseTurn: state.caseTurn + 1 }, needs: none };
    case 'team.moved':
      return { state: { ...state, teamTurn: state.teamTurn + 1 }, needs: none };
    case 'case.looked': {
      const { [frame.user]: _, ...others } = state.caseLooks[frame.case] ?? {};
      const here =
        frame.doing === 'gone' ? others : { ...others, [frame.user]: { doing: frame.doing, until: now + caseLookFor } };
      return { state: { ...state, caseLooks: { ...state.caseLooks, [frame.case]: here } }, needs: none };
    }
    case 'notify':
      return { state, needs: none };
  }
}
