import { execFileSync } from 'node:child_process';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sharedData } from '@rapport/dev/shared-data';

/** Exports to import: real ones where they are, else a log made up here. */
export interface Corpus {
  real: boolean;
  /** IRC logs, by path. */
  logs: string[];
  /** A Slack event log; its team is renamed for each round. */
  slack: string | undefined;
}

const team = 'T03RZGPFR';

/** Lines of a channel that nobody wrote. */
async function madeUp(folder: string, lines: number): Promise<string> {
  const out: string[] = [];
  for (let n = 0; n < lines; n++) {
    const at = new Date(Date.UTC(2015, 0, 1) + n * 9_000).toISOString();
    out.push(
      `${at.slice(0, 10)} ${at.slice(11, 19)} <nick${n % 200}> line ${n}: 说了一些话, and ${'some more words '.repeat(1 + (n % 7))}`,
    );
  }
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'irc-made-up.log'), `${out.join('\n')}\n`);
  return folder;
}

export async function prepareCorpus(folder: string, short: boolean): Promise<Corpus> {
  const shared = short ? undefined : sharedData('import of real exports');
  if (shared === undefined)
    return { real: false, logs: [await madeUp(join(folder, 'made-up'), short ? 2_000 : 30_000)], slack: undefined };
  const names = ['zh-irc-coscup', 'irc-ubuntu-dev', 'slack-clojurians-1to5'];
  for (const name of names) execFileSync('tar', ['xf', join(shared, 'chat', `${name}.tar.xz`), '-C', folder]);
  return { real: true, logs: [join(folder, names[0]!), join(folder, names[1]!)], slack: join(folder, names[2]!) };
}

/** A copy of the Slack export as if another workspace had said the same. */
export async function renamedSlack(slack: string, to: string, round: number): Promise<string> {
  await cp(slack, to, { recursive: true });
  const days = join(to, 'logs');
  for (const name of await readdir(days)) {
    const text = await readFile(join(days, name), 'utf8');
    await writeFile(join(days, name), text.replaceAll(team, `T${String(round).padStart(8, '0')}`));
  }
  return to;
}
