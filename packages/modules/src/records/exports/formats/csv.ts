import { csvLine, csvMark } from '@rapport/platform';
import type { WalkedConversation, WalkedFile, WalkedMessage, WalkedPage } from '../walk-shape.ts';
import type { FormatJob } from './format.ts';
import { besideLines, plainName, readable, redactionLines, senderOf } from './words.ts';

const time = (at: number | null): string | undefined => (at === null ? undefined : new Date(at).toISOString());

const columns = [
  'conversation_id',
  'conversation',
  'seq',
  'version',
  'versions',
  'state',
  'sender_id',
  'sender',
  'sent_at',
  'recorded_at',
  'version_at',
  'recalled_or_removed_at',
  'supplement_of',
  'text',
  'details',
  'attachments',
  'attachment_sha256',
  'reactions',
];

type Version = WalkedMessage['versions'][number] | undefined;

async function rowOf(
  job: FormatJob,
  c: WalkedConversation,
  m: WalkedMessage,
  page: WalkedPage,
  version: Version,
  n: number,
): Promise<string> {
  const { people } = job.walk;
  const attachments = version?.content?.attachments ?? [];
  const details = [
    ...(version ? await besideLines(job.platform, version, people, page.files) : []),
    ...redactionLines(m, job.organization.timeZone),
  ];
  return csvLine([
    c.id,
    plainName(c.title),
    m.seq,
    n,
    m.versions.length + m.leftOut,
    m.state,
    m.sender,
    senderOf(m, people),
    time(m.said),
    time(m.at),
    time(version?.at ?? null),
    time(m.goneAt ?? m.recalledAt),
    m.supplementOf,
    version ? readable(version.text, people) : '',
    details.join('\n'),
    attachments.map(({ name }) => plainName(name)).join('\n'),
    attachments.map(({ file }) => page.files.get(file)?.digest ?? '').join('\n'),
    m.reactions.map(({ emoji, user }) => `${emoji} ${plainName(people.nameOf(user))}`).join('\n'),
  ]);
}

/** A table for spreadsheets: a row for each version of each message; one row for what is erased or withheld, without words. */
export async function writeCsv(job: FormatJob): Promise<void> {
  const { walk, out } = job;
  const files = new Map<string, WalkedFile>();
  await out.begin('messages.csv');
  await out.write(`${csvMark}${csvLine(columns)}`);
  for await (const conversation of walk.conversations())
    for await (const page of conversation.pages()) {
      for (const message of page.messages) {
        const versions: Version[] = message.versions.length > 0 ? message.versions : [undefined];
        for (const [i, version] of versions.entries())
          await out.write(await rowOf(job, conversation, message, page, version, version ? message.leftOut + i + 1 : 0));
      }
      for (const file of page.files.values()) files.set(file.digest, file);
    }
  await out.end();
  for (const file of files.values()) await out.addFile(file);
}
