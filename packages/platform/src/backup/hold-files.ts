import type pg from 'pg';
import { assertTx, type Tx } from '../db.ts';

/** Held shared while a backup is taken: a file that its snapshot refers to must not be erased before it was copied. */
const filesStay = 84_200_005;

/** Keeps every stored file until the connection ends; waits for an erasure under way. */
export async function holdFiles(client: pg.Client): Promise<void> {
  await client.query('select pg_advisory_lock_shared($1)', [filesStay]);
}

/** Whether stored bytes may be erased in this transaction: not while a backup is taken. */
export async function filesMayGo(tx: Tx): Promise<boolean> {
  assertTx(tx);
  const row = await tx.row<{ free: boolean }>('select pg_try_advisory_xact_lock($1) as free', [filesStay]);
  return row?.free ?? false;
}
