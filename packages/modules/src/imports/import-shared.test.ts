import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestHouse, testHouse } from '@rapport/dev';
import { sharedData } from '@rapport/dev/shared-data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bare, expectSound, importWithRehearsal, nothing } from './import-house.test-kit.ts';
import { runImport } from './index.ts';

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
  const cases = [
    ['slack', () => join(chat, 'slack-export-testarchive/testarchive.zip'), {}],
    ['slack', () => join(chat, 'slack-export-zulip/slack_fixtures/test_slack_importer.zip'), {}],
    ['slack', () => unpacked('slack-clojurians-1to5'), {}],
    ['slack', () => unpacked('slack-disentangled-racket2017'), {}],
    ['irc', () => unpacked('zh-irc-coscup'), { timeZone: 'Asia/Taipei', network: 'freenode' }],
    ['irc', () => unpacked('irc-ubuntu-dev'), { network: 'ubuntu' }],
  ] as const;

  it.each(cases)(
    '%s %s',
    async (kind, path, irc) => {
      const run = { kind, path: path(), irc };
      const start = performance.now();
      const report = await importWithRehearsal(kit, run);
      const ms = performance.now() - start;
      const again = await runImport(kit.house.platform, run);
      console.log(run.path, JSON.stringify(bare(report)), Math.round(ms), 'known', again.known);
      expect(bare(again)).toEqual({ ...nothing, skipped: again.skipped });
      await expectSound(kit);
    },
    120_000,
  );
});
