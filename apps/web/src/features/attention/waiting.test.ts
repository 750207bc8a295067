import type { Conversation } from '@rapport/contract';
import { describe, expect, it } from 'vitest';
import { needsOf, restOf, settledOf } from './needs.ts';
import { waitingCount } from './waiting.ts';

const now = 1_000_000;
const mine = {
  readSeq: 4,
  unread: 0,
  mentions: 0,
  unreadFrom: null,
  notify: 'all',
  mutedUntil: null,
  left: false,
};
const made = (id: string, more: object = {}, me: object = {}): Conversation =>
  ({ id, kind: 'group', name: id, archived: false, createdAt: 1, last: null, ev: 9, ...more, me: { ...mine, ...me } }) as never;
const all = (...list: Conversation[]) => Object.fromEntries(list.map((c) => [c.id, c]));
const message = (conversation: string, seq: number, at = seq) => ({ conversation, seq, at, text: 'x' }) as never;

describe('the number that waits', () => {
  it.each<[string, Conversation, number]>([
    ['direct talk counts every message', made('a', { kind: 'direct' }, { unread: 3, mentions: 1 }), 3],
    ['a group counts what names me', made('a', {}, { unread: 30, mentions: 2 }), 2],
    ['direct talk of which I want mentions only', made('a', { kind: 'direct' }, { unread: 3, notify: 'mentions' }), 0],
    ['muted', made('a', { kind: 'direct' }, { unread: 3, mutedUntil: now + 1 }), 0],
    ['no longer muted', made('a', { kind: 'direct' }, { unread: 3, mutedUntil: now }), 3],
    ['level none', made('a', {}, { unread: 3, mentions: 1, notify: 'none' }), 0],
    ['archived', made('a', { archived: true }, { unread: 3, mentions: 1 }), 0],
    ['left', made('a', {}, { mentions: 1, left: true }), 0],
    ['only looked at', { ...made('a'), me: null }, 0],
  ])('SY8 %s', (_, conversation, n) => {
    expect(waitingCount(all(conversation), now)).toBe(n);
  });

  it('SY8 what hangs on an archived conversation cannot be found, so it does not count', () => {
    const parent = made('p', { archived: true });
    const topic = made('t', { kind: 'topic', parent: { conversation: 'p', seq: 1 } }, { unread: 1, mentions: 1 });
    expect(waitingCount(all(parent, topic), now)).toBe(0);
  });
});

describe('what needs me', () => {
  const direct = made('direct', { kind: 'direct' }, { unread: 1 });
  const named = made('named', {}, { unread: 5, mentions: 1 });
  const quiet = made('quiet', {}, { unread: 5 });
  const topic = made('topic', { kind: 'topic', parent: { conversation: 'named', seq: 1 } }, { unread: 1 });
  const conversations = all(direct, named, quiet, topic);

  it('is told by the counts alone while there is no answer', () => {
    const found = needsOf({ conversations, saved: {}, urgent: {} }, undefined, now);
    expect(found.map((n) => [n.kind, n.key])).toEqual([
      ['mention', 'named'],
      ['direct', 'direct'],
      ['topic', 'topic'],
    ]);
    expect(found[0]).toMatchObject({ seq: 5, from: 5 });
  });

  it('urgent messages and keywords come with the answer, and go when they are read', () => {
    const told = {
      places: [{ conversation: 'quiet', reason: 'urgent', messages: [message('quiet', 6), message('quiet', 7)] }],
      reminders: [],
    } as never;
    expect(needsOf({ conversations, saved: {}, urgent: {} }, told, now)[0]).toMatchObject({
      kind: 'urgent',
      key: 'quiet',
      seq: 6,
    });
    const read = all(direct, named, made('quiet', {}, { readSeq: 7 }), topic);
    expect(needsOf({ conversations: read, saved: {}, urgent: {} }, told, now).map((n) => n.key)).not.toContain('quiet');
  });

  it('a reminder is there from its time on, until it is let go', () => {
    const saved = (remindAt: number | null, removed = false) =>
      ({ 'quiet/2': { conversation: 'quiet', seq: 2, remindAt, removed, rev: 1, note: '', at: 1 } }) as never;
    const keys = (s: never) => needsOf({ conversations: all(quiet), saved: s, urgent: {} }, undefined, now).map((n) => n.key);
    expect(keys(saved(now))).toEqual(['reminder quiet/2']);
    expect([keys(saved(now + 1)), keys(saved(null)), keys(saved(now, true))]).toEqual([[], [], []]);
  });

  it('what else is unread comes after it: not what calls, nor what is read, muted or wanted less of', () => {
    const conversations = all(
      made('old', { last: { at: 5 } }, { unread: 2 }),
      made('new', { last: { at: 9 } }, { unreadFrom: 3 }),
      made('called', {}, { unread: 1, mentions: 1 }),
      made('read'),
      made('muted', {}, { unread: 1, mutedUntil: now + 1 }),
      made('less', {}, { unread: 1, notify: 'mentions' }),
      made('archived', { archived: true }, { unread: 1 }),
    );
    const needs = needsOf({ conversations, saved: {}, urgent: {} }, undefined, now);
    expect(restOf(conversations, needs, now, undefined).map((n) => [n.key, n.kind, n.at])).toEqual([
      ['new', 'rest', 9],
      ['old', 'rest', 5],
    ]);
  });

  it('an urgent message stands as such as soon as it comes, quiet place or not, and goes when it is read', () => {
    const muted = made('muted', {}, { unread: 2, mutedUntil: now + 1 });
    const state = { conversations: all(direct, muted), saved: {}, urgent: { muted: 6, direct: 5 } };
    expect(needsOf(state, undefined, now).map((n) => [n.kind, n.key, n.seq])).toEqual([
      ['urgent', 'direct', 5],
      ['urgent', 'muted', 6],
    ]);
    const read = all(direct, made('muted', {}, { readSeq: 6, mutedUntil: now + 1 }));
    expect(needsOf({ ...state, conversations: read, urgent: { muted: 6 } }, undefined, now).map((n) => n.kind)).toEqual([
      'direct',
    ]);
  });

  it('what was said a moment ago waits until the server was asked whether it calls; plain talk that goes on stays', () => {
    const told = (conversations: ReturnType<typeof all>, calm: boolean) => settledOf(conversations, calm, now);
    const keys = (conversations: ReturnType<typeof all>, settled: ReturnType<typeof told>) =>
      restOf(conversations, [], now, settled).map((n) => n.key);
    const unread = all(made('group', { seq: 5, last: { at: now - 100 } }, { unread: 1 }));
    const before = told(all(made('group', { seq: 4, last: { at: 1 } })), true);
    expect(keys(unread, before)).toEqual([]);
    expect(keys(unread, told(unread, false))).toEqual([]);
    expect(keys(unread, told(unread, true))).toEqual(['group']);
    const older = all(made('group', { seq: 5, last: { at: now - 10_000 } }, { unread: 1 }));
    expect(keys(older, told(older, false))).toEqual(['group']);
    const more = all(made('group', { seq: 9, last: { at: now } }, { unread: 5 }));
    expect(keys(more, told(unread, true))).toEqual(['group']);
    const again = all(made('group', { seq: 9, last: { at: now } }, { unread: 1, readSeq: 8 }));
    expect(keys(again, told(unread, true))).toEqual([]);
  });
});
