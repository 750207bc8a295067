import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFromArchive } from '@rapport/dev/shared-data';
import { openExportFiles, readBytes } from '../imports/export-files.ts';
import { DEFAULT_LIMITS } from '../imports/export-shape.ts';

/** One turn: a customer's or ours. */
export type Said = { role: 'usr' | 'sys'; content: string };

/** The 500 dialogues of CrossWOZ's validation set, each beginning with the customer. */
export async function serviceDialogues(shared: string): Promise<Said[][]> {
  const scratch = await mkdtemp(join(tmpdir(), 'rapport-crosswoz-'));
  try {
    const zip = join(scratch, 'val.zip');
    await writeFile(zip, readFromArchive(join(shared, 'chat/zh-crosswoz-val.tar.xz'), 'zh-crosswoz-val/val.json.zip'));
    const files = await openExportFiles(zip, DEFAULT_LIMITS);
    const all = JSON.parse((await readBytes(files, 'val.json', DEFAULT_LIMITS)).toString()) as Record<
      string,
      { messages: Said[] }
    >;
    await files.close();
    return Object.values(all).map(({ messages }) => messages);
  } finally {
    await rm(scratch, { recursive: true });
  }
}
