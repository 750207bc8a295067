import type { ContactImport } from '@rapport/contract';
import { assertTx, type Tx } from '@rapport/platform';

const instant = (place: number): string => `to_timestamp($${place}::float8 / 1000)`;

export async function insertImport(
  tx: Tx,
  i: { id: string; maker: string; file: string; format: string; at: number },
): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into contact_import (id, maker_id, file_id, state, format, started_at) values ($1, $2, $3, 'reading', $4, ${instant(5)})`,
    [i.id, i.maker, i.file, i.format, i.at],
  );
}

export type Tally = Pick<ContactImport, 'done' | 'made' | 'changed' | 'same' | 'refused' | 'alike'>;

export async function noteTally(tx: Tx, id: string, t: Tally): Promise<void> {
  assertTx(tx);
  await tx.rows(
    'update contact_import set done = $2, made = $3, changed = $4, same = $5, refused = $6, alike = $7 where id = $1',
    [id, t.done, t.made, t.changed, t.same, t.refused, t.alike],
  );
}

/** What was read; it waits for somebody to say so. */
export async function noteRead(
  tx: Tx,
  id: string,
  r: Pick<ContactImport, 'format' | 'total' | 'troubles' | 'ignored'>,
): Promise<void> {
  assertTx(tx);
  await tx.rows(`update contact_import set state = 'ready', format = $2, total = $3, troubles = $4, ignored = $5 where id = $1`, [
    id,
    r.format,
    r.total,
    JSON.stringify(r.troubles),
    r.ignored,
  ]);
}

export async function noteBegun(tx: Tx, id: string, partly: boolean): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `update contact_import set state = 'working', partly = $2, done = 0, made = 0, changed = 0, same = 0, refused = 0, alike = 0 where id = $1`,
    [id, partly],
  );
}

/** Its file is not needed any more. */
export async function noteEnded(tx: Tx, id: string, failure: ContactImport['failure'], at: number): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `update contact_import set state = case when $2::text is null then 'done' else 'failed' end, failure = $2, ended_at = ${instant(3)}, file_id = null
     where id = $1`,
    [id, failure, at],
  );
}

/** What did not fit when it was brought in, after what did not when it was read. */
export async function addTroubles(tx: Tx, id: string, troubles: ContactImport['troubles']): Promise<void> {
  assertTx(tx);
  if (troubles.length > 0)
    await tx.rows('update contact_import set troubles = troubles || $2::jsonb where id = $1', [id, JSON.stringify(troubles)]);
}

export async function putImportKey(tx: Tx, key: Uint8Array, contact: string, digest: Uint8Array): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into contact_import_key (key, contact_id, said_hash) values ($1, $2, $3)
     on conflict (key) do update set contact_id = excluded.contact_id, said_hash = excluded.said_hash`,
    [key, contact, digest],
  );
}
