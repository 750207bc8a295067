import { assertTx, type Tx } from '@rapport/platform';
import type { ItemRow, PlaceRow } from './reader.ts';

/** The source's row, made when it is new. */
export async function putSource(
  tx: Tx,
  source: { id: string; kind: string; workspace: string; name: string; at: number },
): Promise<string> {
  assertTx(tx);
  const row = await tx.row<{ id: string }>(
    `insert into import_source as s (id, kind, workspace, name, created_at) values ($1, $2, $3, $4, to_timestamp($5::float8 / 1000))
     on conflict (kind, workspace) do update set name = s.name returning id`,
    [source.id, source.kind, source.workspace, source.name, source.at],
  );
  return row!.id;
}

/** Runs of one source take turns, batch by batch: what one has written the next one knows. */
export async function lockSource(tx: Tx, source: string): Promise<void> {
  assertTx(tx);
  await tx.rows('select 1 from import_source where id = $1 for no key update', [source]);
}

/**
 * The same for a batch, which does not wait for the disk at its commit. After a power cut the newest batches may be missing,
 * never older ones; the same run brings them again. What ends a conversation, and the run, does wait.
 */
export async function lockSourceLightly(tx: Tx, source: string): Promise<void> {
  assertTx(tx);
  await tx.rows(`select set_config('synchronous_commit', 'off', true) from import_source where id = $1 for no key update`, [
    source,
  ]);
}

export async function insertPeople(
  tx: Tx,
  source: string,
  people: readonly { externalId: string; user: string }[],
): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into import_person (source_id, external_id, user_id) select $1, * from unnest($2::text[], $3::uuid[]) on conflict do nothing`,
    [source, people.map((p) => p.externalId), people.map((p) => p.user)],
  );
}

export async function insertPlace(tx: Tx, source: string, place: PlaceRow): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into import_place (source_id, external_id, conversation_id, name, purpose, archived, newest) values ($1, $2, $3, $4, $5, $6, $7)`,
    [source, place.externalId, place.conversation, place.name, place.purpose, place.archived, place.newest],
  );
}

export async function updatePlace(tx: Tx, source: string, place: PlaceRow): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `update import_place set name = $3, purpose = $4, archived = $5, newest = greatest(newest, $6::bigint)
     where source_id = $1 and external_id = $2`,
    [source, place.externalId, place.name, place.purpose, place.archived, place.newest],
  );
}

export async function insertItems(tx: Tx, items: readonly ItemRow[]): Promise<void> {
  assertTx(tx);
  await tx.rows(
    'insert into import_item (key, conversation_id, seq) select * from unnest($1::uuid[], $2::uuid[], $3::bigint[])',
    [items.map((i) => i.key), items.map((i) => i.conversation), items.map((i) => i.seq)],
  );
}
