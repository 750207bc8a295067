import { Fault, type Parsed, type RecordExport } from '@rapport/contract';
import { newId, type Platform, type Tx } from '@rapport/platform';
import { type Actor, audit, can, requirePermission } from '../../access/index.ts';
import { dropBytes } from '../../files/index.ts';
import { conversationHeads, findExport, unfinishedOf } from './export-reader.ts';
import { insertExport, lockExport, lockMaker, noteEnd } from './export-writer.ts';
import { isWritten } from './formats/index.ts';
import { mostAttempts, mostUnfinished } from './limits.ts';
import { type Cause, exportOf } from './rows.ts';

export const exportJob = 'records.export';

/** Whether this person may take these conversations out: all of them, whoever takes part (RE10). */
export function requireExporter(actor: Actor, conversations: readonly string[]): void {
  for (const id of conversations) requirePermission(actor, 'records.export', { kind: 'conversation', id });
}

/** Whether this person may have it made, and take it: under an inspection while that lasts and they read archives, else while they may export. */
export const mayExport = (actor: Actor, row: Cause, now: number): boolean =>
  row.inspection === null
    ? row.conversations.every((id) => can(actor, 'records.export', { kind: 'conversation', id }))
    : actor.permissions.has('archive.read') && now < (row.notAfter ?? 0);

/** Begins an export of somebody who may, in their transaction: noted who, what and why, then made by a job. */
export async function beginExport(
  platform: Platform,
  tx: Tx,
  cause: Omit<Cause, 'id'> & { maker: string },
  ip: string,
): Promise<string> {
  const { maker, format, purpose, conversations, files } = cause;
  const [after, before, recipient, inspection] = [cause.after, cause.before, cause.recipient, cause.inspection].map(
    (value) => value ?? undefined,
  );
  if (!isWritten(format)) throw new Fault('invalid-input', { field: 'format', reason: 'this server does not write it' });
  if ((await conversationHeads(tx, conversations)).length < conversations.length)
    throw new Fault('not-found', { what: 'conversation' });
  await lockMaker(tx, maker);
  if ((await unfinishedOf(tx, maker)) >= mostUnfinished)
    throw new Fault('quota-exceeded', { quota: `${mostUnfinished} unfinished exports` });
  const id = newId();
  const at = platform.clock.now();
  await insertExport(tx, { ...cause, id, createdAt: at });
  const detail = { format, recipient, purpose, conversations, after, before, files, inspection };
  await audit(tx, { at, actor: maker, act: 'export.created', subjectKind: 'export', subject: id, detail, from: ip });
  // One queue: bundles are long, and other jobs find a worker meanwhile.
  const job = { key: `${exportJob}/${id}`, queue: exportJob, maxAttempts: mostAttempts };
  await platform.jobs.enqueue(tx, exportJob, { export: id }, job);
  return id;
}

export async function createExport(
  platform: Platform,
  actor: Actor,
  { purpose, conversations: asked, after, before, files, format, recipient }: Parsed<'exports.create'>,
  ip: string,
): Promise<RecordExport> {
  const conversations = [...new Set<string>(asked)];
  requireExporter(actor, conversations);
  if (after !== undefined && before !== undefined && after >= before)
    throw new Fault('invalid-input', { field: 'before', reason: 'a span ends after it begins' });
  const id = await platform.db.transaction((tx) =>
    beginExport(
      platform,
      tx,
      {
        maker: actor.user,
        format,
        recipient: recipient ?? null,
        purpose,
        conversations,
        after: after ?? null,
        before: before ?? null,
        files,
        inspection: null,
        notAfter: null,
      },
      ip,
    ),
  );
  return exportOf((await findExport(platform.db, id))!);
}

/** Ends one that is being made, at its next step; takes the bytes of one that is done. Once more changes nothing. */
export async function cancelExport(
  platform: Platform,
  actor: Actor,
  { export: id }: Parsed<'exports.cancel'>,
  ip: string,
): Promise<RecordExport> {
  await platform.db.transaction(async (tx) => {
    const state = await lockExport(tx, id);
    const row = state && (await findExport(tx, id));
    if (!row || row.maker !== actor.user) throw new Fault('not-found', { what: 'export' });
    if (state !== 'waiting' && state !== 'working' && state !== 'done') return;
    const at = platform.clock.now();
    await noteEnd(tx, id, { state: state === 'done' ? 'expired' : 'cancelled', at });
    await dropBytes(platform, tx, row.blob ? [row.blob] : []);
    await platform.jobs.cancel(tx, `${exportJob}/${id}`);
    await audit(tx, { at, actor: actor.user, act: 'export.cancelled', subjectKind: 'export', subject: id, from: ip });
  });
  return exportOf((await findExport(platform.db, id))!);
}
