import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { newBytes } from '../random.ts';
import { formatKeyRing, type KeyRing, KeyRingError, keyLength, parseKeyRing } from './key-ring.ts';

/** Where the master keys of a house are: in the environment, in a file of the data folder, or there sealed by a program. */
export interface KeySettings {
  dataDir: string;
  /** `RAPPORT_MASTER_KEY`: the keys themselves. They are not written anywhere. */
  masterKey?: string | undefined;
  /**
   * `RAPPORT_KEY_COMMAND`: a program that is called with `seal` or `open`, takes bytes on standard input and answers them sealed, or opened, on
   * standard output: a client of a key management service, of a TPM, of age.
   */
  keyCommand?: string | undefined;
}

const patience = 30_000;
const answerMost = 1 << 20;

export const masterKeyFile = (dataDir: string): string => join(dataDir, 'keys', 'master.key');
export const sealedKeyFile = (dataDir: string): string => join(dataDir, 'keys', 'master.key.sealed');

/** The file that the keys are read from; none when they come from the environment. */
export const keyFileOf = ({ dataDir, masterKey, keyCommand }: KeySettings): string | undefined =>
  masterKey ? undefined : keyCommand ? sealedKeyFile(dataDir) : masterKeyFile(dataDir);

/** Whether there are keys: a house was begun here. */
export function hasKeys(settings: KeySettings): boolean {
  const file = keyFileOf(settings);
  return file === undefined || existsSync(file);
}

/** Runs the program; nothing of what goes in or out is told. */
function ask(command: string, act: 'seal' | 'open', input: Uint8Array): Buffer {
  const done = spawnSync(command, [act], { input, timeout: patience, maxBuffer: answerMost, stdio: ['pipe', 'pipe', 'inherit'] });
  const reason = done.error
    ? ((done.error as NodeJS.ErrnoException).code ?? done.error.message)
    : done.status !== 0
      ? `it ended with ${done.status ?? done.signal}`
      : done.stdout.length === 0
        ? 'it answered nothing'
        : undefined;
  if (reason)
    throw new Error(
      `RAPPORT_KEY_COMMAND (${command} ${act}) did not work: ${reason}. Try it by hand; without it nothing can be read.`,
    );
  return done.stdout;
}

function parsed(text: string, from: string): KeyRing {
  try {
    return parseKeyRing(text);
  } catch (error) {
    if (error instanceof KeyRingError)
      throw new Error(
        `${from} does not hold the master keys: ${error.message}. Restore it from your backup; without it nothing can be read.`,
      );
    throw error;
  }
}

/** Reads the master keys. @throws Error naming the setting or file and the cure */
export function readKeys(settings: KeySettings): KeyRing {
  const { masterKey, keyCommand } = settings;
  if (masterKey) return parsed(masterKey, 'RAPPORT_MASTER_KEY');
  const file = keyFileOf(settings)!;
  if (!keyCommand) return parsed(readFileSync(file, 'utf8'), file);
  return parsed(ask(keyCommand, 'open', readFileSync(file)).toString(), `What RAPPORT_KEY_COMMAND opens of ${file}`);
}

/** A program that seals and cannot open again would cost everything: that is found out before anything is kept. */
function sealedBy(command: string, text: Buffer): Buffer {
  const sealed = ask(command, 'seal', text);
  if (!ask(command, 'open', sealed).equals(text))
    throw new Error('RAPPORT_KEY_COMMAND opens something else than it sealed. Nothing was changed: correct the program.');
  return sealed;
}

/** Keeps them, readable by their owner alone; what was there stays until the new file is whole on the disk. */
export function writeKeys(settings: KeySettings, ring: KeyRing): void {
  const file = keyFileOf(settings);
  if (file === undefined) throw new Error('The master keys are in RAPPORT_MASTER_KEY: change them where that is set.');
  const text = Buffer.from(formatKeyRing(ring));
  const bytes = settings.keyCommand ? sealedBy(settings.keyCommand, text) : text;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(`${file}.part`, bytes, { mode: 0o600, flush: true });
  chmodSync(`${file}.part`, 0o600);
  renameSync(`${file}.part`, file);
}

/** Reads the keys; on the first run makes one. */
export function readOrMakeKeys(settings: KeySettings): KeyRing {
  if (hasKeys(settings)) return readKeys(settings);
  if (settings.keyCommand && existsSync(masterKeyFile(settings.dataDir)))
    throw new Error(
      `${masterKeyFile(settings.dataDir)} lies there unsealed although RAPPORT_KEY_COMMAND is set. Run "rapport keys seal" once, then start again.`,
    );
  const ring = new Map([[1, newBytes(keyLength)]]);
  writeKeys(settings, ring);
  return ring;
}

/** Seals the file of keys by the program, and takes the unsealed one away. */
export function sealKeyFile(settings: KeySettings): void {
  const { dataDir, keyCommand } = settings;
  if (!keyCommand) throw new Error('RAPPORT_KEY_COMMAND is not set: name the program that seals.');
  if (existsSync(sealedKeyFile(dataDir))) throw new Error(`${sealedKeyFile(dataDir)} is there already.`);
  const plain = masterKeyFile(dataDir);
  writeKeys(settings, parsed(readFileSync(plain, 'utf8'), plain));
  rmSync(plain);
}

/** Changes when the file of keys does: they are read again then. */
export function keysStamp(settings: KeySettings): string {
  const file = keyFileOf(settings);
  const found = file === undefined ? undefined : statSync(file, { throwIfNoEntry: false });
  return found ? `${found.ino} ${found.mtimeMs} ${found.size}` : '';
}
