import type pg from 'pg';
import { boxedShape, closeRows, copyOfBoxed } from './boxed-table.ts';
import type { TableShape } from './catalogue.ts';
import { copyOut } from './copy-stream.ts';
import type { Erasable, ErasableTable } from './erasable.ts';
import { keepFile } from './kept-files.ts';
import { type KeptTable, tableFile } from './manifest.ts';
import { copyOfTable } from './read-database.ts';
import type { WrittenBook } from './write-book.ts';

/** A table whose rows lie in the backup under keys, in part. */
async function keepBoxed(
  client: pg.Client,
  given: TableShape,
  how: ErasableTable,
  folder: string,
  book: WrittenBook,
): Promise<KeptTable> {
  const table = boxedShape(given, how);
  const { bytes } = copyOut(client, copyOfBoxed(table, how));
  const reader = await book.read();
  try {
    const rows = closeRows(table, bytes, reader);
    const file = await keepFile(folder, tableFile(table.name), rows.bytes, true);
    return { ...table, rows: rows.rows(), ...file };
  } finally {
    await reader.close();
  }
}

/** Keeps tables one after the other; without a book as they are. */
export async function keepTables(
  client: pg.Client,
  tables: readonly TableShape[],
  { folder, erasable, book }: { folder: string; erasable: Erasable; book: WrittenBook | undefined },
  progress: (step: 'tables', done: number, total: number) => void,
): Promise<KeptTable[]> {
  const kept: KeptTable[] = [];
  for (const [done, table] of tables.entries()) {
    progress('tables', done, tables.length);
    const how = book && erasable.tables.find((one) => one.table === table.name);
    const left = book && erasable.left.find((one) => one.table === table.name);
    if (book && how) kept.push(await keepBoxed(client, table, how, folder, book));
    else if (!left || left.keep) {
      const { bytes, rows } = copyOut(client, copyOfTable(table, left?.keep));
      const file = await keepFile(folder, tableFile(table.name), bytes, true);
      kept.push({ ...table, rows: await rows, ...file });
    }
  }
  progress('tables', tables.length, tables.length);
  return kept;
}
