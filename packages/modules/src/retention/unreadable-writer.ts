import { assertTx, type Tx } from '@rapport/platform';

export async function noteLooked(tx: Tx, epoch: string): Promise<void> {
  assertTx(tx);
  await tx.rows('insert into retention_looked (epoch) values ($1) on conflict (one) do update set epoch = excluded.epoch', [
    epoch,
  ]);
}
