import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestHouse, testHouse } from '@rapport/dev';
import { sharedData } from '@rapport/dev/shared-data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bare, expectSound, importWithRehearsal, nothing } from './import-house.test-kit.ts';
import { type ImportRun, runImport } from './index.ts';

const shared = sharedData('imports of real exports into a house');

describe.skipIf(!shared)('IM20 real exports come in whole', () => {
  const chat = join(shared ?? '', 'chat');
  let kit: TestHouse;
  let scratch = '';
  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'rapport-import-'));
    kit = await testHouse();
  });
  afterAll(async () => {
    await kit.stop();
    await rm(scratch, { recursive: true, force: true });
  });

  const unpacked = (name: string): string => {
    execFileSync('tar', ['xf', join(chat, `${name}.tar.xz`), '-C', scratch]);
    return join(scratch, name);
  };
  interface Case {
    kind: 'slack' | 'irc';
    name: string;
    path: () => string;
    irc?: ImportRun['irc'];
    /** users, conversations, messages, edits, deletes, reactions, files */
    added: [number, number, number, number, number, number, number];
    skipped: Record<string, number>;
  }
  const cases: Case[] = [
    {
      kind: 'slack',
      name: 'archive of a Slack workspace',
      path: () => join(chat, 'slack-export-testarchive/testarchive.zip'),
      added: [4, 2, 147, 1, 0, 1, 3],
      skipped: { 'part:link-preview': 8 },
    },
    {
      kind: 'slack',
      name: 'fixture of another importer',
      path: () => join(chat, 'slack-export-zulip/slack_fixtures/test_slack_importer.zip'),
      added: [4, 2, 82, 1, 0, 1, 2],
      skipped: { 'part:reaction-on-notice': 1, 'pin-without-target': 1 },
    },
    {
      kind: 'slack',
      name: 'Slack days of Clojurians',
      path: () => unpacked('slack-clojurians-1to5'),
      // One edit is of a message from before these days: it comes in with its last words.
      added: [738, 118, 3589, 558, 51, 0, 33],
      skipped: { 'thread-bookkeeping': 280, 'part:thread-parent-missing': 22, 'change-without-new-words': 20 },
    },
    {
      kind: 'slack',
      name: 'research XML',
      path: () => unpacked('slack-disentangled-racket2017'),
      added: [85, 1, 6757, 0, 0, 0, 0],
      skipped: {},
    },
    {
      kind: 'irc',
      name: 'Chinese IRC and Gitter logs',
      path: () => unpacked('zh-irc-coscup'),
      irc: { timeZone: 'Asia/Taipei', network: 'freenode' },
      added: [1020, 2, 17_857, 0, 0, 0, 0],
      skipped: { 'membership-not-kept': 15_408, 'nick-not-kept': 458, 'earlier-topic-not-kept': 5 },
    },
    {
      kind: 'irc',
      name: 'Ubuntu IRC logs',
      path: () => unpacked('irc-ubuntu-dev'),
      irc: { network: 'ubuntu' },
      added: [1219, 1, 11_680, 0, 0, 0, 0],
      skipped: { 'membership-not-kept': 544, 'nick-not-kept': 268 },
    },
  ];

  it.each(cases)(
    '$kind: $name, as foretold, and nothing the second time',
    async ({ kind, path, irc, added, skipped }) => {
      const run: ImportRun = { kind, path: path(), ...(irc ? { irc } : {}) };
      const report = await importWithRehearsal(kit, run);
      const { users, conversations, messages, edits, deletes, reactions, files } = report;
      expect([users, conversations, messages, edits, deletes, reactions, files]).toEqual(added);
      expect(Object.fromEntries(report.skipped.map((s) => [s.reason, s.count]))).toMatchObject(skipped);
      expect(report.details.reduce((sum, d) => sum + d.count, 0) + report.detailsLeftOut).toBe(
        report.skipped.reduce((sum, s) => sum + s.count, 0),
      );
      const again = await runImport(kit.house.platform, run);
      expect(bare(again)).toEqual({ ...nothing, skipped: again.skipped });
      expect(again.known).toBeGreaterThanOrEqual(messages);
      await expectSound(kit);
    },
    180_000,
  );
});
