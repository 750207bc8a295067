import type { Invitation, Session, Token } from '@rapport/contract';
import type { Queryable } from '@rapport/platform';

/** The argon2id hash of a user's password, if the user has one. */
export const passwordOf = async (q: Queryable, user: string): Promise<string | undefined> =>
  (
    await q.row<{ secret: string }>(`select secret from identity where provider = 'password' and subject = $1::uuid::text`, [
      user,
    ])
  )?.secret;

export interface SecondFactor {
  seed: Buffer;
  startedAt: number;
  confirmedAt: number | null;
  lastStep: number;
}
export const secondFactorOf = (q: Queryable, user: string): Promise<SecondFactor | undefined> =>
  q.row<SecondFactor>(
    `select seed, started_at as "startedAt", confirmed_at as "confirmedAt", last_step as "lastStep"
     from second_factor where user_id = $1`,
    [user],
  );

/** Unused recovery codes. */
export const recoveryCodesLeft = async (q: Queryable, user: string): Promise<number> =>
  (await q.row<{ n: number }>('select count(*) as n from recovery_code where user_id = $1 and used_at is null', [user]))?.n ?? 0;

/** A session or token as `authenticate` needs it. */
export interface Credential {
  id: string;
  user: string;
  /** Unix ms; null: never. */
  expiresAt: number | null;
  seenAt: number | null;
}
/** Sessions and tokens by the hashes of their secrets: many callers at once come after a restart. */
export const credentialsBySecret = (
  q: Queryable,
  hashes: readonly Buffer[],
): Promise<(Credential & { kind: 'session' | 'token'; secretHash: Buffer })[]> =>
  q.prepared(
    'credentials-by-secret',
    `select id, user_id as "user", expires_at as "expiresAt", seen_at as "seenAt", 'session' as kind, secret_hash as "secretHash"
     from session where secret_hash = any ($1::bytea[])
     union all
     select id, user_id, expires_at, seen_at, 'token', secret_hash from access_token where secret_hash = any ($1::bytea[])`,
    [hashes],
  );

/** A session or token by its id, for callers that were let in before. */
export const findCredential = (q: Queryable, id: string): Promise<(Credential & { kind: 'session' | 'token' }) | undefined> =>
  q.row(
    `select id, user_id as "user", expires_at as "expiresAt", seen_at as "seenAt", 'session' as kind from session where id = $1
     union all
     select id, user_id, expires_at, seen_at, 'token' from access_token where id = $1`,
    [id],
  );

/** Of these sessions and tokens, the ones that are not over at a time (Unix ms). */
export const openCredentials = async (q: Queryable, ids: readonly string[], at: number): Promise<Set<string>> =>
  new Set(
    (
      await q.rows<{ id: string }>(
        `select id from session where id = any ($1::uuid[]) and expires_at > to_timestamp($2::float8 / 1000)
         union all
         select id from access_token where id = any ($1::uuid[]) and (expires_at is null or expires_at > to_timestamp($2::float8 / 1000))`,
        [ids, at],
      )
    ).map(({ id }) => id),
  );

/** Open sessions of a user, last used first. */
export const sessionsOf = (q: Queryable, user: string, now: number): Promise<Omit<Session, 'current'>[]> =>
  q.rows(
    `select id, device, ip, created_at as "createdAt", seen_at as "seenAt", expires_at as "expiresAt" from session
     where user_id = $1 and expires_at > to_timestamp($2::float8 / 1000) order by seen_at desc, id desc`,
    [user, now],
  );

const tokenColumns = `id, user_id as "user", name, hint, created_at as "createdAt", seen_at as "seenAt", expires_at as "expiresAt"`;
export const tokensOf = (q: Queryable, user: string): Promise<Token[]> =>
  q.rows<Token>(`select ${tokenColumns} from access_token where user_id = $1 order by id desc`, [user]);
export const findTokenById = (q: Queryable, id: string): Promise<Token | undefined> =>
  q.row<Token>(`select ${tokenColumns} from access_token where id = $1`, [id]);

const invitationColumns = `i.id, i.email, i.role, i.department_id as department, i.language, i.invited_by as by,
  i.created_at as "createdAt", i.expires_at as "expiresAt"`;
const open = 'i.accepted_by is null and i.revoked_at is null';
export const openInvitations = (q: Queryable, now: number): Promise<Invitation[]> =>
  q.rows<Invitation>(
    `select ${invitationColumns} from invitation i where ${open} and i.expires_at > to_timestamp($1::float8 / 1000)
     order by i.id desc limit 1000`,
    [now],
  );
export const findInvitation = (q: Queryable, id: string): Promise<Invitation | undefined> =>
  q.row<Invitation>(`select ${invitationColumns} from invitation i where i.id = $1 and ${open}`, [id]);

export interface Link {
  subject: string | null;
  expiresAt: number;
}
/** A link that still works, without using it. */
export const findLink = (q: Queryable, purpose: string, tokenHash: Buffer, now: number): Promise<Link | undefined> =>
  q.row<Link>(
    `select subject, expires_at as "expiresAt" from one_time_link
     where token_hash = $1 and purpose = $2 and used_at is null and expires_at > to_timestamp($3::float8 / 1000)`,
    [tokenHash, purpose, now],
  );
/** Links of one purpose made for a subject since an instant. */
export const linksSince = async (q: Queryable, purpose: string, subject: string, since: number): Promise<number> =>
  (
    await q.row<{ n: number }>(
      `select count(*) as n from one_time_link where purpose = $1 and subject = $2 and made_at > to_timestamp($3::float8 / 1000)`,
      [purpose, subject, since],
    )
  )?.n ?? 0;
