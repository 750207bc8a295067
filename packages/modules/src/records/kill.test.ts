import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type TestHouse, testHouse } from '@rapport/dev';
import { emptyTree, grow, leafHash, parseCheckpoint, parseNote, rootOf, same } from '@rapport/ledger';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { recordsCaughtUp } from './index.ts';
import { keeperOf } from './keeper.ts';
import { nodeSha256 } from './node-hash.ts';
import { auditLog, entriesOutside, sequencedOf } from './records.test-kit.ts';

const program = fileURLToPath(new URL('./ledger-child.test-kit.ts', import.meta.url));
let kit: TestHouse;
const children: ChildProcess[] = [];
/** Every note that ever lay outside: what somebody may have seen. */
const seen = new Set<string>();

beforeEach(async () => {
  kit = await testHouse();
  seen.clear();
});
afterEach(async () => {
  for (const child of children.splice(0)) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  await kit.stop();
});

function keepApart(end?: { step: string; time: number }): ChildProcess {
  const order = JSON.stringify({ databaseUrl: kit.databaseUrl, dataDir: kit.dataDir, end });
  const child = spawn(process.execPath, ['--conditions=rapport-source', '--import=tsx', program, order], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  return child;
}

async function heard(child: ChildProcess, words: string): Promise<void> {
  for await (const text of child.stdout!.iterator({ destroyOnReturn: false })) if (String(text).includes(words)) return;
  throw new Error(`The process ended (${child.exitCode ?? child.signalCode}) and never said "${words}".`);
}

/** Resolves when it has ended, be it long ago. */
async function ended(child: ChildProcess): Promise<string | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.signalCode;
}

function look(): void {
  try {
    seen.add(readFileSync(join(kit.dataDir, 'ledger/1/checkpoint'), 'utf8'));
  } catch {
    // Nothing is outside yet.
  }
}

/** The ledger is whole, holds everything, and contradicts nothing that was ever shown. */
async function expectSound(): Promise<void> {
  await recordsCaughtUp(kit.house.platform);
  const { db } = kit.house.platform;
  const { lines, leaves } = await sequencedOf(db);
  expect(leaves).toBe(lines);
  expect((await db.rows('select 1 from ledger_epoch')).length).toBe(1);
  await auditLog(kit.dataDir, db, 1);
  const hashes = entriesOutside(kit.dataDir, 1).map((entry) => leafHash(nodeSha256, entry));
  const roots = new Map<number, string>();
  for (const note of seen) {
    const { size, root } = parseCheckpoint(parseNote(note).text);
    expect(same(root, rootOf(nodeSha256, grow(nodeSha256, emptyTree, hashes.slice(0, size)))), `size ${size}`).toBe(true);
    expect(roots.get(size) ?? note).toBe(note);
    roots.set(size, note);
  }
}

test('RE3 killed at every step, the ledger goes on where it stood and shows nothing it takes back', {
  timeout: 240_000,
}, async () => {
  const group = await kit.group();
  await recordsCaughtUp(kit.house.platform);
  await kit.house.platform.keep(keeperOf).stop();
  for (const step of ['added', 'sequenced', 'tiles', 'signed', 'stored', 'outside']) {
    for (let i = 0; i < 30; i++) await kit.say(kit.owner, group, `${step} ${i}`);
    const child = keepApart({ step, time: step === 'sequenced' ? 2 : 1 });
    expect(await ended(child), step).toBe('SIGKILL');
    look();
  }
  await kit.restart();
  await expectSound();
});

test('RE3 killed at any moment, while messages come and others sequence at the same time', { timeout: 240_000 }, async () => {
  const groups = await Promise.all([kit.group(), kit.group(), kit.group()]);
  let going = true;
  const talk = Promise.all(
    groups.map(async (group) => {
      for (let n = 0; going || n < 50; n++) {
        await Promise.all(Array.from({ length: 5 }, (_, i) => kit.say(kit.owner, group, `${n} ${i}`)));
        look();
      }
    }),
  );
  // Three keep one ledger: the house and two processes, of which one is killed again and again.
  const steady = keepApart();
  await heard(steady, 'ready');
  for (let i = 0; i < 3; i++) {
    const child = keepApart();
    await heard(child, 'ready');
    await new Promise((resolve) => setTimeout(resolve, 300 + 400 * i));
    child.kill('SIGKILL');
    await ended(child);
  }
  going = false;
  await talk;
  steady.stdin!.end('catch up\n');
  await ended(steady);
  expect(steady.exitCode).toBe(0);
  expect(seen.size).toBeGreaterThan(1);
  await expectSound();
});
