import { assertTx, type Tx } from '@rapport/platform';

const instant = (parameter: number): string => `to_timestamp($${parameter}::float8 / 1000)`;

/** Makes the transport of an account, or writes over it. */
export async function putTransport(
  tx: Tx,
  one: { account: string; settings: unknown; secrets: Buffer | null; rawDays: number; at: number },
): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into channel_transport (account_id, settings, secrets, raw_days, changed_at) values ($1, $2, $3, $4, ${instant(5)})
     on conflict (account_id) do update set settings = excluded.settings, secrets = excluded.secrets, raw_days = excluded.raw_days,
       changed_at = excluded.changed_at, changes = channel_transport.changes + 1, paused_at = null, paused_because = null`,
    [one.account, JSON.stringify(one.settings), one.secrets, one.rawDays, one.at],
  );
}

/** Lets an account rest until an administrator has looked. Answers whether it worked until now. */
export async function pauseTransport(tx: Tx, account: string, because: string, at: number): Promise<boolean> {
  assertTx(tx);
  const row = await tx.row(
    `update channel_transport set paused_at = ${instant(3)}, paused_because = $2 where account_id = $1 and paused_at is null returning 1`,
    [account, because, at],
  );
  return row !== undefined;
}

export async function resumeTransport(tx: Tx, account: string): Promise<void> {
  assertTx(tx);
  await tx.rows('update channel_transport set paused_at = null, paused_because = null where account_id = $1', [account]);
}

/** One maker of a shared value at a time, over all nodes. */
export async function lockValue(tx: Tx, account: string, name: string): Promise<void> {
  assertTx(tx);
  await tx.rows(`select pg_advisory_xact_lock(hashtextextended('channel-value/' || $1 || '/' || $2, 0))`, [account, name]);
}

export async function putValue(tx: Tx, one: { account: string; name: string; value: Buffer; until: number }): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into channel_value (account_id, name, value, until) values ($1, $2, $3, ${instant(4)})
     on conflict (account_id, name) do update set value = excluded.value, until = excluded.until`,
    [one.account, one.name, one.value, one.until],
  );
}

/** What was given under other credentials is of no use. */
export async function dropValues(tx: Tx, account: string): Promise<void> {
  assertTx(tx);
  await tx.rows('delete from channel_value where account_id = $1', [account]);
}

/** Seconds that a node tends an account without saying so again. */
const leaseSeconds = 10;

/**
 * Takes those of the accounts that nobody tends, whose node is gone, or that this node tends already. By the database's clock: nodes may differ.
 * Answers those that are its own now.
 */
export async function takeLeases(
  tx: Tx,
  accounts: readonly string[],
  node: string,
  living: readonly string[],
): Promise<string[]> {
  assertTx(tx);
  if (accounts.length === 0) return [];
  const rows = await tx.rows<{ account: string }>(
    `insert into channel_lease (account_id, node, until)
     select account, $2, now() + interval '${leaseSeconds} seconds' from unnest($1::uuid[]) as u (account) order by account
     on conflict (account_id) do update set node = excluded.node, until = excluded.until
       where channel_lease.node = excluded.node or channel_lease.until < now() or not channel_lease.node = any ($3::uuid[])
     returning account_id as account`,
    [accounts, node, living],
  );
  return rows.map(({ account }) => account);
}

export async function dropLeases(tx: Tx, accounts: readonly string[], node: string): Promise<void> {
  assertTx(tx);
  await tx.rows('delete from channel_lease where node = $2 and account_id = any ($1::uuid[])', [accounts, node]);
}
