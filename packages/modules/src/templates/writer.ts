import type { TemplateDefinition } from '@rapport/contract';
import { assertTx, type Tx } from '@rapport/platform';

export async function insertTemplate(tx: Tx, id: string, version: number | null, at: number): Promise<void> {
  assertTx(tx);
  await tx.rows(
    'insert into template (id, version, created_at) values ($1, $2, to_timestamp($3::float8 / 1000)) on conflict do nothing',
    [id, version, at],
  );
}

/** Answers false when somebody else made a version meanwhile. */
export async function advanceTemplate(tx: Tx, id: string, after: number): Promise<boolean> {
  assertTx(tx);
  return (
    (await tx.row('update template set version = version + 1 where id = $1 and version = $2 returning id', [id, after])) !==
    undefined
  );
}

export async function insertVersion(
  tx: Tx,
  v: { template: string; version: number; author: string; at: number; definition: TemplateDefinition },
): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into template_version (template_id, version, author, at, definition)
     values ($1, $2, $3, to_timestamp($4::float8 / 1000), $5)`,
    [v.template, v.version, v.author, v.at, JSON.stringify(v.definition)],
  );
}

export async function archiveRow(tx: Tx, id: string, archived: boolean): Promise<void> {
  assertTx(tx);
  await tx.rows('update template set archived_at = case when $2 then coalesce(archived_at, now()) end where id = $1', [
    id,
    archived,
  ]);
}
