import type { Capabilities, ChannelAccount } from '@rapport/contract';
import { assertTx, type Tx } from '@rapport/platform';

/** Makes an account, or writes over what it is; its kind stays what it was. */
export async function keepAccount(
  tx: Tx,
  account: { id: string; kind: string; name: string; capabilities: Capabilities; enabled: boolean; at: number },
): Promise<ChannelAccount> {
  assertTx(tx);
  const row = await tx.row<ChannelAccount>(
    `insert into channel_account (id, kind, name, capabilities, enabled, created_at, changed_at)
     values ($1, $2, $3, $4, $5, to_timestamp($6::float8 / 1000), to_timestamp($6::float8 / 1000))
     on conflict (id) do update set name = excluded.name, capabilities = excluded.capabilities, enabled = excluded.enabled,
       changed_at = excluded.changed_at
     returning id, kind, name, capabilities, enabled, created_at as "createdAt"`,
    [account.id, account.kind, account.name, JSON.stringify(account.capabilities), account.enabled, account.at],
  );
  return row!;
}
