import type { Conversation } from '@rapport/contract';
import { describe, expect, it } from 'vitest';
import { isMuted, listRows, nameOf, neighbourOf, passes } from './naming.ts';

const words = { myself: 'Me', someone: 'Someone', between: '、', topicIn: (parent: string) => `Topic in ${parent}` };
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
  hiddenSeq: null,
  position: null,
  left: false,
};

const made = (id: string, at: number, more: object = {}, me: object = {}): Conversation =>
  ({
    id,
    kind: 'group',
    name: id,
    archived: false,
    createdAt: at,
    seq: 5,
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

describe('folders, order and what is hidden', () => {
  const folder = (id: string, position: number, deleted = false) => ({ id, name: id, position, rev: 1, deleted }) as never;
  const folders = [folder('work', 2), folder('team', 1), folder('old', 0, true)];
  const keysOf = (list: readonly Conversation[], more: object = {}) =>
    listRows(list, () => true, { folders, ...more }).map((r) => r.key);

  it('folders stand between favourites and the rest, in their order; a removed one lets its conversations go', () => {
    const list = [
      made('a', 1, {}, { folder: 'work' }),
      made('b', 2, { kind: 'direct' }, { folder: 'team' }),
      made('c', 3, {}, { folder: 'old' }),
      made('d', 4, {}, { folder: 'work', favourite: true }),
    ];
    expect(keysOf(list)).toEqual(['favourites', 'd', 'team', 'b', 'work', 'a', 'groups', 'c']);
    expect(keysOf([], { emptyFolders: true })).toEqual(['team', 'work']);
  });

  it('favourites stand in my own order, new ones below', () => {
    const list = [
      made('new', 9, {}, { favourite: true }),
      made('second', 1, {}, { favourite: true, position: 20 }),
      made('first', 2, {}, { favourite: true, position: 10 }),
    ];
    expect(keysOf(list)).toEqual(['favourites', 'first', 'second', 'new']);
  });

  it('a folded place shows what is unread; what is hidden comes back with the next message', () => {
    const list = [made('read', 1), made('news', 2, {}, { unread: 1 }), made('hidden', 3, {}, { hiddenSeq: 5 })];
    expect(keysOf(list, { folded: ['groups'] })).toEqual(['groups', 'news']);
    expect(keysOf([made('hidden', 3, { seq: 6 }, { hiddenSeq: 5 })])).toEqual(['groups', 'hidden']);
  });

  it('filters', () => {
    const named = made('named', 1, {}, { unread: 3, mentions: 1 });
    const direct = made('direct', 1, { kind: 'direct' });
    const filters = ['all', 'unread', 'mentions', 'direct', 'groups'] as const;
    expect(filters.map((f) => passes(f, named))).toEqual([true, true, true, false, true]);
    expect(filters.map((f) => passes(f, direct))).toEqual([true, false, false, true, false]);
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
