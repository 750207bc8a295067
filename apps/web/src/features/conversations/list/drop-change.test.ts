import type { Conversation, Folder } from '@rapport/contract';
import { expect, it } from 'vitest';
import { listRows } from '../naming.ts';
import { folderMoves, folderMovesOf, movesOf } from './drop-change.ts';

const folder = { id: 'work', name: 'Work', position: 0, rev: 1, deleted: false } as Folder;
const made = (id: string, me: object = {}, kind = 'group'): Conversation =>
  ({
    id,
    kind,
    name: id,
    archived: false,
    createdAt: 1,
    last: null,
    seq: 1,
    me: { unread: 0, unreadFrom: null, favourite: false, folder: null, hiddenSeq: null, position: null, left: false, ...me },
  }) as never;
const one = made('one', { favourite: true, position: 1_024 });
const two = made('two', { favourite: true });
const plain = made('plain');
const direct = made('direct', {}, 'direct');
const rows = listRows([one, two, plain, direct], () => true, { folders: [folder], emptyFolders: true });
const row = (key: string) => rows.find((r) => r.key === key)!;
const told = (moved: Conversation, onto: string) =>
  movesOf(rows, moved, row(onto)).map(({ conversation, change }) => [conversation.id, change]);

it('a conversation goes into the folder it is dropped on, and out of it again', () => {
  expect(told(plain, 'work')).toEqual([['plain', { favourite: false, folder: 'work' }]]);
  expect(told(one, 'direct')).toEqual([['one', { favourite: false, folder: null }]]);
});

it('among favourites it stands above the one it was dropped on; those below are numbered too', () => {
  expect(told(plain, 'two')).toEqual([
    ['plain', { favourite: true, position: 2_048 }],
    ['two', { position: 3_072 }],
  ]);
  expect(told(two, 'favourites')).toEqual([
    ['two', { favourite: true, position: 1_024 }],
    ['one', { position: 2_048 }],
  ]);
});

it('dropped on itself nothing changes', () => {
  expect(told(one, 'one')).toEqual([]);
});

it('a folder takes the place of the one it is dropped on, and two of one number are told apart', () => {
  const named = (id: string, position: number) => ({ ...folder, id, position }) as Folder;
  const [a, b, c] = [named('a', 0), named('b', 1), named('c', 1)];
  const there = listRows([made('in', { folder: 'b' }), plain], () => true, { folders: [a, b, c], emptyFolders: true });
  const onto = (key: string) => there.find((r) => r.key === key)!;
  expect(folderMoves([a, b, c], b, 1)).toEqual([{ id: 'c', position: 2 }]);
  expect(folderMovesOf(there, a, onto('in'))).toEqual([
    { id: 'b', position: 0 },
    { id: 'a', position: 1 },
    { id: 'c', position: 2 },
  ]);
  expect(folderMovesOf(there, c, onto('a'))).toEqual([
    { id: 'c', position: 0 },
    { id: 'a', position: 1 },
    { id: 'b', position: 2 },
  ]);
  expect(folderMovesOf(there, a, onto('plain'))).toEqual([]);
});
