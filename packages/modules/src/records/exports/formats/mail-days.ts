import { Readable } from 'node:stream';
import { composeMail, dayAt } from '@rapport/platform';
import type { WalkedConversation, WalkedFile, WalkedMessage, WalkedPage } from '../walk-shape.ts';
import type { FormatJob } from './format.ts';
import { addressOf, hostOf, originHeaders } from './mail-names.ts';
import { aroundLines, besideLines, eventLine, localTime, plainName, readable, senderOf } from './words.ts';

/** Messages, and bytes of words and of attachments, of one mail: a busier day has several. */
const mostMessages = 500;
const mostWords = 1024 * 1024;
const mostAttached = 20 * 1024 * 1024;
/** Mails that a mail names before it: the first and the newest. */
const mostReferences = 20;

/** One mail: a day of a conversation, or a part of it. */
export interface DayMail {
  /** `2026-11-22`, by the organization's clocks. */
  day: string;
  /** From 1. */
  part: number;
  bytes: Readable;
}

interface Entry {
  head: string;
  lines: string[];
  /** Said before, oldest first. */
  earlier: { head: string; lines: string[] }[];
  muted: boolean;
}

interface Attached {
  filename: string;
  contentType: string;
  file: WalkedFile;
}

class Day {
  readonly entries: Entry[] = [];
  readonly attached = new Map<string, Attached>();
  readonly people = new Set<string>();
  readonly day: string;
  readonly part: number;
  messages = 0;
  words = 0;
  bytes = 0;
  last = 0;

  constructor(day: string, part: number) {
    this.day = day;
    this.part = part;
  }

  get full(): boolean {
    return this.messages >= mostMessages || this.words >= mostWords || this.bytes >= mostAttached;
  }

  add(entry: Entry, at: number): void {
    this.entries.push(entry);
    this.words += [entry, ...entry.earlier].reduce((sum, { lines }) => sum + lines.reduce((n, line) => n + line.length, 0), 0);
    this.last = Math.max(this.last, at);
  }
}

/** Whoever a mail is said to be to: nobody sends it, and a name more is a line more. */
const mostNamed = 200;

const mediaType = (type: string): string =>
  // Parts of these kinds may not be encoded; whatever is no type is bytes.
  /^[a-z0-9!#$&^_.+-]{1,60}\/[a-z0-9!#$&^_.+-]{1,80}$/i.test(type) && !/^(message|multipart)\//i.test(type)
    ? type
    : 'application/octet-stream';

async function entryOf(job: FormatJob, message: WalkedMessage, page: WalkedPage): Promise<Entry> {
  const { platform, walk, organization } = job;
  const { people } = walk;
  const spoken = async (version: WalkedMessage['versions'][number] | undefined) =>
    version ? [...readable(version.text, people).split('\n'), ...(await besideLines(platform, version, people, page.files))] : [];
  const last = message.versions.at(-1);
  const earlier: Entry['earlier'] = [];
  for (const version of message.versions.slice(0, -1))
    earlier.push({ head: localTime(organization.timeZone, version.at), lines: await spoken(version) });
  return {
    head: `${localTime(organization.timeZone, message.said)}  ${senderOf(message, people)}  #${message.seq}`,
    lines: [...(await spoken(last)), ...aroundLines(message, people, organization.timeZone)],
    earlier,
    muted: message.state !== 'standing',
  };
}

function attach(day: Day, message: WalkedMessage, page: WalkedPage): void {
  for (const { content } of message.versions)
    for (const { file, name, type } of content?.attachments ?? []) {
      const found = page.files.get(file);
      const filename = plainName(name) || 'attachment';
      const key = `${found?.digest}/${filename}`;
      if (!found?.open || day.attached.has(key)) continue;
      day.attached.set(key, { filename, contentType: mediaType(type), file: found });
      day.bytes += found.size;
    }
}

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!);

const textOf = ({ entries }: Day): string =>
  entries
    .map(({ head, lines, earlier }) =>
      [
        head,
        ...lines.map((line) => `  ${line}`),
        ...earlier.flatMap((one) => [`  此前 / before, ${one.head}`, ...one.lines.map((line) => `    ${line}`)]),
      ].join('\n'),
    )
    .join('\n\n');

const htmlOf = ({ entries }: Day, title: string): string =>
  `<!doctype html><html><head><meta charset="utf-8"><title>${escaped(title)}</title></head><body style="font:14px/1.5 sans-serif">${entries
    .map(({ head, lines, earlier, muted }) => {
      const before = earlier
        .map(
          (one) =>
            `<blockquote style="white-space:pre-wrap" dir="auto">此前 / before, ${escaped(`${one.head}\n${one.lines.join('\n')}`)}</blockquote>`,
        )
        .join('');
      return `<p><b>${escaped(head)}</b></p><div style="white-space:pre-wrap${muted ? ';color:#666' : ''}" dir="auto">${escaped(lines.join('\n'))}</div>${before}`;
    })
    .join('\n')}</body></html>`;

/** Mails of one conversation, one after the other: each is to be read before the next is asked for. */
class Mails {
  private readonly job: FormatJob;
  private readonly conversation: WalkedConversation;
  private readonly sent: string[] = [];

  constructor(job: FormatJob, conversation: WalkedConversation) {
    this.job = job;
    this.conversation = conversation;
  }

  mail(day: Day): DayMail {
    const { id, title } = this.conversation;
    const name = plainName(title) || id;
    const subject = `${name} · ${day.day}${day.part > 1 ? ` (${day.part})` : ''}`;
    const host = hostOf(this.job);
    const messageId = `<${id}.${day.day}.${day.part}@${host}>`;
    const references = [...this.sent];
    if (this.sent.length >= mostReferences) this.sent.splice(1, 1);
    this.sent.push(messageId);
    const bytes = composeMail({
      from: { name, address: `${id}@${host}` },
      to: [...day.people].slice(0, mostNamed).map((person) => addressOf(this.job, person)),
      subject,
      date: new Date(day.last),
      messageId,
      references,
      headers: originHeaders(this.job, id),
      text: textOf(day),
      html: htmlOf(day, subject),
      attachments: [...day.attached.values()].map(({ filename, contentType, file }) => ({
        filename,
        contentType,
        // Opened when its turn comes.
        content: Readable.from(
          (async function* () {
            yield* await file.open!();
          })(),
        ),
      })),
    });
    return { day: day.day, part: day.part, bytes };
  }
}

/** A conversation as mails, one a day by the organization's clocks; busy days have several. */
export async function* dayMails(job: FormatJob, conversation: WalkedConversation): AsyncGenerator<DayMail> {
  const mails = new Mails(job, conversation);
  const { timeZone } = job.organization;
  let day: Day | undefined;
  // What was imported later may lie between: a day may come again.
  const parts = new Map<string, number>();
  const dayFor = (at: number): { day: Day; over: Day | undefined } => {
    const name = dayAt(timeZone, at);
    const over = day && (day.day !== name || day.full) ? day : undefined;
    if (day && !over) return { day, over };
    const part = (parts.get(name) ?? 0) + 1;
    parts.set(name, part);
    return { day: new Day(name, part), over };
  };
  for await (const page of conversation.pages()) {
    let next = 0;
    for (const message of [...page.messages, undefined]) {
      for (; next < page.events.length && (!message || page.events[next]!.ev < message.ev); next++) {
        const event = page.events[next]!;
        const at = dayFor(event.at);
        if (at.over) yield mails.mail(at.over);
        day = at.day;
        day.add({ head: eventLine(event, job.walk.people, timeZone), lines: [], earlier: [], muted: true }, event.at);
        for (const person of [event.actor, event.subject]) if (job.walk.people.get(person)) day.people.add(person!);
      }
      if (!message) break;
      const at = dayFor(message.at);
      if (at.over) yield mails.mail(at.over);
      day = at.day;
      day.messages++;
      day.add(await entryOf(job, message, page), message.at);
      if (message.sender !== null) day.people.add(message.sender);
      attach(day, message, page);
    }
  }
  if (day) yield mails.mail(day);
}
