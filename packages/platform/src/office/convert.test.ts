import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { convertToPdf, sweepOffice } from './convert.ts';
import { findOffice, type Office } from './find-office.ts';

/** Programs that stand for LibreOffice and misbehave. */
let folder: string;
const left = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('rapport-office-'));
const limits = { time: 1_000, size: 1_000_000 };
const document = () => Readable.from([Buffer.from('{\\rtf1 words}')]);

async function program(name: string, script: string): Promise<string> {
  const file = join(folder, name, 'program', 'soffice');
  await mkdir(join(folder, name, 'program'), { recursive: true });
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
  return file;
}

/** Processes whose command line holds a word. */
async function running(word: string): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'args']);
  return stdout.split('\n').filter((line) => line.includes(word) && !line.startsWith('ps ')).length;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rapport-convert-'));
  // Whoever else converts at this moment does it elsewhere.
  vi.stubEnv('TMPDIR', join(folder, 'tmp'));
  await mkdir(tmpdir());
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

/** With the fence where it stands, and without. */
async function offices(soffice: string): Promise<Office[]> {
  const fenced = await findOffice({ officePreviews: 'fenced', soffice });
  if (typeof fenced === 'string') console.warn('\nNOT TRIED: the fence of bubblewrap, which does not stand here.\n');
  return [{ soffice }, ...(typeof fenced === 'string' ? [] : [fenced])];
}

describe('a converter that misbehaves', () => {
  it('one that hangs is ended with all that it began', async () => {
    const second = 40_000 + Math.floor(process.pid % 10_000);
    for (const office of await offices(await program('hangs', `sleep ${second} & sleep ${second}`))) {
      expect(await convertToPdf(office, 'rtf', document(), { limits })).toBe('time');
      await expect.poll(() => running(`sleep ${second}`)).toBe(0);
    }
  });

  it('one that writes without end is ended; one that writes nothing, or no PDF, has read nothing', async () => {
    const tries = [
      ['endless', 'echo "%PDF-" > in.pdf; yes >> in.pdf & sleep 0.3', 'large'],
      ['silent', 'exit 0', 'unreadable'],
      ['fails', 'exit 7', 'unreadable'],
      ['other', 'echo hello > in.pdf', 'unreadable'],
    ] as const;
    for (const [name, script, outcome] of tries)
      for (const office of await offices(await program(name, script)))
        expect([name, await convertToPdf(office, 'rtf', document(), { limits: { ...limits, time: 20_000 } })]).toEqual([
          name,
          outcome,
        ]);
  });

  it('an end of the server is an end of it', async () => {
    const word = `sleep ${50_000 + Math.floor(process.pid % 10_000)}`;
    const office = { soffice: await program('aborted', word) };
    const stop = new AbortController();
    const made = convertToPdf(office, 'rtf', document(), { signal: stop.signal });
    await expect.poll(() => running(word)).toBeGreaterThan(0);
    stop.abort(new Error('stopping'));
    await expect(made).rejects.toThrow('stopping');
    await expect.poll(() => running(word)).toBe(0);
  });

  it('it sees nothing of our environment, and within the fence nothing of our files and no network', async () => {
    process.env.RAPPORT_SECRET_OF_TEST = 'seen';
    const secret = join(folder, 'secret.txt');
    await writeFile(secret, 'seen');
    const script = `( echo "%PDF-"; env; cat ${secret} 2>&1; cat /proc/net/dev | grep -v lo: ; ls /tmp /home /root /var 2>&1 ) > in.pdf`;
    const all = await offices(await program('looks', script));
    for (const office of all) {
      const seen = String(await convertToPdf(office, 'rtf', document(), { limits: { ...limits, time: 20_000 } }));
      expect(seen).not.toContain('RAPPORT');
      if (!office.bwrap) continue;
      expect(seen).not.toContain('seen');
      expect(seen).not.toMatch(/eth|wlan|postgres/);
    }
    delete process.env.RAPPORT_SECRET_OF_TEST;
  });

  it('within the fence the data folder is empty, also where it lies among programs; memory is not to be filled by way of devices', async () => {
    const look = 'ls -A "$(dirname "$0")/../var"; cat "$(dirname "$0")/../var/keys"; echo x > /dev/room && echo roomy';
    const soffice = await program('near', `( echo "%PDF-"; ${look} ) > in.pdf 2>&1`);
    const dataDir = join(folder, 'near', 'var');
    await mkdir(dataDir);
    await writeFile(join(dataDir, 'keys'), 'seen');
    const office = await findOffice({ officePreviews: 'fenced', soffice, dataDir });
    if (typeof office === 'string') return console.warn('\nNOT TRIED: the fence of bubblewrap, which does not stand here.\n');
    const seen = String(await convertToPdf(office, 'rtf', document(), { limits: { ...limits, time: 20_000 } }));
    expect(seen).toContain('%PDF-');
    expect(seen).not.toMatch(/seen|roomy|^keys$/m);
  });

  it('what a server that was killed left is swept at a start, and nothing that another is just at', async () => {
    const [old, fresh] = [join(tmpdir(), 'rapport-office-old000'), join(tmpdir(), 'rapport-office-new000')];
    for (const at of [old, fresh]) await mkdir(join(at, 'profile'), { recursive: true });
    const before = new Date(Date.now() - 2 * 60 * 60_000);
    await utimes(old, before, before);
    await sweepOffice();
    const there = await left();
    expect([there.includes('rapport-office-old000'), there.includes('rapport-office-new000')]).toEqual([false, true]);
    await rm(fresh, { recursive: true });
  });

  it('nothing of a document stays on the disk', async () => {
    expect(await left()).toEqual([]);
    expect(await readFile(join(folder, 'secret.txt'), 'utf8')).toBe('seen');
  });
});

describe('looking for LibreOffice', () => {
  it('off is off; a program that is not there is missing', async () => {
    expect(await findOffice({ officePreviews: 'off' })).toBe('off');
    expect(await findOffice({ officePreviews: 'fenced', soffice: join(folder, 'nothing') })).toBe('missing');
  });
});
