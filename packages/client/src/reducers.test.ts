import { describe, expect, it } from 'vitest';
import { applyChanges, applyHistory, applySync, putConversation, reduceLossy, reduceState } from './reduce-answers.ts';
import { reduceStream } from './reduce-stream.ts';
import { conversation, frame, here, me, message, mine, stateWith, windowOf, you } from './shapes.test-kit.ts';
import { emptyState, type State } from './state.ts';
import { keptOf, memoryStore } from './store.ts';
import { joinPage } from './timeline.ts';

const seqs = (state: ReturnType<typeof stateWith>) => state.timelines[here]?.messages.map((m) => m.seq);

describe('frames of a stream', () => {
  const held = stateWith(conversation(5), windowOf(1, 5));

  it('SY5 the next frame is applied, a known one dropped, a gap pulled', () => {
    const next = reduceStream(held, frame('message.sent', 6, { message: message(6) }));
    expect(next.needs).toEqual([]);
    expect(seqs(next.state)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(next.state.conversations[here]).toMatchObject({ ev: 6, seq: 6, me: { unread: 1 }, last: { seq: 6 } });
    expect(reduceStream(next.state, frame('message.sent', 6, { message: message(6) })).state).toBe(next.state);
    const gap = reduceStream(held, frame('message.sent', 8, { message: message(8) }));
    expect(gap.state).toBe(held);
    expect(gap.needs).toEqual([{ kind: 'changes', id: here, ev: 8 }]);
  });

  it('SY5 messages that are held lag behind what is known of the conversation: they are pulled, and what is known goes on', () => {
    const behind = stateWith(conversation(6), windowOf(1, 5));
    const next = reduceStream(behind, frame('message.sent', 7, { message: message(7) }));
    expect(next.state.conversations[here]!.ev).toBe(7);
    expect(seqs(next.state)).toEqual([1, 2, 3, 4, 5]);
    expect(next.needs).toEqual([{ kind: 'changes', id: here, ev: 7 }]);
  });

  it('SY10 what was said before my time counts neither when it comes nor when it is taken back, and is not what was said last', () => {
    const late = stateWith(conversation(5, { me: mine({ fromSeq: 8, unread: 1 }) }));
    const sent = reduceStream(late, frame('message.sent', 6, { message: message(6) })).state.conversations[here]!;
    expect(sent).toMatchObject({ ev: 6, me: { unread: 1 }, last: null });
    const recalled = frame('message.recalled', 6, {
      message: message(5, { ev: 6, recalled: { at: 6, by: you } }),
      mentioned: { users: [me], departments: [], all: false },
      last: { seq: 4, sender: you, at: 4, text: 'message 4', attachments: 0 },
    });
    const after = reduceStream(late, recalled).state.conversations[here]!;
    expect(after).toMatchObject({ me: { unread: 1 }, last: null });
  });

  it('SY8 my own message moves my pointer; a recalled one counts no more, and beyond the cap the server is asked', () => {
    const unread = stateWith(conversation(5, { me: mine({ unread: 3, mentions: 1, unreadFrom: 2 }) }));
    const sent = reduceStream(unread, frame('message.sent', 6, { message: message(6, { sender: me }) })).state;
    expect(sent.conversations[here]!.me).toMatchObject({ readSeq: 6, unread: 0, mentions: 0, unreadFrom: null });
    const recalled = frame('message.recalled', 6, {
      message: message(5, { ev: 6, recalled: { at: 6, by: you } }),
      mentioned: { users: [me], departments: [], all: false },
      last: null,
    });
    expect(reduceStream(unread, recalled).state.conversations[here]!.me).toMatchObject({ unread: 2, mentions: 0 });
    const capped = stateWith(conversation(5, { me: mine({ unread: 1_001 }) }));
    expect(reduceStream(capped, recalled).needs).toEqual([{ kind: 'conversation', id: here }]);
  });

  it('who takes part may have changed with a frame of a member or a gap, not with a message', () => {
    const said = reduceStream(held, frame('message.sent', 6, { message: message(6) })).state;
    expect(said.memberEv[here]).toBeUndefined();
    const joined = reduceStream(said, frame('member.joined', 7, { member: { user: you, guest: false } })).state;
    expect(joined.memberEv[here]).toBe(7);
    const pulled = { conversation: conversation(9), messages: [], ev: 9, complete: true } as never;
    expect(applyChanges(joined, here, pulled).state.memberEv[here]).toBe(9);
  });

  it('topics moved with what is said in them or of them, not with plain talk', () => {
    const turn = (state: State) => state.topicTurn[here] ?? 0;
    const topic = { conversation: '0190aaaa-0000-7000-8000-0000000000fe' as never, count: 2, lastAt: 7 };
    const said = reduceStream(held, frame('message.sent', 6, { message: message(6) })).state;
    expect(turn(said)).toBe(0);
    const begun = reduceStream(said, frame('message.changed', 7, { seq: 6, topic: { ...topic, count: 0 } })).state;
    expect(turn(begun)).toBe(1);
    const active = reduceLossy(begun, { type: 'topic.activity', parent: here as never, seq: 6, topic }, 0).state;
    expect(turn(active)).toBe(2);
    expect(active.timelines[here]?.messages.at(-1)?.topic).toEqual(topic);
    const edited = frame('message.edited', 8, { message: message(6, { ev: 8, text: 'other words', topic }) });
    expect(turn(reduceStream(active, edited).state)).toBe(3);
  });

  it('an urgent message of somebody else is known as it comes, until it is taken back', () => {
    const urgent = message(6, { sender: you, urgent: 'leak' });
    const told = reduceStream(held, frame('message.sent', 6, { message: urgent })).state;
    expect(told.urgent[here]).toBe(6);
    const mineToo = reduceStream(held, frame('message.sent', 6, { message: { ...urgent, sender: me as never } })).state;
    expect(mineToo.urgent[here]).toBeUndefined();
    const recalled = frame('message.recalled', 7, {
      message: { ...urgent, ev: 7, recalled: { at: 7, by: null } },
      mentioned: { users: [], departments: [], all: false },
      last: null,
    });
    expect(reduceStream(told, recalled).state.urgent[here]).toBeUndefined();
  });

  it('who sent a message is not writing any more; others still are', () => {
    const other = '0190aaaa-0000-7000-8000-0000000000ff';
    const writing = { ...held, typing: { [here]: { [you]: 9_000, [other]: 9_000 } } };
    const after = reduceStream(writing, frame('message.sent', 6, { message: message(6, { sender: you }) })).state;
    expect(after.typing[here]).toEqual({ [other]: 9_000 });
    expect(reduceStream(held, frame('message.sent', 6, { message: message(6) })).state.typing).toBe(held.typing);
  });

  it('a quote shows what it quotes as it is now', () => {
    const quoting = windowOf(1, 5);
    const messages = quoting.messages.map((m) =>
      m.seq === 4 ? { ...m, quote: { seq: 2, sender: you, excerpt: 'message 2' } } : m,
    );
    const state = stateWith(conversation(5), { ...quoting, messages });
    const edited = message(2, { ev: 6, text: 'other words', edited: { at: 6, count: 1 } });
    const after = reduceStream(state, frame('message.edited', 6, { message: edited })).state;
    expect(after.timelines[here]!.messages[3]!.quote!.excerpt).toBe('other words');
    const recalled = message(2, { ev: 7, text: '', recalled: { at: 7, by: you } });
    const more = { message: recalled, mentioned: { users: [], departments: [], all: false }, last: null };
    const gone = reduceStream(after, frame('message.recalled', 7, more)).state;
    expect(gone.timelines[here]!.messages[3]!.quote!.excerpt).toBe('');
  });
});

describe('signing', () => {
  it('SY5 each event is one more of its message, and comes once', () => {
    const event = (ev: number, kind: string) => ({ ev, at: ev, kind, version: 2, name: 'N' });
    const at = (ev: number, kind: string) =>
      frame(`message.${kind}` as 'message.signed', ev, { seq: 2, signing: event(ev, kind) });
    const asked = reduceStream(stateWith(conversation(5), windowOf(1, 5)), at(6, 'asked')).state;
    const signed = reduceStream(asked, at(7, 'signed')).state;
    expect(signed.timelines[here]!.messages[1]!.signing).toEqual([event(6, 'asked'), event(7, 'signed')]);
    expect(reduceStream(signed, at(7, 'signed')).state).toBe(signed);
    // Read again meanwhile: the answer had it already.
    const newer = message(2, { ev: 7, signing: [event(6, 'asked'), event(7, 'signed')] as never });
    const ahead = { ...windowOf(1, 5), messages: windowOf(1, 5).messages.map((m) => (m.seq === 2 ? newer : m)) };
    const again = reduceStream(stateWith(conversation(6), { ...ahead, ev: 6 }), at(7, 'signed')).state;
    expect(again.timelines[here]!.messages[1]!.signing).toHaveLength(2);
  });
});

describe('answers that are older than what is known', () => {
  it('SY8 an answer newer in the stream and older in my state is asked for again, and not taken in', () => {
    const state = stateWith(conversation(5, { me: mine({ rev: 4, readSeq: 5 }) }), windowOf(1, 5));
    const late = putConversation(state, conversation(6, { me: mine({ rev: 3 }) }));
    expect(late.state).toBe(state);
    expect(late.needs).toEqual([{ kind: 'conversation', id: here }]);
    expect(putConversation(state, conversation(4, { me: mine({ rev: 4 }) })).needs).toEqual([]);
    const sync = { epoch: 'e', cursor: 'later', reset: false, drafts: [], folders: [], saved: [], organizationEv: 0 };
    const step = applySync({ ...state, cursor: 'now' }, { ...sync, conversations: [conversation(6, { me: mine({ rev: 3 }) })] });
    // The cursor stays, so that the conversation is told again.
    expect(step.state.cursor).toBe('now');
  });

  it('SY8 my state from another device counts only together with its ev', () => {
    const state = stateWith(conversation(5));
    const at = (ev: number) => ({ type: 'state.mine' as const, conversation: here, ev, me: mine({ rev: 2, readSeq: 5 }) });
    expect(reduceState(state, at(5)).state.conversations[here]!.me!.readSeq).toBe(5);
    expect(reduceState(state, at(6)).needs).toEqual([{ kind: 'conversation', id: here }]);
  });

  it('SY10 what I left does not come back by an answer from before, and does by one from after', () => {
    const state = stateWith(conversation(5, { me: mine({ rev: 3 }) }), windowOf(1, 5));
    const left = reduceStream(state, frame('member.left', 6, { user: me, guest: false })).state;
    expect(left.conversations).toEqual({});
    expect(left.timelines).toEqual({});
    expect(putConversation(left, conversation(5, { me: mine({ rev: 3 }) })).state).toBe(left);
    const pulled = { ev: 5, complete: true, conversation: conversation(5, { me: mine({ rev: 3 }) }), messages: [message(5)] };
    expect(applyChanges(left, here, pulled).state).toBe(left);
    expect(applyHistory(left, here, { ...windowOf(1, 5), messages: [message(5)] }).state).toBe(left);
    // An open group, which I may still look at: only when I open it.
    const looked = { ...pulled, ev: 7, conversation: conversation(7, { visibility: 'open', me: null }) };
    expect(applyChanges(left, here, looked).state).toBe(left);
    const back = putConversation(left, conversation(9, { me: mine({ rev: 6 }) })).state;
    expect(back.conversations[here]!.ev).toBe(9);
    // A tombstone from before I came back is old news.
    const tombstone = conversation(0, { me: mine({ rev: 5, left: true }) });
    expect(putConversation(back, tombstone).state).toBe(back);
  });

  it('SY10 whoever came back without the history keeps no window of before', () => {
    const state = stateWith(conversation(5), windowOf(1, 5));
    const step = putConversation(state, conversation(9, { me: mine({ rev: 3, fromSeq: 8 }) }));
    expect(step.state.timelines).toEqual({});
    expect(step.needs).toEqual([{ kind: 'window', id: here }]);
    const page = { messages: [7, 8, 9].map((seq) => message(seq)), ev: 9, hasOlder: true, hasNewer: false };
    expect(seqs(applyHistory(step.state, here, page).state)).toEqual([8, 9]);
  });
});

describe('looks', () => {
  const nothing = { epoch: 'e', cursor: 'c', drafts: [], folders: [], saved: [], organizationEv: 0 };

  it('SY6 a window that a lost connection left behind is pulled after the next look', () => {
    const state = stateWith(conversation(9), windowOf(1, 5));
    const step = applySync(state, { ...nothing, reset: false, conversations: [] });
    expect(step.needs).toEqual([{ kind: 'changes', id: here, ev: 9 }]);
  });

  it('SY6a a reset keeps the outbox, and windows of what is still listed', () => {
    const item = { clientId: 'x', conversation: here, draft: { text: 'unsent' }, state: 'waiting' as const, at: 1 };
    const state = stateWith(conversation(5), windowOf(1, 5), { outbox: { [here]: [item] } });
    const listed = applySync(state, { ...nothing, reset: true, conversations: [conversation(5)], next: 'more' }).state;
    expect(listed).toMatchObject({ rest: 'more', outbox: { [here]: [item] } });
    expect(seqs(listed)).toEqual([1, 2, 3, 4, 5]);
    const elsewhere = applySync(state, { ...nothing, reset: true, conversations: [] }).state;
    expect(elsewhere).toMatchObject({ conversations: {}, timelines: {}, outbox: { [here]: [item] } });
    const renewed = applySync(state, { ...nothing, epoch: 'other', reset: true, conversations: [conversation(5)] }).state;
    expect(renewed.timelines).toEqual({});
  });
});

describe('windows', () => {
  const page = (from: number, to: number, more: object = {}) => ({ ...windowOf(from, to), ...more });

  it('pages that adjoin are joined, others replace; the window is as new as its oldest part', () => {
    const held = windowOf(51, 100, { hasOlder: true });
    const older = joinPage(held, page(1, 50, { ev: 120, hasNewer: true }));
    expect([older.messages.length, older.ev, older.hasOlder, older.hasNewer]).toEqual([100, 100, false, false]);
    const elsewhere = joinPage(held, page(10, 20, { hasOlder: true, hasNewer: true }));
    expect([elsewhere.messages[0]!.seq, elsewhere.messages.length, elsewhere.hasNewer]).toEqual([10, 11, true]);
    const overlapping = joinPage(held, page(40, 60, { hasOlder: true, hasNewer: true }));
    expect([overlapping.messages.map((m) => m.seq).at(0), overlapping.messages.length, overlapping.hasNewer]).toEqual([
      40,
      61,
      false,
    ]);
  });

  it('what is kept of the outbox is what has not been acknowledged, as waiting', async () => {
    const store = memoryStore();
    const item = { clientId: 'x', conversation: here, draft: { text: 'on its way' }, at: 1 };
    await store.saveOutbox([{ ...item, state: 'waiting' }]);
    await store.save(keptOf({ ...emptyState, outbox: { [here]: [{ ...item, state: 'sending' }] } }));
    expect((await store.load()).outbox).toEqual({ [here]: [{ ...item, state: 'waiting' }] });
  });
});
