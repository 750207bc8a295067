import { describe, expect, it } from 'vitest';
import { folderOf, readAll } from '../export.test-kit.ts';
import type { ImportItem, ImportMessage } from '../import-item.ts';
import { renderText } from '../text/import-text.ts';
import { logClock, zoneOffset } from './clock.ts';
import { decodeLine, withoutFormatting } from './decode.ts';
import { readLine } from './lines.ts';
import type { IrcOptions } from './log-source.ts';

const event = (line: string) => readLine(line).event;

describe('IM15 lines of every layout', () => {
  it.each([
    ['00:15 < tsai> :) x', { kind: 'message', nick: 'tsai', text: ':) x' }],
    ['00:15 <@bob> hi', { kind: 'message', nick: 'bob', text: 'hi' }],
    ['[12:18] <|trey|> a <b> c', { kind: 'message', nick: '|trey|', text: 'a <b> c' }],
    ['2017-10-27 02:03:55 < johnroyer > 也可以', { kind: 'message', nick: 'johnroyer', text: '也可以' }],
    ['[2020-01-01T10:00:00Z] <a> x', { kind: 'message', nick: 'a', text: 'x' }],
    ['2020-01-01 10:00:00\t@ann\thello', { kind: 'message', nick: 'ann', text: 'hello' }],
    ['2020-01-01 10:00:00\t *\tann waves', { kind: 'action', nick: 'ann', text: 'waves' }],
    ['2020-01-01 10:00:00\t-->\tann (~a@h.org) has joined #x', { kind: 'join', nick: 'ann', channel: '#x' }],
    [
      '2020-01-01 10:00:00\t<--\tann (~a@h.org) has quit (Quit: bye)',
      { kind: 'leave', nick: 'ann', reason: 'Quit: bye', quit: true },
    ],
    ['03:29  * mrmoneyc zz', { kind: 'action', nick: 'mrmoneyc', text: 'zz' }],
    ['[07:09]  * homejoe', { kind: 'action', nick: 'homejoe', text: '' }],
    ['=== ogra shuts up', { kind: 'action', nick: 'ogra', text: 'shuts up' }],
    ['00:02 -!- [R2]A [~R2]A@1.2.3.4] has joined #coscup', { kind: 'join', nick: '[R2]A', channel: '#coscup' }],
    ['=== tuxx [~tuxx@0x50.dk]  has joined #ubuntu', { kind: 'join', nick: 'tuxx', channel: '#ubuntu' }],
    [
      '=== topyli [~j@h.fi]  has left #ubuntu ["Leaving"]',
      { kind: 'leave', nick: 'topyli', channel: '#ubuntu', reason: '"Leaving"' },
    ],
    [
      '00:06 -!- u1 [~u@h] has quit [Remote host closed]',
      { kind: 'leave', nick: 'u1', reason: 'Remote host closed', quit: true },
    ],
    [
      '15:12 -!- bar was kicked from #c by chih [別激動]',
      { kind: 'leave', nick: 'bar', channel: '#c', reason: '別激動', by: 'chih' },
    ],
    ['[10:00:00] *** Joins: ann (~a@h)', { kind: 'join', nick: 'ann' }],
    ['[10:00:00] *** Quits: ann (~a@h) (bye)', { kind: 'leave', nick: 'ann', reason: 'bye', quit: true }],
    ['[10:00:00] *** ann is now known as ann_', { kind: 'nick', nick: 'ann', to: 'ann_' }],
    ['=== _ is now known as Guest51489', { kind: 'nick', nick: '_', to: 'Guest51489' }],
    ["[10:00:00] *** ann changes topic to 'new [x]'", { kind: 'topic', nick: 'ann', topic: 'new [x]' }],
    ['09:57 -!- bob changed the topic of #c to: a | b', { kind: 'topic', nick: 'bob', channel: '#c', topic: 'a | b' }],
    ['00:27 -!- mode/#coscup [+o bob] by ChanServ', { kind: 'noise', reason: 'channel-mode', channel: '#coscup' }],
    ['=== mode/#ubuntu [-bbb *!*@1.net]  by Seveas', { kind: 'noise', reason: 'channel-mode', channel: '#ubuntu' }],
    ['03:22 -!- Netsplit *.net <-> *.split quits: a, b', { kind: 'noise', reason: 'netsplit' }],
    ['04:11 [Users #coscup]', { kind: 'noise', reason: 'name-list', channel: '#coscup' }],
    ['04:11 [ a2n             ] [@clkao     ] [ [R0]x] ', { kind: 'noise', reason: 'name-list' }],
    ['04:11 -!- Irssi: #coscup: Total of 108 nicks', { kind: 'noise', reason: 'client-notice' }],
    ['10:00 -NickServ- identify', { kind: 'notice', nick: 'NickServ', text: 'identify' }],
    ['--- Log opened Sat Aug 03 00:00:40 2013', { kind: 'day', date: '2013-08-03', hour: 0, minute: 0 }],
    ['--- Day changed Sun Aug 04 2013', { kind: 'day', date: '2013-08-04' }],
    ['--- Log closed Sun Aug 04 00:00:33 2013', { kind: 'noise', reason: 'log-marker' }],
    ['# Day1', { kind: 'noise', reason: 'heading' }],
    ['========', { kind: 'noise', reason: 'heading' }],
    ['謝謝唷', { kind: 'unknown' }],
    ['99:99 <x> y', { kind: 'unknown' }],
  ])('%s', (line, expected) => {
    expect(event(line)).toEqual(expected);
  });

  it('IM16 bytes: UTF-8, else Windows-1252, without client colours', () => {
    expect(decodeLine(Buffer.from('你好 é'))).toBe('你好 é');
    expect(decodeLine(Buffer.from([0x63, 0x61, 0x66, 0xe9, 0x20, 0x93, 0x78, 0x94]))).toBe('café “x”');
    expect(withoutFormatting('\x0304,12red\x03 \x02bold\x0f 5')).toBe('red bold 5');
  });
});

const at = (clock: ReturnType<typeof logClock>, hour: number, minute: number) =>
  new Date(clock.at({ hour, minute, second: 0 }) / 1000).toISOString().slice(0, 16);

describe('IM17 the clock', () => {
  it('runs over midnight, keeps order through small steps back, obeys headers', () => {
    const clock = logClock({ date: '2013-08-03', twelveHour: false, afternoon: false }, zoneOffset('UTC'));
    expect([at(clock, 23, 59), at(clock, 0, 1), at(clock, 0, 0), at(clock, 5, 0)]).toEqual([
      '2013-08-03T23:59',
      '2013-08-04T00:01',
      '2013-08-04T00:01',
      '2013-08-04T05:00',
    ]);
    clock.setDay('2013-08-09');
    expect(at(clock, 4, 0)).toBe('2013-08-09T04:00');
  });

  it('counts to twelve', () => {
    const clock = logClock({ date: '2005-08-07', twelveHour: true, afternoon: true }, zoneOffset('UTC'));
    expect([at(clock, 11, 29), at(clock, 12, 59), at(clock, 1, 0), at(clock, 11, 50), at(clock, 12, 5)]).toEqual([
      '2005-08-07T23:29',
      '2005-08-08T00:59',
      '2005-08-08T01:00',
      '2005-08-08T11:50',
      '2005-08-08T12:05',
    ]);
  });

  it('zones: offsets, names, summer time', () => {
    const taipei = logClock({ date: '2013-08-03', twelveHour: false, afternoon: false }, zoneOffset('Asia/Taipei'));
    expect(at(taipei, 8, 0)).toBe('2013-08-03T00:00');
    const berlin = zoneOffset('Europe/Berlin');
    expect([berlin(Date.UTC(2020, 0, 1) / 60_000), berlin(Date.UTC(2020, 6, 1) / 60_000), zoneOffset('-03:30')(0)]).toEqual([
      60, 120, -210,
    ]);
    expect(() => zoneOffset('Mars/Olympus')).toThrow(RangeError);
  });
});

const words = (items: readonly ImportItem[]) =>
  items
    .filter((one): one is ImportMessage => one.kind === 'message')
    .map((one) => renderText(one.text, { person: () => undefined }));
const read = async (files: Record<string, string | Buffer>, irc: IrcOptions = {}) => {
  const folder = await folderOf(files);
  const result = await readAll('irc', folder.path, { irc });
  await folder.remove();
  return result;
};

describe('IM18 logs', () => {
  it('several channels and days, order, joins before anything is said, people who only came by', async () => {
    const result = await read({
      'dev/2020-01-02.log': '[09:00] <Ann> second day\n',
      'dev/2020-01-01.log':
        '[10:00] *** bob (~b@h) has joined #dev\n[10:01] <Ann> *hi* `x` http://a.b/c_d\n[10:02] * ann waves\n',
      'ops/2020-01-01.log': '[10:00] <carl> up\n[10:05] *** carl is now known as carl_\n',
      'readme.txt': 'Some words\nabout logs\n',
    });
    expect([...result.items.keys()].sort()).toEqual(['#dev', '#ops']);
    expect(words(result.items.get('#dev')!)).toEqual(['\\*hi\\* \\`x\\` <http://a.b/c_d>', 'waves', 'second day']);
    expect(result.items.get('#dev')![2]).toMatchObject({ action: true, author: { id: 'ann', name: 'ann' } });
    expect(result.users.map((user) => [user.externalId, user.handle, user.spoke])).toEqual([
      ['bob', 'bob', false],
      ['ann', 'Ann', true],
      ['carl', 'carl', true],
      ['carl_', 'carl_', false],
    ]);
    expect(result.skips).toEqual([{ reason: 'file-not-a-log', where: 'readme.txt', count: 1 }]);
  });

  it('lines without a stamp continue the message above', async () => {
    const result = await read(
      { 'x.log': '2017-10-27 02:03:55 < a > list:\n1. one\n\n2. two\n2017-10-27 02:04:00 < b > ok\n' },
      { channel: 'mopcon' },
    );
    expect(words(result.items.get('#mopcon')!)).toEqual(['list:\n1\\. one\n2\\. two', 'ok']);
    expect(result.skipped('blank-line')).toBe(1);
  });

  it('IM19 overlapping logs give each line once, also across imports', async () => {
    const early = '--- Log opened Sat Aug 03 10:00:00 2013\n10:00 < a> one\n10:01 < a> ha\n10:01 < a> ha\n10:02 < b> two\n';
    const late = '--- Log opened Sat Aug 03 10:01:00 2013\n10:01 < a> ha\n10:01 < a> ha\n10:02 < b> two\n10:03 < b> three\n';
    const both = await read({ 'm1.log': early, 'm2.log': late }, { channel: '#c' });
    expect(words(both.items.get('#c')!)).toEqual(['one', 'ha', 'ha', 'two', 'three']);
    expect(both.skipped('line-twice')).toBe(3);
    const ids = async (log: string) =>
      (await read({ 'other-name.log': log }, { channel: '#c' })).items.get('#c')!.map((one) => one.externalId);
    const [first, second] = [await ids(early), await ids(late)];
    expect(second.slice(0, 3)).toEqual(first.slice(1));
    expect(new Set([...first, ...second]).size).toBe(5);
  });

  it('a hash of another network or channel is another id', async () => {
    const log = '--- Log opened Sat Aug 03 10:00:00 2013\n10:00 < a> one\n';
    const id = async (irc: IrcOptions) => [...(await read({ 'x.log': log }, irc)).items.values()][0]![0]!.externalId;
    expect(
      new Set([await id({ channel: '#a' }), await id({ channel: '#b' }), await id({ channel: '#a', network: 'OFTC' })]).size,
    ).toBe(3);
  });

  it('what has no date or no known line says so', async () => {
    await expect(read({ 'a.log': '10:00 < a> one\n' })).rejects.toThrow('No IRC log');
    await expect(read({ 'a.log': 'words\nwords\n' })).rejects.toThrow('No IRC log');
  });
});
