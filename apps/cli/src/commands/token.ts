import type { Output } from '@rapport/contract';
import { actorFor, checkCredentials, createBot, createBotToken, createTokenFor, listPeople } from '@rapport/modules';
import { callServer, type Platform, readSettings, type ServerAddress } from '@rapport/platform';
import { type Command, InvalidArgumentError } from 'commander';
import { assertHouse, withPlatform } from '../house.ts';
import { readSecret, say, sayJson, tell, UsageError } from '../terminal.ts';

interface Options {
  email?: string;
  name: string;
  bot?: string;
  days?: number;
  passwordStdin?: boolean;
  json?: boolean;
}

type Made = Output<'people.createToken'>;
type Bot = Output<'people.list'>['items'][number];

const from = 'command-line';

/** The bot of that id or name; more than one of a name is for the caller to tell apart. */
function pick(bots: readonly Bot[], wanted: string): Bot | undefined {
  const found = bots.filter(({ id, name }) => id === wanted || name === wanted);
  if (found.length > 1)
    throw new UsageError(
      `There are ${found.length} bots named ${wanted}: give the id (${found.map(({ id }) => id).join(', ')}).`,
    );
  return found[0];
}

async function allBots(page: (cursor: string | undefined) => Promise<Output<'people.list'>>): Promise<Bot[]> {
  const bots: Bot[] = [];
  let cursor: string | undefined;
  do {
    const answer = await page(cursor);
    bots.push(...answer.items);
    cursor = answer.next;
  } while (cursor);
  return bots;
}

/** As the administrator whose token is in RAPPORT_TOKEN, through the running server. */
async function botTokenByToken(server: ServerAddress, options: Options & { bot: string }): Promise<Made> {
  const bots = await allBots((cursor) =>
    callServer(server, 'people.list', { kinds: ['bot'], limit: 100, ...(cursor ? { cursor } : {}) }),
  );
  const known = pick(bots, options.bot);
  const bot = known?.id ?? (await callServer(server, 'people.createBot', { name: options.bot })).user;
  if (!known) tell(`Made the bot ${options.bot}.`);
  return callServer(server, 'people.createBotToken', { bot, name: options.name, days: options.days ?? null });
}

/** As the administrator who gave a password: what is done is theirs in the audit. */
async function botTokenByPassword(platform: Platform, admin: string, options: Options & { bot: string }): Promise<Made> {
  const actor = await actorFor(platform, admin, from);
  if (!actor) throw new Error('The account is closed.');
  const bots = await allBots((cursor) =>
    listPeople(platform, actor, {
      kinds: ['bot'],
      limit: 100,
      deep: false,
      managed: false,
      inactive: false,
      ...(cursor ? { cursor } : {}),
    }),
  );
  const known = pick(bots, options.bot);
  const bot = known?.id ?? (await createBot(platform, actor, { name: options.bot, title: '' }, from)).user;
  if (!known) tell(`Made the bot ${options.bot}.`);
  return createBotToken(platform, actor, { bot, name: options.name, days: options.days ?? null }, from);
}

async function make(options: Options): Promise<Made> {
  const { bot, email } = options;
  const { url, token } = readSettings();
  if (!email) {
    if (bot && token) return botTokenByToken({ url, token }, { ...options, bot });
    throw new UsageError(
      bot ? 'A bot needs its administrator: give --email, or set RAPPORT_TOKEN.' : 'Give --email: whose token is it?',
    );
  }
  assertHouse();
  const password = await readSecret(`Password of ${email}: `, options.passwordStdin ?? false);
  if (!password) throw new UsageError('A password is needed: type it on a terminal, or give it with --password-stdin.');
  return withPlatform(async (platform) => {
    const user = await checkCredentials(platform, email, password);
    if (bot) return botTokenByPassword(platform, user, { ...options, bot });
    return createTokenFor(platform, { user, name: options.name, days: options.days ?? null });
  });
}

function days(given: string): number {
  const value = Number(given);
  if (!Number.isInteger(value) || value < 1 || value > 3650)
    throw new InvalidArgumentError('It must be a whole number from 1 to 3650.');
  return value;
}

export function addToken(program: Command): void {
  const token = program.command('token').description('access tokens');
  token
    .command('create')
    .description("make a token: for one's own account after its password, or for a bot by an administrator (audited)")
    .option('--email <address>', 'whose token it is; with --bot, the administrator')
    .option(
      '--bot <name or id>',
      'a bot, made when there is none of that name; without --email as the administrator of RAPPORT_TOKEN',
    )
    .option('--name <name>', 'what the token is for', 'command line')
    .option('--days <n>', 'days until it ends; until it is revoked when absent', days)
    .option('--password-stdin', 'read the password from standard input (its first line)')
    .option('--json', 'one line of JSON: {token: {id, user, name, expiresAt …}, secret}')
    .action(async (options: Options) => {
      const made = await make(options);
      if (options.json) sayJson(made);
      else {
        say(made.secret);
        tell('It is shown this once. Use it as RAPPORT_TOKEN, or in the header "Authorization: Bearer …".');
      }
    });
}
