import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatKeyRing, parseKeyRing } from './key-ring.ts';
import {
  hasKeys,
  keyFileOf,
  masterKeyFile,
  readKeys,
  readOrMakeKeys,
  sealedKeyFile,
  sealKeyFile,
  writeKeys,
} from './key-source.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'rapport-keys-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const one = Buffer.alloc(32, 1).toString('base64');
const two = Buffer.alloc(32, 2).toString('base64');

/** Stands for a key management service: seals by turning every byte over; `broken` opens something else. */
function program(how: 'good' | 'broken' | 'failing' | 'silent'): string {
  const file = join(dataDir, `kms-${how}`);
  const body = {
    good: `process.stdout.write(bytes.map((b) => b ^ 0x5a))`,
    broken: `process.stdout.write(act === 'seal' ? bytes : Buffer.concat([bytes, bytes]))`,
    failing: 'process.exit(3)',
    silent: '',
  }[how];
  writeFileSync(
    file,
    `#!${process.execPath}\nconst [act] = process.argv.slice(2); const bytes = require('node:fs').readFileSync(0); ${body};\n`,
  );
  chmodSync(file, 0o700);
  return file;
}

describe('a ring of master keys', () => {
  it('is one key alone as it ever was, or numbered ones; what is written is read', () => {
    expect([...parseKeyRing(`${one}\n`)]).toEqual([[1, Buffer.alloc(32, 1)]]);
    const ring = parseKeyRing(`1:${one}, 2:${two}`);
    expect(formatKeyRing(ring)).toBe(`1:${one}\n2:${two}\n`);
    expect(parseKeyRing(formatKeyRing(ring))).toEqual(ring);
    expect(formatKeyRing(parseKeyRing(one))).toBe(`${one}\n`);
    expect(formatKeyRing(parseKeyRing(`2:${two}`))).toBe(`2:${two}\n`);
  });

  it.each([
    ['', 'there is no key'],
    ['AAAA', 'a key has 3 bytes instead of 32'],
    [`${one.slice(0, -2)}`, 'instead of 32'],
    [`1:${one}\n${two}`, 'two keys of number 1'],
    [`256:${one}`, 'numbers go from 1 to 255'],
    [`0:${one}`, 'numbers go from 1 to 255'],
  ])('refuses %j', (text, reason) => {
    expect(() => parseKeyRing(text)).toThrow(reason);
  });
});

describe('where the keys are', () => {
  it('in a file of the data folder, made once, for its owner alone', () => {
    expect(hasKeys({ dataDir })).toBe(false);
    const made = readOrMakeKeys({ dataDir });
    expect(readOrMakeKeys({ dataDir })).toEqual(made);
    expect(statSync(masterKeyFile(dataDir)).mode & 0o777).toBe(0o600);
    writeFileSync(masterKeyFile(dataDir), 'short');
    expect(() => readKeys({ dataDir })).toThrow(/master\.key does not hold the master keys.*Restore it from your backup/);
  });

  it('in the environment: nothing is written', () => {
    const settings = { dataDir, masterKey: `1:${one},2:${two}` };
    expect([...readOrMakeKeys(settings).keys()]).toEqual([1, 2]);
    expect([keyFileOf(settings), existsSync(join(dataDir, 'keys'))]).toEqual([undefined, false]);
    expect(() => writeKeys(settings, readKeys(settings))).toThrow(/RAPPORT_MASTER_KEY/);
    expect(() => readKeys({ dataDir, masterKey: 'x' })).toThrow(/RAPPORT_MASTER_KEY does not hold/);
  });

  it('sealed by a program: only what it can open again is kept', () => {
    const settings = { dataDir, keyCommand: program('good') };
    const made = readOrMakeKeys(settings);
    const key = made.get(1)!.toString('base64');
    expect(existsSync(masterKeyFile(dataDir))).toBe(false);
    expect(readFileSync(sealedKeyFile(dataDir), 'utf8')).not.toContain(key);
    expect(readKeys(settings)).toEqual(made);
    const wider = new Map([...made, [2, Buffer.alloc(32, 2)] as const]);
    expect(() => writeKeys({ dataDir, keyCommand: program('broken') }, wider)).toThrow(/Nothing was changed/);
    expect(() => writeKeys({ dataDir, keyCommand: program('failing') }, wider)).toThrow(/it ended with 3/);
    expect(() => writeKeys({ dataDir, keyCommand: program('silent') }, wider)).toThrow(/answered nothing/);
    expect(() => readKeys({ dataDir, keyCommand: join(dataDir, 'absent') })).toThrow(/ENOENT/);
    expect(readKeys(settings)).toEqual(made);
    writeKeys(settings, wider);
    expect(readKeys(settings)).toEqual(wider);
  });

  it('a file that lies there unsealed is sealed by command, not passed over', () => {
    const made = readOrMakeKeys({ dataDir });
    const settings = { dataDir, keyCommand: program('good') };
    expect(() => readOrMakeKeys(settings)).toThrow(/rapport keys seal/);
    sealKeyFile(settings);
    expect(existsSync(masterKeyFile(dataDir))).toBe(false);
    expect(readOrMakeKeys(settings)).toEqual(made);
  });
});
