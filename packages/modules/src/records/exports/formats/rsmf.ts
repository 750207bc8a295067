import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { composeMail, dayAt } from '@rapport/platform';
import { ZipWriter } from '@rapport/verify';
import type { WalkedConversation } from '../walk-shape.ts';
import { safeName } from './export-folder.ts';
import type { FormatJob } from './format.ts';
import { addressOf, hostOf, originHeaders } from './mail-names.ts';
import { Slice } from './rsmf-slice.ts';
import { plainName } from './words.ts';

/** Bytes of one `rsmf.zip`. */
const mostBytes = 2 * 1024 ** 3;
const mostNamed = 200;

/** Writes `rsmf.zip`: the manifest, and attachments beside it. */
async function packSlice({ scratch }: FormatJob, slice: Slice, gone: ReadonlySet<string>): Promise<void> {
  await rm(scratch, { force: true });
  const zip = await ZipWriter.create(scratch, mostBytes);
  try {
    await zip.begin('rsmf_manifest.json', 'deflated');
    await zip.write(Buffer.from(JSON.stringify(slice.manifest(gone)).toWellFormed()));
    await zip.end();
    for (const [name, file] of slice.files) {
      await zip.begin(name, 'stored');
      for await (const piece of await file.open!()) await zip.write(piece);
      await zip.end();
    }
    await zip.finish();
  } catch (error) {
    await zip.abandon();
    throw error;
  }
}

async function writeSlice(
  job: FormatJob,
  c: WalkedConversation,
  folder: string,
  slice: Slice,
  gone: ReadonlySet<string>,
): Promise<void> {
  await packSlice(job, slice, gone);
  const name = plainName(c.title) || c.id;
  const mail = composeMail({
    from: { name, address: `${c.id}@${hostOf(job)}` },
    to: [...slice.people.keys()]
      .filter((id) => job.walk.people.get(id))
      .slice(0, mostNamed)
      .map((id) => addressOf(job, id)),
    subject: `${name} · ${slice.day}${slice.part > 1 ? ` (${slice.part})` : ''}`,
    date: new Date(slice.last),
    messageId: `<${c.id}.${slice.day}.${slice.part}.rsmf@${hostOf(job)}>`,
    headers: {
      ...originHeaders(job, c.id),
      'X-RSMF-Version': '2.0.0',
      'X-RSMF-Generator': 'Rapport',
      'X-RSMF-BeginDate': new Date(slice.first).toISOString(),
      'X-RSMF-EndDate': new Date(slice.last).toISOString(),
      'X-RSMF-EventCount': String(slice.events.length + 1),
      'X-RSMF-EventCollectionID': c.id,
    },
    text: slice.lines.join('\n'),
    attachments: [{ filename: 'rsmf.zip', contentType: 'application/zip', content: createReadStream(job.scratch) }],
  });
  await job.out.add(`${folder}/${slice.day}${slice.part > 1 ? `-${slice.part}` : ''}.rsmf`, mail);
}

/** Relativity's format for short messages (RSMF 2.0), as e-discovery reads it: a folder a conversation, a file a day. */
export async function writeRsmf(job: FormatJob): Promise<void> {
  const { walk, out, organization } = job;
  for await (const conversation of walk.conversations()) {
    const folder = out.freeFolder(safeName(conversation.title, conversation.id));
    const gone = new Set<string>();
    let slice: Slice | undefined;
    // What was imported later may lie between: a day may come again.
    const parts = new Map<string, number>();
    const sliceAt = async (at: number): Promise<Slice> => {
      const day = dayAt(organization.timeZone, at);
      if (slice && slice.day === day && !slice.full) return slice;
      const before = slice;
      if (before) {
        await writeSlice(job, conversation, folder, before, gone);
        for (const user of before.left) gone.add(user);
      }
      const part = (parts.get(day) ?? 0) + 1;
      parts.set(day, part);
      slice = new Slice(job, conversation, day, part);
      return slice;
    };
    for await (const page of conversation.pages()) {
      let next = 0;
      for (const message of page.messages) {
        for (; next < page.events.length && page.events[next]!.ev < message.ev; next++)
          (await sliceAt(page.events[next]!.at)).event(page.events[next]!);
        await (await sliceAt(message.at)).message(message, page);
      }
      for (const event of page.events.slice(next)) (await sliceAt(event.at)).event(event);
    }
    if (slice) await writeSlice(job, conversation, folder, slice, gone);
  }
}
