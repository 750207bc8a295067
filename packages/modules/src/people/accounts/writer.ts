import { assertTx, type Tx } from '@rapport/platform';

const at = (parameter: number): string => `to_timestamp($${parameter}::float8 / 1000)`;

/** Sets the user's password: the `password` identity's secret. */
export async function setPassword(tx: Tx, user: string, hash: string, now: number): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into identity (provider, subject, user_id, secret, created_at, changed_at)
     values ('password', $1::uuid::text, $1::uuid, $2, ${at(3)}, ${at(3)})
     on conflict (provider, subject) do update set secret = excluded.secret, changed_at = excluded.changed_at`,
    [user, hash, now],
  );
}

export async function insertSession(
  tx: Tx,
  s: { id: string; user: string; secretHash: Buffer; device: string; ip: string; now: number; expiresAt: number },
): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into session (id, user_id, secret_hash, device, ip, created_at, seen_at, expires_at)
     values ($1, $2, $3, $4, $5, ${at(6)}, ${at(6)}, ${at(7)})`,
    [s.id, s.user, s.secretHash, s.device, s.ip, s.now, s.expiresAt],
  );
}

/** Ends sessions of a user: the named ones, or all but one. Answers the ids that ended. */
export async function endSessions(
  tx: Tx,
  user: string,
  which: { only: readonly string[] } | { except: string | null },
): Promise<string[]> {
  assertTx(tx);
  const only = 'only' in which ? which.only : null;
  const except = 'except' in which ? which.except : null;
  const ended = await tx.rows<{ id: string }>(
    `delete from session where user_id = $1 and ($2::uuid[] is null or id = any($2)) and ($3::uuid is null or id <> $3) returning id`,
    [user, only, except],
  );
  return ended.map(({ id }) => id);
}

/** Ends whatever lets somebody in: sessions, tokens, links; of a closed account. */
export async function endEverything(tx: Tx, user: string): Promise<void> {
  assertTx(tx);
  await tx.rows('delete from session where user_id = $1', [user]);
  await tx.rows('delete from access_token where user_id = $1', [user]);
  await endLinks(tx, 'reset', user);
}

/** Moves a session's end and its last use; at most once a minute. */
/** Locked in order of their ids: two nodes that note the same ones wait for each other, and no more. */
export async function touchSessions(tx: Tx, ids: readonly string[], now: number, expiresAt: number): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `update session set seen_at = ${at(2)}, expires_at = ${at(3)} where id in (
       select id from session where id = any ($1::uuid[]) and seen_at < ${at(2)} order by id for no key update)`,
    [ids, now, expiresAt],
  );
}
export async function touchTokens(tx: Tx, ids: readonly string[], now: number): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `update access_token set seen_at = ${at(2)} where id in (
       select id from access_token where id = any ($1::uuid[]) order by id for no key update)`,
    [ids, now],
  );
}

export async function insertToken(
  tx: Tx,
  t: {
    id: string;
    user: string;
    secretHash: Buffer;
    name: string;
    hint: string;
    createdBy: string | null;
    now: number;
    expiresAt: number | null;
  },
): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into access_token (id, user_id, secret_hash, name, hint, created_by, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, ${at(7)}, ${at(8)})`,
    [t.id, t.user, t.secretHash, t.name, t.hint, t.createdBy, t.now, t.expiresAt],
  );
}
export async function deleteToken(tx: Tx, id: string): Promise<void> {
  assertTx(tx);
  await tx.rows('delete from access_token where id = $1', [id]);
}

export async function insertInvitation(
  tx: Tx,
  i: {
    id: string;
    email: string;
    role: string;
    department: string | null;
    language: string;
    by: string | null;
    now: number;
    expiresAt: number;
  },
): Promise<void> {
  assertTx(tx);
  // A new invitation of the same address takes the place of the open one.
  await tx.rows(`update invitation set revoked_at = ${at(2)} where email = $1 and accepted_by is null and revoked_at is null`, [
    i.email,
    i.now,
  ]);
  await tx.rows(
    `insert into invitation (id, email, role, department_id, language, invited_by, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, ${at(7)}, ${at(8)})`,
    [i.id, i.email, i.role, i.department, i.language, i.by, i.now, i.expiresAt],
  );
}
export async function markInvitationAccepted(tx: Tx, id: string, user: string): Promise<void> {
  assertTx(tx);
  await tx.rows('update invitation set accepted_by = $2 where id = $1', [id, user]);
}
export async function markInvitationRevoked(tx: Tx, id: string, now: number): Promise<void> {
  assertTx(tx);
  await tx.rows(`update invitation set revoked_at = ${at(2)} where id = $1`, [id, now]);
}

export async function insertLink(
  tx: Tx,
  l: { tokenHash: Buffer; purpose: 'set-up' | 'invitation' | 'reset'; subject: string | null; now: number; expiresAt: number },
): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into one_time_link (token_hash, purpose, subject, made_at, expires_at) values ($1, $2, $3, ${at(4)}, ${at(5)})`,
    [l.tokenHash, l.purpose, l.subject, l.now, l.expiresAt],
  );
}
/** Uses a link up. Of two who come at once only one gets it. */
export async function takeLink(
  tx: Tx,
  purpose: string,
  tokenHash: Buffer,
  now: number,
): Promise<{ subject: string | null } | undefined> {
  assertTx(tx);
  return tx.row<{ subject: string | null }>(
    `update one_time_link set used_at = ${at(3)}
     where token_hash = $1 and purpose = $2 and used_at is null and expires_at > ${at(3)} returning subject`,
    [tokenHash, purpose, now],
  );
}
/** Ends the open links of a purpose (and subject). They are kept for a day, so that links made can be counted. */
export async function endLinks(tx: Tx, purpose: string, subject: string | null): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `update one_time_link set expires_at = made_at
     where purpose = $1 and subject is not distinct from $2::uuid and used_at is null`,
    [purpose, subject],
  );
}

/** Begins a second factor, in place of one begun and never confirmed. */
export async function startFactor(tx: Tx, user: string, seed: Buffer, now: number): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into second_factor (user_id, seed, started_at) values ($1, $2, ${at(3)})
     on conflict (user_id) do update set seed = excluded.seed, started_at = excluded.started_at, last_step = 0
     where second_factor.confirmed_at is null`,
    [user, seed, now],
  );
}
export async function confirmFactor(tx: Tx, user: string, now: number): Promise<void> {
  assertTx(tx);
  await tx.rows(`update second_factor set confirmed_at = ${at(2)} where user_id = $1`, [user, now]);
}
/** Uses a time step up; false when it, or a later one, was used before. */
export async function takeStep(tx: Tx, user: string, step: number): Promise<boolean> {
  assertTx(tx);
  const taken = await tx.row('update second_factor set last_step = $2 where user_id = $1 and last_step < $2 returning user_id', [
    user,
    step,
  ]);
  return taken !== undefined;
}
export async function deleteFactor(tx: Tx, user: string): Promise<void> {
  assertTx(tx);
  await tx.rows('delete from recovery_code where user_id = $1', [user]);
  await tx.rows('delete from second_factor where user_id = $1', [user]);
}
export async function replaceRecoveryCodes(tx: Tx, user: string, hashes: readonly Buffer[]): Promise<void> {
  assertTx(tx);
  await tx.rows('delete from recovery_code where user_id = $1', [user]);
  await tx.rows('insert into recovery_code (user_id, code_hash) select $1, unnest($2::bytea[])', [user, hashes]);
}
/** Uses a recovery code up; false when it is none, or was used. */
export async function takeRecoveryCode(tx: Tx, user: string, hash: Buffer, now: number): Promise<boolean> {
  assertTx(tx);
  const taken = await tx.row(
    `update recovery_code set used_at = ${at(3)} where user_id = $1 and code_hash = $2 and used_at is null returning user_id`,
    [user, hash, now],
  );
  return taken !== undefined;
}

export interface Attempt {
  failures: number;
  /** Unix ms; null: free to try. */
  lockedUntil: number | null;
}
/**
 * Counts a guess before it is checked, so that guesses sent together are all counted. While locked nothing is counted.
 * Failures older than `forgetAfter` ms are forgotten.
 */
export async function countAttempt(tx: Tx, key: Buffer, now: number, forgetAfter: number): Promise<Attempt> {
  assertTx(tx);
  const row = await tx.row<Attempt>(
    `insert into sign_in_attempt as a (key, failures, last_at) values ($1, 1, ${at(2)})
     on conflict (key) do update set
       failures = case when a.locked_until > ${at(2)} then a.failures
         when a.last_at < ${at(3)} then 1 else a.failures + 1 end,
       last_at = case when a.locked_until > ${at(2)} then a.last_at else ${at(2)} end
     returning failures, locked_until as "lockedUntil"`,
    [key, now, now - forgetAfter],
  );
  return row!;
}
export async function lockAttempts(tx: Tx, key: Buffer, until: number): Promise<void> {
  assertTx(tx);
  await tx.rows(`update sign_in_attempt set locked_until = ${at(2)} where key = $1`, [key, until]);
}
/** A right answer: the count of the account starts anew. */
export async function clearAttempts(tx: Tx, key: Buffer): Promise<void> {
  assertTx(tx);
  await tx.rows('delete from sign_in_attempt where key = $1', [key]);
}
/** Takes one counted guess back: it was none. */
export async function forgiveAttempt(tx: Tx, key: Buffer): Promise<void> {
  assertTx(tx);
  await tx.rows('update sign_in_attempt set failures = greatest(failures - 1, 0), locked_until = null where key = $1', [key]);
}

/** Clears away what has run out: sessions, tokens, links, counts of guesses. */
export async function clearExpired(tx: Tx, now: number): Promise<void> {
  assertTx(tx);
  await tx.rows(`delete from session where expires_at < ${at(1)}`, [now]);
  await tx.rows(`delete from access_token where expires_at < ${at(1)}`, [now]);
  await tx.rows(`delete from one_time_link where expires_at < ${at(1)}`, [now - 86_400_000]);
  await tx.rows(`delete from sign_in_attempt where last_at < ${at(1)}`, [now - 86_400_000]);
}
