import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findChromium } from '@rapport/dev/find-chromium';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MadeUp, makeBundle, rewriteManifest, unpack } from './made-up-log.test-kit.ts';

let folder: string;
let made: MadeUp;
let policy: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rapport-verify-main-'));
  const build = fileURLToPath(new URL('../../../tools/build-verifier.mjs', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, [build, folder], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  made = await makeBundle({ events: 300 });
  policy = join(folder, 'policy.txt');
  await writeFile(policy, made.policy);
});
afterAll(async () => {
  await made.remove();
  await rm(folder, { recursive: true, force: true });
});

function verify(...args: string[]) {
  // Alone: outside of the clone, without anything beside it.
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'verify.mjs'), ...args], {
    encoding: 'utf8',
    cwd: folder,
  });
  return { status, stdout, stderr };
}

test('VE1 verify.mjs alone says that a bundle holds, in English and Chinese, and as JSON', () => {
  const english = verify(made.zip, '--policy', policy, '--lang', 'en');
  expect(english).toMatchObject({ status: 0, stderr: '' });
  expect(english.stdout).toContain('Everything holds');
  expect(english.stdout).toContain('Self-attested');
  expect(verify(made.zip, '--policy', policy, '--lang', 'zh').stdout).toContain('全部成立');
  const json = verify(made.zip, '--policy', policy, '--json', '--records').stdout.trim().split('\n');
  expect(JSON.parse(json.at(-1)!)).toMatchObject({ format: 'rapport-verdict/v1', outcome: 'holds', exit: 0 });
  expect(json).toHaveLength(302);
});

test('VE4 without a policy from outside it says so, and does not end with 0', () => {
  const { status, stdout } = verify(made.zip, '--lang', 'en');
  expect(status).toBe(4);
  expect(stdout).toContain('No policy was given');
});

test('what is called wrongly, or is no bundle, ends with 2', async () => {
  const nothing = join(folder, 'nothing');
  await mkdir(nothing);
  const bad = join(folder, 'bad-policy');
  await writeFile(bad, 'trust me\n');
  for (const args of [
    [],
    [made.zip, '--what'],
    [made.zip, made.zip],
    [join(folder, 'no.zip')],
    [nothing],
    [policy],
    [made.zip, '--policy', bad],
    [made.zip, '--policy', join(folder, 'none')],
    [made.zip, '--lang', 'fr'],
  ])
    expect(verify(...args), args.join(' ')).toMatchObject({ status: 2, stdout: '' });
  expect(verify(nothing, '--lang', 'zh').stderr).toContain('这不是可以核验的证据包');
  expect(verify(made.zip, '--policy', bad, '--lang', 'zh').stderr).toContain('信任策略文件无法读取');
  expect(verify(made.zip, '--policy', bad, '--lang', 'en').stderr).toContain('The policy cannot be read: ');
});

async function unpacked(change: (files: Map<string, Uint8Array>) => void): Promise<string> {
  const files = await unpack(made.zip);
  change(files);
  const root = await mkdtemp(join(folder, 'unpacked-'));
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), bytes);
  }
  return root;
}

test('VE1 an unpacked bundle is a bundle; a changed one ends with 1 and names what was changed', async () => {
  const good = await unpacked(() => undefined);
  expect(verify(good, '--policy', policy).status).toBe(0);
  const records = 'records/01980a1b-0000-7000-8000-000000000001.jsonl';
  const changed = await unpacked((files) => {
    const text = new TextDecoder().decode(files.get(records));
    files.set(records, new TextEncoder().encode(text.replace('第', '弟')));
    rewriteManifest(files);
  });
  const { status, stdout } = verify(changed, '--policy', policy, '--lang', 'en');
  expect(status).toBe(1);
  expect(stdout).toMatch(/TAMPERED {2}01980a1b-0000-7000-8000-000000000001 #\d+: this part is not what was recorded \(body\)/);
});

test('VE10 the page says the same, from the disk and without a network', async () => {
  const { executablePath, args, env } = await findChromium();
  const browser = await chromium.launch({ executablePath, args, env });
  try {
    const page = await browser.newPage({ locale: 'zh-CN' });
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    page.on('request', (request) => !request.url().startsWith('file:') && faults.push(request.url()));
    await page.goto(`file://${join(folder, 'verify.html')}`);
    const outcome = page.locator('#outcome');
    const judge = async (zip: string | undefined, given: string | undefined) => {
      await page.reload();
      if (zip !== undefined) await page.setInputFiles('#zip', zip);
      if (given !== undefined) await page.setInputFiles('#policy', given);
      await page.click('#go');
      await outcome.waitFor();
      return outcome.getAttribute('data-outcome');
    };
    expect(await judge(made.zip, policy)).toBe('holds');
    expect(await outcome.textContent()).toContain('全部成立');
    await page.click('#language');
    expect(await outcome.textContent()).toContain('Everything holds');
    expect(await judge(made.zip, undefined)).toBe('untrusted');
    expect(await judge(undefined, undefined)).toBe('bad');
    expect(await judge(policy, policy)).toBe('bad');
    const chosen = await unpacked((files) => files.delete('proof/log/1/checkpoint'));
    await page.reload();
    await page.setInputFiles('#folder', chosen);
    await page.setInputFiles('#policy', policy);
    await page.click('#go');
    await outcome.waitFor();
    expect(await outcome.getAttribute('data-outcome')).toBe('tampered');
    expect(faults).toEqual([]);
  } finally {
    await browser.close();
  }
});

test('the command of a clone can be linked before anything is built, and is the program or says how it is made', async () => {
  const { bin } = JSON.parse(await readFile(fileURLToPath(new URL('../package.json', import.meta.url)), 'utf8')) as {
    bin: Record<string, string>;
  };
  const command = fileURLToPath(new URL(`../${bin['rapport-verify']}`, import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, [command], { encoding: 'utf8' });
  expect(status).toBe(2);
  expect(stderr).toMatch(/Give one bundle|npm run build/);
});
