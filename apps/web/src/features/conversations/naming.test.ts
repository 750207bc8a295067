import type { Conversation } from '@rapport/contract';
import { describe, expect, it } from 'vitest';
import { isMuted, listRows, nameOf, neighbourOf } from './naming.ts';

const words = { myself: 'Me', someone: 'Someone', topicIn: (parent: string) => `Topic in ${parent}` };
const mine = {
  rev: 1,
  role: 'member',
  fromSeq: 1,
  readSeq: 1,
  unread: 0,
  mentions: 0,
  unreadFrom: null,
  notify: 'all',
  mutedUntil: null,
  folder: null,
  favourite: false,
  left: false,
};

const made = (id: string, at: number, more: object = {}, me: object = {}): Conversation =>
  ({
    id,
    kind: 'group',
    name: id,
    archived: false,
    createdAt: at,
    last: null,
    ...more,
    me: { ...mine, ...me },
  }) as unknown as Conversation;

describe('the conversation list', () => {
  const list = [
    made('old', 1),
    made('new', 9),
    made('loved', 2, {}, { favourite: true }),
    made('direct', 5, { kind: 'direct' }),
    made('left', 8, {}, { left: true }),
    made('archived', 8, { archived: true }),
    made('read topic', 8, { kind: 'topic' }),
    made('topic with news', 8, { kind: 'topic' }, { unread: 2 }),
  ];
  const keys = listRows(list, () => true).map((r) => r.key);

  it('has sections, newest first, without what was left, archived or is a read topic', () => {
    expect(keys).toEqual(['favourites', 'loved', 'groups', 'new', 'old', 'direct', 'direct', 'topics', 'topic with news']);
  });

  it('leaves empty sections out when filtered', () => {
    expect(listRows(list, (c) => c.name === 'old').map((r) => r.key)).toEqual(['groups', 'old']);
  });

  it('steps round, and to the next unread', () => {
    const rows = listRows(list, () => true);
    expect(neighbourOf(rows, 'loved', 1, false)).toBe('new');
    expect(neighbourOf(rows, 'loved', -1, false)).toBe('topic with news');
    expect(neighbourOf(rows, 'loved', 1, true)).toBe('topic with news');
    expect(neighbourOf([], 'loved', 1, false)).toBeNull();
  });
});

describe('names and mutes', () => {
  it('calls a direct conversation by its people', () => {
    const people = { a: { name: '张伟' }, b: { name: 'Ada' } } as never;
    expect(nameOf(made('', 1, { kind: 'direct', peers: ['a'] }), people, words)).toBe('张伟');
    expect(nameOf(made('', 1, { kind: 'direct', peers: [] }), people, words)).toBe('Me');
    expect(nameOf(made('', 1, { kind: 'direct', peers: ['a', 'x'] }), people, words)).toContain('Someone');
    const parent = { conversation: 'p' as never, seq: 3 };
    expect(nameOf(made('', 1, { kind: 'topic', parent }), people, words)).toBe('Topic in p');
  });

  it('is muted for good or until a time', () => {
    expect(isMuted(made('a', 1, {}, { notify: 'none' }), 100)).toBe(true);
    expect(isMuted(made('a', 1, {}, { mutedUntil: 101 }), 100)).toBe(true);
    expect(isMuted(made('a', 1, {}, { mutedUntil: 99 }), 100)).toBe(false);
  });
});
