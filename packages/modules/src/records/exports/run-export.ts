import { createReadStream } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ErrorCode, Fault, type RecordExport } from '@rapport/contract';
import { canonicalJson } from '@rapport/ledger';
import { newId, type Platform } from '@rapport/platform';
import { TooLargeError } from '@rapport/verify';
import { actorFor } from '../../access/index.ts';
import { dropBytes, keepBytes, sealBytes } from '../../files/index.ts';
import { recordOwn } from '../own-events.ts';
import { exportJob, mayExport } from './create-export.ts';
import { conversationHeads, expiredExports, findExport, takenSince } from './export-reader.ts';
import { lockExport, noteDone, noteEnd, noteProgress } from './export-writer.ts';
import { fileDigest } from './file-digest.ts';
import { keptFor, leftOverAfter, mostAttempts, mostBytes } from './limits.ts';
import type { Packed } from './pack-export.ts';
import { packIn } from './pack-in.ts';
import { LedgerBehindError } from './plan-export.ts';
import type { Cause, ExportRow } from './rows.ts';

/** It was cancelled meanwhile. */
class CancelledError extends Error {}
/** Its maker may not export this any more. */
class ForbiddenError extends Error {}

/** Where bundles grow; sealed into the store when they are whole. */
const workFolder = (platform: Platform): string => join(platform.config.dataDir, 'exports');

/** Something was erased or withheld in its conversations while it was made: it may still have the words, and begins anew. */
class TakenError extends Error {
  override name = 'TakenError';
}

type Heads = Awaited<ReturnType<typeof conversationHeads>>;

/** What the ledger keeps of an export: who took what, why and for whom, and which bytes exactly. */
export const exportedEvent = (cause: Cause, { records, bytes, manifest }: Packed, digest: string, at: number) => ({
  type: 'archive.exported',
  part: 'export',
  content: canonicalJson({
    export: cause.id,
    maker: cause.maker,
    format: cause.format,
    recipient: cause.recipient ?? undefined,
    purpose: cause.purpose,
    inspection: cause.inspection ?? undefined,
    conversations: cause.conversations,
    after: cause.after ?? undefined,
    before: cause.before ?? undefined,
    files: cause.files,
    records,
    bytes,
    manifest,
    digest,
    at,
  }),
});

async function keep(platform: Platform, row: ExportRow, path: string, packed: Packed, before: Heads): Promise<void> {
  const digest = await fileDigest(path);
  const stored = await sealBytes(platform, createReadStream(path, { highWaterMark: 1024 * 1024 }));
  await platform.db.transaction(async (tx) => {
    const state = await lockExport(tx, row.id);
    // Swept as what was broken off: nothing refers to it.
    if (state !== 'working' && state !== 'waiting') throw new CancelledError();
    if (await takenSince(tx, before)) throw new TakenError('Words were taken out of a conversation that was being packed.');
    const at = platform.clock.now();
    await keepBytes(tx, stored);
    const own = await recordOwn(platform, tx, exportedEvent(row, packed, digest, at));
    await noteDone(tx, row.id, {
      blob: stored.blob,
      bytes: packed.bytes,
      manifest: packed.manifest ?? null,
      digest,
      own,
      at,
      expiresAt: Math.min(at + keptFor, row.notAfter ?? Number.MAX_SAFE_INTEGER),
    });
  });
}

/** Whoever may not export any more is not made what they asked for when they might. */
async function requireMaker(platform: Platform, row: ExportRow): Promise<void> {
  if (row.maker === null) return;
  const actor = await actorFor(platform, row.maker);
  if (!actor || !mayExport(actor, row, platform.clock.now())) throw new ForbiddenError('Its maker may not export this any more.');
}

/** What trying again would not mend. */
function failureOf(error: unknown, attempt: number): RecordExport['failure'] {
  if (error instanceof ForbiddenError) return 'no-longer-permitted';
  if (error instanceof TooLargeError) return 'too-large';
  const { code } = error as { code?: ErrorCode | 'ENOSPC' };
  if ((error instanceof Fault && error.code === 'storage-full') || code === 'ENOSPC') return 'storage-full';
  if (attempt < mostAttempts) return undefined;
  return error instanceof LedgerBehindError ? 'ledger-behind' : 'internal';
}

/** Makes an export. What was cut off begins anew; of one that is done, cancelled or failed nothing is done. */
export async function runExport(platform: Platform, { export: id }: { export: string }, attempt = 1): Promise<void> {
  const row = await findExport(platform.db, id);
  if (!row || (row.state !== 'waiting' && row.state !== 'working')) return;
  const folder = workFolder(platform);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${id}.${newId()}.zip`);
  try {
    const before = await conversationHeads(platform.db, row.conversations);
    const packed = await packIn(platform, {
      ...row,
      path,
      most: mostBytes,
      async progress(at) {
        await requireMaker(platform, row);
        if (!(await platform.db.transaction((tx) => noteProgress(tx, id, at)))) throw new CancelledError();
      },
    });
    await requireMaker(platform, row);
    await keep(platform, row, path, packed, before);
  } catch (error) {
    if (error instanceof CancelledError) return;
    const failure = failureOf(error, attempt);
    platform.logger.warn({ err: error, export: id, failure }, 'an export could not be made');
    if (!failure) throw error;
    await platform.db.transaction(async (tx) => {
      const state = await lockExport(tx, id);
      if (state === 'waiting' || state === 'working')
        await noteEnd(tx, id, { state: 'failed', failure, at: platform.clock.now() });
    });
  } finally {
    await rm(path, { force: true });
    await rm(`${path}.proof`, { force: true });
  }
}

async function expire(platform: Platform): Promise<void> {
  for (const { id } of await expiredExports(platform.db, platform.clock.now(), 100))
    await platform.db.transaction(async (tx) => {
      await lockExport(tx, id);
      const row = await findExport(tx, id);
      if (!row?.blob) return;
      await noteEnd(tx, id, { state: 'expired', at: platform.clock.now() });
      await dropBytes(platform, tx, [row.blob]);
    });
}

async function removeLeftOvers(platform: Platform): Promise<void> {
  const folder = workFolder(platform);
  for (const name of await readdir(folder).catch(() => [])) {
    const found = await stat(join(folder, name)).catch(() => undefined);
    if (found && found.mtimeMs < platform.clock.now() - leftOverAfter) await rm(join(folder, name), { force: true });
  }
}

/** Bytes whose time has passed, and what broken-off runs left on this server's disk. */
export async function sweepExports(platform: Platform): Promise<void> {
  await expire(platform);
  await removeLeftOvers(platform);
}

export function declareExports(platform: Platform): void {
  platform.jobs.define(exportJob, (payload: { export: string }, { attempt }) => runExport(platform, payload, attempt));
  platform.jobs.every('41 * * * *', 'records.sweepExports', () => sweepExports(platform));
}
