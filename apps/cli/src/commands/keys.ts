import { setTimeout } from 'node:timers/promises';
import { sealedColumns } from '@rapport/modules';
import {
  forgetKey,
  type KeyRing,
  keyFileOf,
  keyLength,
  makeCurrent,
  newBytes,
  newestIn,
  nodesWithout,
  type Platform,
  readKeys,
  readSettings,
  resealAll,
  sealedWith,
  sealKeyFile,
  writeKeys,
} from '@rapport/platform';
import type { Command } from 'commander';
import { assertHouse, withPlatform } from '../house.ts';
import { progress, say, sayJson } from '../terminal.ts';

/** Nodes look every 3 seconds, and say so with a heartbeat a second later. */
const nodePatience = 15_000;

const listed = (names: readonly string[]): string => names.join(', ');

async function status(json: boolean): Promise<void> {
  assertHouse();
  await withPlatform(async ({ db, vault, config }) => {
    const counts = await sealedWith(db, sealedColumns);
    const numbers = [...new Set([...vault.numbers(), ...counts.keys()])].sort((one, other) => one - other);
    const keys = numbers.map((number) => ({
      number,
      here: vault.markOf(number) !== undefined,
      current: number === vault.current,
      sealed: counts.get(number) ?? 0,
    }));
    if (json) return sayJson({ from: keyFileOf(config) ?? 'RAPPORT_MASTER_KEY', keys });
    say(`Master keys: ${keyFileOf(config) ?? 'RAPPORT_MASTER_KEY'}`);
    for (const { number, here, current, sealed } of keys)
      say(`  ${number}${current ? ' (current)' : ''}: seals ${sealed} stored keys${here ? '' : ', and is not here'}`);
  });
}

/** A key after the newest one, kept but not used yet. */
function addKey({ config, vault }: Platform): number {
  const ring: KeyRing = readKeys(config);
  const number = newestIn(ring) + 1;
  const key = newBytes(keyLength);
  if (keyFileOf(config) === undefined) {
    // A result, not an error: errors may be kept in logs.
    say(`,${number}:${key.toString('base64')}`);
    throw new Error(
      'The master keys are in RAPPORT_MASTER_KEY. Add the one above there on every node, start them again, and run this once more.',
    );
  }
  const wider = new Map([...ring, [number, key] as const]);
  writeKeys(config, wider);
  vault.add(wider);
  return number;
}

/** Waits until no living node is left in a list, or for `nodePatience`. */
async function gone(names: () => Promise<string[]>): Promise<string[]> {
  let left = await names();
  for (let waited = 0; left.length > 0 && waited < nodePatience; waited += 250) {
    await setTimeout(250);
    left = await names();
  }
  return left;
}

async function rotate(): Promise<void> {
  assertHouse();
  await withPlatform(async (platform) => {
    const { config, db, vault } = platform;
    const newest = newestIn(readKeys(config));
    const unfinished = newest === vault.current && (await sealedWith(db, sealedColumns)).size > 1;
    const number = newest > vault.current || unfinished ? newest : addKey(platform);
    const lacking = await gone(async () => (await nodesWithout(db, number)).lacking);
    if (lacking.length > 0)
      throw new Error(
        `Master key ${number} is in ${keyFileOf(config) ?? 'RAPPORT_MASTER_KEY'}, and not in use yet: ${listed(lacking)} does not have it. Copy the keys there, then run this again.`,
      );
    await makeCurrent(db, vault, number);
    const late = await gone(async () => (await nodesWithout(db, number)).notUsing);
    if (late.length > 0)
      throw new Error(`${listed(late)} does not seal with master key ${number} yet. Start it again, then run this again.`);
    const bar = progress('Sealing again');
    const sealed = await resealAll(db, vault, sealedColumns, (_, done, total) => bar.at(done, total)).finally(() => bar.end());
    say(`Master key ${number} is in use; ${sealed} stored keys were sealed again.`);
    say('Keep the older keys as long as backups made before are to open. "rapport keys retire NUMBER" takes one out.');
  });
}

async function retire(given: string): Promise<void> {
  assertHouse();
  await withPlatform(async ({ config, db, vault }) => {
    const number = Number(given);
    const ring = new Map(readKeys(config));
    if (!ring.has(number)) throw new Error(`There is no master key ${given}.`);
    if (number === vault.current) throw new Error(`Master key ${given} is the current one: run "rapport keys rotate" first.`);
    await forgetKey(db, number, sealedColumns);
    if (keyFileOf(config) === undefined)
      return say(`The database knows master key ${number} no more: take it out of RAPPORT_MASTER_KEY.`);
    ring.delete(number);
    writeKeys(config, ring);
    say(
      `Master key ${number} is gone from ${keyFileOf(config)}. On other nodes take its line out too. Backups made before it was replaced open with the key in them.`,
    );
  });
}

export function addKeys(program: Command): void {
  const keys = program.command('keys').description('the master keys, under which everything at rest is sealed');
  keys
    .command('status')
    .description('which there are, which one is current, and how many stored keys each seals')
    .option('--json', 'one line of JSON: {from, keys: [{number, here, current, sealed}]}')
    .action(({ json }: { json?: boolean }) => status(json ?? false));
  keys
    .command('rotate')
    .description(
      'make a new master key current and seal everything again with it, while people work; may be cut off and run again',
    )
    .action(rotate);
  keys
    .command('retire')
    .description('take out an older master key that seals nothing any more')
    .argument('<number>', 'of the key')
    .action(retire);
  keys
    .command('seal')
    .description('seal the file of master keys by the program that RAPPORT_KEY_COMMAND names, and remove the unsealed one')
    .action(() => {
      const settings = readSettings();
      sealKeyFile(settings);
      say(`The master keys lie sealed in ${keyFileOf(settings)}.`);
    });
}
