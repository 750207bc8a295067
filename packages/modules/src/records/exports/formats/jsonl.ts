import { type ExportedConversation, type ExportedMessage, exportLineSchema, exportLinesFormat } from '@rapport/contract';
import { organizationIfAny } from '../../../people/index.ts';
import type { WalkedConversation, WalkedFile, WalkedMessage, WalkedPage } from '../walk-shape.ts';
import type { FormatJob } from './format.ts';

const line = (value: object): string => `${JSON.stringify(value)}\n`;

type Files = WalkedPage['files'];
type Promised = WalkedMessage['promises'][number];

function contentOf({ content }: WalkedMessage['versions'][number], files: Files) {
  if (!content) return undefined;
  const { attachments, commitment: _, labels: __, ...rest } = content;
  if (!attachments) return rest;
  return { ...rest, attachments: attachments.map((a) => ({ ...a, digest: files.get(a.file)?.digest })) };
}

const partyOf = (user: string | null, name: string) => ({ ...(user ? { user } : {}), name });

const commitmentOf = (c: Promised) => ({
  id: c.id,
  ev: c.versionEv,
  what: c.what,
  debtor: partyOf(c.debtorId, c.debtorName),
  creditor: partyOf(c.creditorId, c.creditorName),
  due: c.due ?? undefined,
  state: c.state,
  madeBy: c.madeBy,
  madeAt: c.madeAt,
  settled: c.settledAt === null ? undefined : { by: c.settledBy, at: c.settledAt, note: c.note },
});

const someOf = <T>(list: T[]): T[] | undefined => (list.length > 0 ? list : undefined);

/** A message as a line says it; what it has not is left out. */
const messageLine = (m: WalkedMessage, files: Files): ExportedMessage =>
  ({
    kind: 'message',
    seq: m.seq,
    ev: m.ev,
    sender: m.sender,
    at: m.at,
    occurredAt: m.occurredAt ?? undefined,
    late: m.late || undefined,
    state: m.state,
    recalled: m.recalledAt === null || m.goneAt !== null ? undefined : { at: m.recalledAt, by: m.recalledBy },
    goneAt: m.goneAt ?? undefined,
    versions: m.versions.map((v) => ({ ev: v.ev, at: v.at, author: v.author, text: v.text, content: contentOf(v, files) })),
    leftOut: m.leftOut || undefined,
    redactions: someOf(m.redactions.map(({ ev, at, content }) => ({ ev, at, records: content.records, reason: content.reason }))),
    delivery: m.delivery ?? undefined,
    supplementOf: m.supplementOf ?? undefined,
    topic: m.topic ?? undefined,
    pinnedAt: m.pinnedAt ?? undefined,
    labels: someOf(m.labels),
    reactions: someOf(m.reactions),
    signing: someOf(m.signing.map(({ ev, content, capture }) => ({ ...content, ev, capture: capture ?? undefined }))),
    commitments: someOf(m.promises.map(commitmentOf)),
  }) as ExportedMessage;

const conversationLine = (c: WalkedConversation): ExportedConversation =>
  ({
    kind: 'conversation',
    id: c.id,
    type: c.kind,
    name: c.name,
    purpose: c.purpose,
    visibility: c.visibility,
    createdAt: c.createdAt,
    archivedAt: c.archivedAt ?? undefined,
    parent: c.parent === null ? undefined : { conversation: c.parent, seq: c.anchorSeq! },
    members: c.members,
  }) as ExportedConversation;

/** Messages and events of a page in the order in which they happened. */
function* linesOf({ messages, events, files }: WalkedPage): Generator<string> {
  let at = 0;
  for (const message of messages) {
    for (; at < events.length && events[at]!.ev < message.ev; at++) yield eventLine(events[at]!);
    yield line(messageLine(message, files));
  }
  for (; at < events.length; at++) yield eventLine(events[at]!);
}

const eventLine = ({ subject, ...event }: WalkedPage['events'][number]): string =>
  line({ kind: 'event', ...event, ...(subject === null ? {} : { subject }) });

/** Everything as lines of JSON (docs/records.md): for programs, and to be imported by another house. */
export async function writeJsonl(job: FormatJob): Promise<void> {
  const { out, walk, cause, platform } = job;
  const house = await organizationIfAny(platform);
  await out.add('schema.json', `${JSON.stringify(exportLineSchema(), undefined, 1)}\n`);
  await out.add(
    'export.json',
    line({
      format: exportLinesFormat,
      house: platform.config.url,
      organization: house?.id,
      name: job.organization.name,
      export: cause.id,
      madeAt: job.madeAt,
      purpose: cause.purpose,
      recipient: cause.recipient ?? undefined,
      after: cause.after ?? undefined,
      before: cause.before ?? undefined,
      files: cause.files,
    }),
  );
  for await (const conversation of walk.conversations()) {
    const files = new Map<string, WalkedFile>();
    await out.begin(`conversations/${conversation.id}.jsonl`);
    await out.write(line(conversationLine(conversation)));
    for await (const page of conversation.pages()) {
      for (const text of linesOf(page)) await out.write(text);
      for (const file of page.files.values()) files.set(file.digest, file);
    }
    await out.end();
    for (const file of files.values()) await out.addFile(file);
  }
  await out.begin('people.jsonl');
  for (const { id, name, kind, title, email } of walk.people.all())
    await out.write(line({ kind: 'person', id, name, type: kind, title: title || undefined, email: email ?? undefined }));
  await out.end();
}
