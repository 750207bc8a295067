import { buffer } from 'node:stream/consumers';
import { type ContactImport, Fault, type Output, type Parsed } from '@rapport/contract';
import { newId, type Platform, pageOf, readCursor } from '@rapport/platform';
import { type Actor, actorFor, requirePermission } from '../../access/index.ts';
import { addReferences, attachmentsOf, bytesOfFiles, eraseReferences, fileDigests } from '../../files/index.ts';
import { toldBy } from '../data.ts';
import { bringIn, nothingYet, ownOf, preview } from './bring-in.ts';
import { type CardFile, CardFileError, most } from './card.ts';
import { readCards } from './read-cards.ts';
import { type ImportRow, importRow, importsBelow, leftImports, lockImport } from './transfer-reader.ts';
import { addTroubles, insertImport, noteBegun, noteEnded, noteRead, noteTally } from './transfer-writer.ts';

const job = 'contacts.import';
const referrer = 'contact-import';
/** Cards between two notes of how far it is. */
const atOnce = 50;
/** Milliseconds for which a file waits that was read and not run. */
const patience = 7 * 86_400_000;

const unknown = (): Fault => new Fault('not-found', { what: 'import' });

function shown({ maker: _, file: __, partly: ___, ...row }: ImportRow): ContactImport {
  return row;
}

/** CT7: the file is read in the background; what would become of it is told before anything is written. */
export async function startImport(platform: Platform, actor: Actor, { file }: Parsed<'contacts.import'>): Promise<ContactImport> {
  requirePermission(actor, 'contacts.manage');
  const [attachment] = await attachmentsOf(platform, actor, [file]);
  if (!attachment || attachment.size > most.bytes) throw new Fault('quota-exceeded', { quota: `${most.bytes} bytes` });
  return platform.db.transaction(async (tx) => {
    const at = platform.clock.now();
    const id = newId(at);
    await addReferences(tx, [file], { kind: referrer, id });
    await insertImport(tx, { id, maker: actor.user, file, format: /\.vcf$/i.test(attachment.name) ? 'vcard' : 'csv', at });
    await platform.jobs.enqueue(tx, job, { import: id }, { key: `${job}/${id}`, queue: job });
    return shown((await importRow(tx, id))!);
  });
}

async function requireOwn(platform: Platform, actor: Actor, id: string): Promise<ImportRow> {
  requirePermission(actor, 'contacts.manage');
  const row = await importRow(platform.db, id);
  if (row?.maker !== actor.user) throw unknown();
  return row;
}

export async function runImport(platform: Platform, actor: Actor, input: Parsed<'contacts.runImport'>): Promise<ContactImport> {
  const { id } = await requireOwn(platform, actor, input.import);
  return platform.db.transaction(async (tx) => {
    const row = await lockImport(tx, id);
    if (row?.state !== 'ready') throw new Fault('conflict', { reason: 'it is not waiting to be run' });
    await noteBegun(tx, id, input.partly);
    await platform.jobs.enqueue(tx, job, { import: id }, { key: `${job}/${id}`, queue: job });
    return shown((await importRow(tx, id))!);
  });
}

export const getImport = async (platform: Platform, actor: Actor, input: Parsed<'contacts.getImport'>): Promise<ContactImport> =>
  shown(await requireOwn(platform, actor, input.import));

export async function listImports(
  platform: Platform,
  actor: Actor,
  { cursor, limit }: Parsed<'contacts.imports'>,
): Promise<Output<'contacts.imports'>> {
  requirePermission(actor, 'contacts.manage');
  const [below] = readCursor<[string]>(cursor, ['id']) ?? [];
  const { items, ...page } = pageOf(await importsBelow(platform.db, actor.user, below, limit + 1), limit, ({ id }) => [id]);
  return { ...page, items: items.map(shown) };
}

async function end(platform: Platform, id: string, failure: ContactImport['failure']): Promise<void> {
  await platform.db.transaction(async (tx) => {
    if (!(await lockImport(tx, id))?.file) return;
    await noteEnded(tx, id, failure, platform.clock.now());
    // What is in it is in contacts now: the file goes unless something else refers to it.
    await eraseReferences(platform, tx, referrer, [id]);
  });
}

async function cardsOf(platform: Platform, file: string): Promise<CardFile> {
  await fileDigests(platform, [file]);
  const kept = (await bytesOfFiles(platform, [file])).get(file);
  if (!kept) throw new CardFileError('unreadable', 'The file is not there any more.');
  return readCards(await buffer(await kept.open()), await ownOf(platform.db));
}

async function read(platform: Platform, { id }: ImportRow, { format, cards, ignored }: CardFile): Promise<void> {
  const tally = await preview(platform.db, cards, false);
  await platform.db.transaction(async (tx) => {
    if ((await lockImport(tx, id))?.state !== 'reading') return;
    const troubles = cards.flatMap((card) => card.troubles).slice(0, most.troubles);
    await noteRead(tx, id, { format, total: cards.length, troubles, ignored: [...ignored] });
    await noteTally(tx, id, tally);
  });
}

/** Goes on where it was broken off. */
async function run(
  platform: Platform,
  actor: Actor,
  row: ImportRow,
  { cards }: CardFile,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { id, partly, done, made, changed, same, refused, alike } = row;
  let tally = { ...nothingYet, done, made, changed, same, refused, alike };
  while (tally.done < cards.length) {
    signal?.throwIfAborted();
    const some = cards.slice(tally.done, tally.done + atOnce);
    const taken = await bringIn(platform, toldBy(actor, 'import'), some, {
      partly,
      tally,
      note: (tx, now) => noteTally(tx, id, now),
    });
    tally = taken.tally;
    await platform.db.transaction(async (tx) => {
      await noteTally(tx, id, tally);
      if (row.troubles.length < most.troubles) await addTroubles(tx, id, taken.troubles);
    });
  }
  await end(platform, id, null);
}

/** Reads a file, or brings in what was read. */
async function work(platform: Platform, id: string, attempt: number, signal: AbortSignal | undefined): Promise<void> {
  const row = await importRow(platform.db, id);
  if (!row?.file || (row.state !== 'reading' && row.state !== 'working')) return;
  const actor = await actorFor(platform, row.maker);
  if (!actor?.permissions.has('contacts.manage')) return end(platform, id, 'forbidden');
  try {
    const file = await cardsOf(platform, row.file);
    await (row.state === 'reading' ? read(platform, row, file) : run(platform, actor, row, file, signal));
  } catch (error) {
    if (error instanceof CardFileError) return end(platform, id, error.because);
    if (attempt >= 5) await end(platform, id, 'broken');
    throw error;
  }
}

async function forget(platform: Platform): Promise<void> {
  for (const { id } of await leftImports(platform.db, platform.clock.now() - patience)) await end(platform, id, 'expired');
}

export function declareImports(platform: Platform): void {
  platform.jobs.define(job, (payload: { import: string }, { attempt, signal }) =>
    work(platform, payload.import, attempt, signal),
  );
  platform.jobs.every('41 3 * * *', 'contacts.forget-imports', () => forget(platform));
}
