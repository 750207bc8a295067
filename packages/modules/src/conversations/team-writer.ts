import { assertTx, type Tx } from '@rapport/platform';

/** From now on the group stays private: what customers write will be read by its members. */
export async function insertTeam(tx: Tx, group: string): Promise<void> {
  assertTx(tx);
  await tx.rows('insert into customer_team (group_id) values ($1) on conflict do nothing', [group]);
}
