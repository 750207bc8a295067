import { Fault, type Output, type Parsed, type UserId } from '@rapport/contract';
import { newId, newSecret, type Platform, secretHash, type Tx } from '@rapport/platform';
import type { Actor } from '../actor.ts';
import { requirePermission } from '../can.ts';
import { createUsers } from '../directory/create-users.ts';
import { findUser, type UserRow } from '../directory/reader.ts';
import { tellRevoked } from '../organization.ts';
import { requireNoLess } from '../powers.ts';
import { audit } from '../writer.ts';
import { confirmPassword } from './confirm-password.ts';
import { findTokenById, tokensOf } from './reader.ts';
import { deleteToken, insertToken } from './writer.ts';

const tokensMost = 100;

export interface TokenDraft {
  user: string;
  name: string;
  /** Null: until it is revoked. */
  days: number | null;
  createdBy: string | null;
}

/** Makes a token in the caller's transaction. Only its hash is kept; the first characters tell it from others. */
export async function insertNewToken(tx: Tx, platform: Platform, draft: TokenDraft): Promise<Output<'people.createToken'>> {
  if ((await tokensOf(tx, draft.user)).length >= tokensMost) throw new Fault('quota-exceeded', { quota: `${tokensMost}` });
  const now = platform.clock.now();
  const id = newId(now);
  const secret = newSecret('rpt');
  await insertToken(tx, {
    id,
    user: draft.user,
    secretHash: secretHash(secret),
    name: draft.name,
    hint: secret.slice(0, 8),
    createdBy: draft.createdBy,
    now,
    expiresAt: draft.days === null ? null : now + draft.days * 86_400_000,
  });
  return { token: (await findTokenById(tx, id))!, secret };
}

async function requireBot(platform: Platform, id: string): Promise<UserRow> {
  const bot = await findUser(platform.db, id);
  if (bot?.kind !== 'bot') throw new Fault('not-found', { what: 'bot' });
  return bot;
}

/** One's own tokens, or those of a bot. */
export async function listTokens(
  platform: Platform,
  actor: Actor,
  input: Parsed<'people.tokens'>,
): Promise<Output<'people.tokens'>> {
  if (input.bot === undefined) return { tokens: await tokensOf(platform.db, actor.user) };
  requirePermission(actor, 'bots.manage');
  const bot = await requireBot(platform, input.bot);
  return { tokens: await tokensOf(platform.db, bot.id) };
}

/** A token of one's own, after the password: a stolen session cannot make itself a lasting one. */
export async function createToken(
  platform: Platform,
  actor: Actor,
  input: Parsed<'people.createToken'>,
  ip: string,
): Promise<Output<'people.createToken'>> {
  requirePermission(actor, 'tokens.create');
  await confirmPassword(platform, actor.user, input.password, ip);
  const draft = { user: actor.user, name: input.name, days: input.days, createdBy: actor.user };
  return platform.db.transaction((tx) => insertNewToken(tx, platform, draft));
}

/** Makes a bot: it has no password and comes in by token only. */
export async function createBot(
  platform: Platform,
  actor: Actor,
  input: Parsed<'people.createBot'>,
  from: string,
): Promise<Output<'people.createBot'>> {
  requirePermission(actor, 'bots.manage');
  return platform.db.transaction(async (tx) => {
    const [user] = await createUsers(tx, platform, actor.user, [{ ...input, role: 'member', bot: true }]);
    const at = platform.clock.now();
    await audit(tx, { at, actor: actor.user, act: 'bot.created', subjectKind: 'user', subject: user!, from });
    return { user: user as UserId };
  });
}

export async function createBotToken(
  platform: Platform,
  actor: Actor,
  input: Parsed<'people.createBotToken'>,
  from: string,
): Promise<Output<'people.createBotToken'>> {
  requirePermission(actor, 'bots.manage');
  const bot = await requireBot(platform, input.bot);
  if (bot.deactivatedAt !== null) throw new Fault('not-found', { what: 'bot' });
  return platform.db.transaction(async (tx) => {
    await requireNoLess(platform, tx, actor, bot.id);
    const made = await insertNewToken(tx, platform, { user: bot.id, name: input.name, days: input.days, createdBy: actor.user });
    await audit(tx, {
      at: platform.clock.now(),
      actor: actor.user,
      act: 'token.created',
      subjectKind: 'user',
      subject: bot.id,
      detail: { token: made.token.id, name: input.name },
      from,
    });
    return made;
  });
}

/** Ends a token of one's own, or of a bot. */
export async function revokeToken(
  platform: Platform,
  actor: Actor,
  input: Parsed<'people.revokeToken'>,
  from: string,
): Promise<Record<string, never>> {
  await platform.db.transaction(async (tx) => {
    const token = await findTokenById(tx, input.token);
    const owner = token && (await findUser(tx, token.user));
    const mine = token?.user === actor.user;
    if (!token || !(mine || (owner?.kind === 'bot' && actor.permissions.has('bots.manage'))))
      throw new Fault('not-found', { what: 'token' });
    await deleteToken(tx, token.id);
    tellRevoked(tx, platform, token.user, [token.id]);
    if (mine) return;
    await audit(tx, {
      at: platform.clock.now(),
      actor: actor.user,
      act: 'token.revoked',
      subjectKind: 'user',
      subject: token.user,
      detail: { token: token.id },
      from,
    });
  });
  return {};
}
