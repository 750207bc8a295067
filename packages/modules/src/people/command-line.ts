import { type BaseRole, Fault, type Language, type Output } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import { passwordsOf } from './accounts/passwords.ts';
import { passwordOf } from './accounts/reader.ts';
import { insertNewToken } from './accounts/tokens.ts';
import { setPassword } from './accounts/writer.ts';
import { createUsers } from './directory/create-users.ts';
import { findUserByEmail } from './directory/reader.ts';
import { ensureOrganization } from './organization.ts';
import { checkPassword } from './policy.ts';
import { audit } from './writer.ts';

const from = 'command-line';

/** Makes a user from the command line (audited). Without a password the user needs a reset link. Answers the id. */
export async function createUser(
  platform: Platform,
  draft: { email: string; name: string; role: BaseRole; password?: string; language?: Language; organizationName?: string },
): Promise<string> {
  const password = draft.password?.normalize('NFC');
  if (password !== undefined) checkPassword(password, [draft.name, draft.email]);
  const hash = password === undefined ? undefined : await passwordsOf(platform).hash(password);
  const at = platform.clock.now();
  return platform.db.transaction(async (tx) => {
    await ensureOrganization(tx, platform, { name: draft.organizationName ?? 'Rapport', language: draft.language ?? 'zh-CN' });
    const { name, email, role } = draft;
    const [user] = await createUsers(tx, platform, null, [{ name, email, role, language: draft.language ?? null }]);
    if (hash !== undefined) await setPassword(tx, user!, hash, at);
    await audit(tx, { at, actor: null, act: 'user.created', subjectKind: 'user', subject: user!, detail: { role }, from });
    return user!;
  });
}

/** Makes a bot from the command line (audited). Answers the id. */
export async function createBotUser(platform: Platform, draft: { name: string }): Promise<string> {
  const at = platform.clock.now();
  return platform.db.transaction(async (tx) => {
    await ensureOrganization(tx, platform, { name: 'Rapport', language: 'zh-CN' });
    const [user] = await createUsers(tx, platform, null, [{ name: draft.name, role: 'member', bot: true }]);
    await audit(tx, { at, actor: null, act: 'bot.created', subjectKind: 'user', subject: user!, from });
    return user!;
  });
}

/** Checks an address and password as sign-in does, for the command line. Answers the user id; throws `wrong-credentials`. */
export async function checkCredentials(platform: Platform, email: string, password: string): Promise<string> {
  const user = await findUserByEmail(platform.db, email.normalize('NFC').toLowerCase());
  const stored = user && user.deactivatedAt === null ? await passwordOf(platform.db, user.id) : undefined;
  const right = await passwordsOf(platform).verify(stored, password.normalize('NFC'));
  if (!user || !right) throw new Fault('wrong-credentials');
  return user.id;
}

/** Makes a token from the command line (audited), for whoever gave a password, or for a bot. */
export async function createTokenFor(
  platform: Platform,
  draft: { user: string; name: string; days?: number | null },
): Promise<Output<'people.createToken'>> {
  return platform.db.transaction(async (tx) => {
    const made = await insertNewToken(tx, platform, { ...draft, days: draft.days ?? null, createdBy: null });
    await audit(tx, {
      at: platform.clock.now(),
      actor: null,
      act: 'token.created',
      subjectKind: 'user',
      subject: draft.user,
      detail: { token: made.token.id },
      from,
    });
    return made;
  });
}
