import { type ExportedConversation, ExportedMessage, Label, labelsMost } from '@rapport/contract';
import type { ExportFiles } from '../export-shape.ts';
import type { ImportActor, ImportFile, ImportItem, ImportMessage, ReportSkip } from '../import-item.ts';
import { readLines } from '../read-lines.ts';
import type { ImportText } from '../text/import-text.ts';
import type { Carried, CarriedFile } from './carried.ts';
import { parseLine } from './parse-line.ts';

/** A conversation of an export, and the file with its lines. */
export interface Place {
  head: ExportedConversation;
  path: string;
}

export interface PlaceReader {
  files: ExportFiles;
  root: string;
  report: ReportSkip;
  /** What lies in the export. */
  paths: ReadonlySet<string>;
  isPerson(id: string): boolean;
}

type Version = ExportedMessage['versions'][number];

/** Characters of what one version says, and of names and marks beside it: a house writes fewer; who writes an export by hand may write any. */
const mostText = 200_000;
const mostName = 120;
const mostMark = 200;

const short = (text: string, most: number): string =>
  Array.from(text.slice(0, 2 * most))
    .slice(0, most)
    .join('')
    .toWellFormed();

const mention = /<@([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})>/;

/** Words with holes where people are named that the export knows. */
function textOf(text: string, isPerson: (id: string) => boolean): ImportText {
  return text.split(mention).map((piece, i) => (i % 2 === 0 ? piece : isPerson(piece) ? { person: piece } : `<@${piece}>`));
}

/** Who writes an export by hand may write any. */
const labelsOf = (given: readonly string[]): string[] =>
  given.filter((one) => Label.safeParse(one).data === one).slice(0, labelsMost);

/** External ids name the minute, so that keys of one time lie together, and the place, since topics share their parent's keys. */
const idOf = ({ head }: Place, seq: number): string => `${new Date(head.createdAt).toISOString().slice(0, 16)}/${head.id}/${seq}`;

/** Lines of one file as items. */
class Reading {
  private readonly reader: PlaceReader;
  private readonly place: Place;
  private readonly parent: string | undefined;

  constructor(reader: PlaceReader, place: Place, parent: string | undefined) {
    this.reader = reader;
    this.place = place;
    this.parent = parent;
  }

  private carried({ content }: Version): { carried: Carried; files: ImportFile[] } {
    const { attachments = [], quote, supplement, senderName: _, preview: __, urgent, forward, ...rest } = content ?? {};
    const kept: CarriedFile[] = [];
    const files: ImportFile[] = [];
    for (const { name, digest, file, type, size } of attachments) {
      const path = `${this.reader.root}files/${digest}`;
      if (digest !== undefined && this.reader.paths.has(path)) kept.push({ name, path, digest });
      else files.push({ externalId: file, name, mimeType: type, bytes: size });
    }
    const carried: Carried = {
      content: {
        ...rest,
        ...(urgent === undefined ? {} : { urgent: short(urgent, mostMark) }),
        ...(forward ? { forward: { ...forward, senderName: short(forward.senderName, mostName) } } : {}),
      },
      attachments: kept,
      ...(quote === undefined ? {} : { quote: idOf(this.place, quote) }),
      ...(supplement ? { supplement: { ...supplement, of: idOf(this.place, supplement.of) } } : {}),
    };
    return { carried, files };
  }

  private author(m: ExportedMessage, version: Version): ImportActor {
    if (m.sender !== null) return { id: m.sender };
    const { senderName } = version.content ?? {};
    const name = senderName === undefined ? undefined : short(senderName, mostName);
    return name === undefined ? { id: 'unknown' } : { id: `name:${name}`, name, bot: true };
  }

  private message(m: ExportedMessage, version: Version, where: string): ImportMessage {
    const { carried, files } = this.carried(version);
    const byEmoji = new Map<string, { users: string[]; at: number[] }>();
    for (const { emoji, user, at } of m.reactions ?? []) {
      const found = byEmoji.get(emoji) ?? { users: [], at: [] };
      found.users.push(user);
      found.at.push(at);
      byEmoji.set(emoji, found);
    }
    return {
      kind: 'message',
      externalId: idOf(this.place, m.seq),
      atMicros: (m.occurredAt ?? m.at) * 1000,
      where,
      author: this.author(m, version),
      text: textOf(version.text, this.reader.isPerson),
      ...(this.parent === undefined ? {} : { threadParent: this.parent }),
      files,
      ...(m.labels ? { labels: labelsOf(m.labels) } : {}),
      reactions: [...byEmoji].map(([emoji, { users, at }]) => ({ emoji, users, at })),
      carried,
    };
  }

  /** A message, then each version that came after, then that it was taken back or pinned. */
  *items(m: ExportedMessage, where: string): Generator<ImportItem> {
    const { report } = this.reader;
    if (m.state === 'erased' || m.state === 'withheld') return report({ reason: m.state, where, count: 1 });
    const [first, ...later] = m.versions;
    if (!first) return report({ reason: 'message-without-words', where, count: 1 });
    if (m.versions.some(({ text }) => text.length > mostText)) return report({ reason: 'message-too-long', where, count: 1 });
    if (m.signing) report({ reason: 'part:signing-not-kept', where, count: m.signing.length });
    if (m.commitments) report({ reason: 'part:commitment-not-kept', where, count: m.commitments.length });
    const message = this.message(m, first, where);
    const target = message.externalId;
    yield message;
    for (const version of later) {
      const atMicros = version.at * 1000;
      const by = version.author === null ? {} : { by: { id: version.author } };
      yield {
        kind: 'edit',
        externalId: `edit:${target}:${version.ev}`,
        atMicros,
        where,
        target,
        ...by,
        message: this.message(m, version, where),
      };
    }
    if (m.recalled) {
      const by = m.recalled.by === null ? {} : { by: { id: m.recalled.by } };
      yield { kind: 'delete', externalId: `delete:${target}`, atMicros: m.recalled.at * 1000, where, target, ...by };
    }
    if (m.pinnedAt !== undefined)
      yield {
        kind: 'change',
        externalId: `pin:${target}`,
        atMicros: m.pinnedAt * 1000,
        where,
        what: 'pin',
        value: target,
        text: [],
      };
  }
}

/** Items of one conversation of an export, in the order of its lines; of a topic (`under`) as answers to the message it hangs on. */
export async function* readPlace(reader: PlaceReader, place: Place, under?: Place): AsyncGenerator<ImportItem> {
  const { head, path } = place;
  if (!under)
    for (const { user, joinedAt, left } of head.members)
      if (!left)
        yield {
          kind: 'membership',
          externalId: `join:${user}`,
          atMicros: joinedAt * 1000,
          where: path,
          change: 'join',
          person: { id: user },
        };
  const reading = new Reading(reader, place, under && idOf(under, head.parent!.seq));
  let n = 0;
  for await (const line of readLines(reader.files, path)) {
    n++;
    const where = `${path}:${n}`;
    const kind = /^\{"kind":"(\w+)"/.exec(line.subarray(0, 40).toString('latin1'))?.[1];
    // What happened beside the messages has happened there.
    if (kind === 'conversation' || kind === 'event') continue;
    let message: ExportedMessage | undefined;
    try {
      message = ExportedMessage.safeParse(parseLine(line)).data;
    } catch {
      message = undefined;
    }
    if (message) yield* reading.items(message, where);
    else reader.report({ reason: 'line-not-valid', where, count: 1 });
  }
}
