import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createPlatform, createTokenFor, createUser, runImport } from '@rapport/modules';
import { createLogger, type Platform, readConfig } from '@rapport/platform';
import { serveQuestions } from './serve-questions.ts';

/** Makes the person who opens the web client, and imports a long conversation for them, as the command line does. */
export interface WebSeedQuestion {
  url: string;
  dataDir: string;
  messages: number;
}

export interface WebSeeded {
  email: string;
  password: string;
  token: string;
}

let platform: Platform | undefined;

/** Talk of all lengths, in two languages: rows of many heights. */
function lineOf(n: number): string {
  const at = new Date(Date.UTC(2020, 0, 1) + n * 47_000).toISOString();
  const words =
    n % 3 === 0 ? '会议改到下午三点，请把上周的数据带来。' : 'the build is green again, please have a look when you can. ';
  return `${at.slice(0, 10)} ${at.slice(11, 19)} <nick${(n >> 2) % 40}> ${n}: ${words.repeat(1 + ((n * 7) % 11 === 0 ? 6 : n % 3))}`;
}

async function seed({ url, dataDir, messages }: WebSeedQuestion): Promise<WebSeeded> {
  const config = readConfig({ RAPPORT_DATA: dataDir });
  platform = createPlatform({ config, databaseUrl: url, logger: createLogger('error'), poolSize: 2 });
  const [email, password] = ['reader@bench.test', 'orange-kettle-7-lantern'];
  const user = await createUser(platform, { email, password, name: 'Reader', role: 'owner', organizationName: 'Bench' });
  const path = join(dataDir, 'irc-long.log');
  await writeFile(path, `${Array.from({ length: messages }, (_, n) => lineOf(n)).join('\n')}\n`);
  await runImport(platform, { kind: 'irc', path, irc: { network: 'bench' } });
  const { secret } = await createTokenFor(platform, { user, name: 'bench' });
  await platform.db.rows('vacuum analyze');
  return { email, password, token: secret };
}

serveQuestions(seed, async () => platform?.db.close());
