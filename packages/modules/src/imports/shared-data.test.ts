import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ReadImport, readAll } from './export.test-kit.ts';
import type { ImportItem, ImportMessage } from './import-item.ts';
import { renderText } from './text/import-text.ts';

/** Real exports nobody here wrote. They are not part of the project: see CONTRIBUTING. */
const CHAT = join(process.env.RAPPORT_SHARED ?? resolve(import.meta.dirname, '../../../../../shared'), 'data/chat');
const present = existsSync(CHAT);
if (!present) console.warn(`\n*** SKIPPED: imports of real exports; no shared data at ${CHAT} (set RAPPORT_SHARED) ***\n`);

let scratch = '';
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'rapport-shared-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

function unpacked(name: string): string {
  execFileSync('tar', ['xf', join(CHAT, `${name}.tar.xz`), '-C', scratch]);
  return join(scratch, name);
}

function kinds(read: ReadImport): Record<string, number> {
  const counts: Record<string, number> = {};
  const add = (kind: string, times = 1) => {
    counts[kind] = (counts[kind] ?? 0) + times;
  };
  for (const item of allItems(read)) {
    add(item.kind === 'membership' ? item.change : item.kind === 'change' ? item.what : item.kind);
    if (item.kind !== 'message') continue;
    add('files', item.files.length);
    add(
      'reactions',
      item.reactions.reduce((sum, reaction) => sum + reaction.users.length, 0),
    );
    if (item.threadParent !== undefined) add('replies');
  }
  return counts;
}

function allItems(read: ReadImport): ImportItem[] {
  return [...read.items.values()].flat();
}

function wellOrdered(read: ReadImport): void {
  for (const items of read.items.values()) {
    expect(items.every((item, index) => index === 0 || items[index - 1]!.atMicros <= item.atMicros)).toBe(true);
    expect(new Set(items.map((item) => item.externalId)).size).toBe(items.length);
  }
}

function findText(read: ReadImport, part: string): ImportMessage | undefined {
  return allItems(read).find(
    (item): item is ImportMessage => item.kind === 'message' && renderText(item.text, { person: (id) => id }).includes(part),
  );
}

/** Lines of files as `wc` would count them, a last one without an end included. */
function rawLines(...paths: string[]): number {
  return paths.reduce((sum, path) => sum + readFileSync(path, 'latin1').replace(/\n$/, '').split('\n').length, 0);
}

describe.skipIf(!present)('IM4 nothing of a real export is lost', () => {
  // The numbers of entries were counted with another program (unzip, then the lengths of the JSON lists).
  it.each([
    ['slack-export-testarchive/testarchive.zip', 158, { message: 147, join: 11, files: 3, reactions: 1 }, 4],
    [
      'slack-export-zulip/slack_fixtures/test_slack_importer.zip',
      91,
      { message: 82, join: 8, pin: 1, files: 2, reactions: 1, replies: 2 },
      4,
    ],
  ])('Slack export %s', async (name, entries, expected, users) => {
    const read = await readAll('slack', join(CHAT, name));
    expect(kinds(read)).toMatchObject(expected);
    expect(allItems(read).length + read.skippedEntries()).toBe(entries);
    expect(read.users).toHaveLength(users);
    wellOrdered(read);
  });

  it('Slack days of Clojurians (event log): messages + edits + deletes + joins + notices + skipped = lines', async () => {
    const folder = unpacked('slack-clojurians-1to5');
    const lines = readdirSync(join(folder, 'logs')).map((name) => join(folder, 'logs', name));
    const read = await readAll('slack', folder);
    expect(rawLines(...lines)).toBe(5102);
    expect(kinds(read)).toEqual({
      message: 3588,
      edit: 558,
      delete: 51,
      join: 549,
      leave: 55,
      topic: 1,
      files: 33,
      reactions: 0,
      replies: 279,
    });
    expect([read.skipped('thread-bookkeeping'), read.skipped('change-without-new-words')]).toEqual([280, 20]);
    expect(allItems(read).length + read.skippedEntries()).toBe(5102);
    expect([read.source.externalWorkspaceId, read.items.size, read.users.length]).toEqual(['T03RZGPFR', 118, 738]);
    wellOrdered(read);
    // Every edit and delete of a message of these days finds it.
    const missing = [...read.items.values()].flatMap((items) => {
      const ids = new Set(items.filter((item) => item.kind === 'message').map((item) => item.externalId));
      return items.filter((item) => (item.kind === 'edit' || item.kind === 'delete') && !ids.has(item.target));
    });
    expect(missing.length).toBeLessThanOrEqual(7);
    expect(findText(read, 'https://dev.clojure.org/jira/browse/ASYNC-159')?.author.id).toBe('U051SS2EU');
  });

  it('Slack research XML: every message of racket 2017', async () => {
    const folder = unpacked('slack-disentangled-racket2017');
    const raw = readFileSync(join(folder, 'racket/2017/merged-racket-general.xml'), 'utf8');
    const read = await readAll('slack', folder);
    expect(raw.split('<message ').length - 1).toBe(6757);
    expect(kinds(read).message).toBe(6757);
    expect(read.users.length).toBe(new Set([...raw.matchAll(/<user>(.*?)<\/user>/g)].map((match) => match[1])).size);
    wellOrdered(read);
  });

  it('Chinese IRC and Gitter logs: every line is an item, part of one, or counted', async () => {
    const folder = unpacked('zh-irc-coscup');
    const logs = ['coscup/irc-coscup-2013.log', 'coscup/irc-coscup-2015.log', 'mopcon/gitter-mopcon-2017.log'].map((name) =>
      join(folder, name),
    );
    const read = await readAll('irc', folder, { irc: { timeZone: 'Asia/Taipei' } });
    expect([...read.items.keys()].sort()).toEqual(['#coscup', '#mopcon']);
    expect(kinds(read)).toEqual({ message: 17_857, join: 7806, leave: 7602, nick: 458, topic: 6, files: 0, reactions: 0 });
    // Said lines, counted by their look alone.
    const said = logs
      .flatMap((log) => readFileSync(log, 'utf8').split('\n'))
      .filter((line) => /^(\d\d:\d\d|[\d-]{10} [\d:]{8}) (<[ @]|[ ]\* )/.test(line));
    expect(said.length).toBe(17_857 + read.skipped('empty'));
    const continued = readFileSync(logs[2]!, 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '' && !/^(20|# Day)/.test(line));
    expect(allItems(read).length + read.skippedEntries() + continued.length).toBe(rawLines(...logs));
    expect(read.skipped('line-not-understood')).toBe(0);
    wellOrdered(read);
    expect(new Date(read.items.get('#coscup')![0]!.atMicros / 1000).toISOString()).toBe('2013-08-02T16:02:00.000Z');
  });

  it('Ubuntu IRC logs: twelve-hour clocks, unstamped actions, two days in one file', async () => {
    const folder = unpacked('irc-ubuntu-dev');
    const logs = readdirSync(join(folder, 'dev'))
      .filter((name) => name.endsWith('.raw.txt'))
      .map((name) => join(folder, 'dev', name));
    const read = await readAll('irc', folder);
    expect(kinds(read)).toEqual({ message: 11_680, join: 496, leave: 48, nick: 268, files: 0, reactions: 0 });
    const blank = logs
      .flatMap((log) => readFileSync(log, 'utf8').split('\n').slice(0, -1))
      .filter((line) => line.trim() === '').length;
    expect(allItems(read).length + read.skippedEntries()).toBe(rawLines(...logs));
    expect(read.skipped('blank-line')).toBe(blank);
    expect(read.skipped('file-not-a-log')).toBe(14);
    wellOrdered(read);
    const first = (file: string) =>
      new Date(read.items.get('#ubuntu')!.find((item) => item.where.startsWith(`dev/${file}`))!.atMicros / 1000).toISOString();
    expect([first('2004-11-15_03'), first('2005-08-08_01'), first('2011-11-13_02')]).toEqual([
      '2004-11-15T00:18:00.000Z',
      '2005-08-07T23:29:00.000Z',
      '2011-11-12T21:29:00.000Z',
    ]);
  });
});
