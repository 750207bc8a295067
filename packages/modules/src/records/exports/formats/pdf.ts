import { dayAt } from '@rapport/platform';
import { printedPicture } from '../../../files/index.ts';
import { epochRow, newestEpoch, publishedCheckpoint } from '../../reader.ts';
import type { WalkedConversation, WalkedEvent, WalkedFile, WalkedMessage, WalkedPage } from '../walk-shape.ts';
import { safeName } from './export-folder.ts';
import type { FormatJob } from './format.ts';
import { ink, PdfSheet } from './pdf-sheet.ts';
import { type Seal, titlePage } from './pdf-title.ts';
import { aroundLines, besideLines, eventLine, localTime, plainName, readable, senderOf } from './words.ts';

/** Pages of one PDF; a longer conversation has several. */
const pagesOfOne = 2_000;
/** Bytes of a picture that is drawn; larger ones are only named. */
const mostDrawn = 20 * 1024 * 1024;
/** Pixels of the longer side of a drawn one. */
const drawnPixels = 1_000;

const small = { size: 8.5, color: ink.dim };

async function sealNow({ platform }: FormatJob): Promise<Seal | undefined> {
  const epoch = await newestEpoch(platform.db);
  const [row, checkpoint] = epoch
    ? [await epochRow(platform.db, epoch.n), await publishedCheckpoint(platform.db, epoch.n)]
    : [undefined, undefined];
  if (!row || !checkpoint) return undefined;
  const { note, signedAt } = checkpoint;
  return { note, signedAt, key: row.key };
}

async function bytesOf(file: WalkedFile): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of await file.open!()) parts.push(part);
  return Buffer.concat(parts);
}

/** A conversation as PDFs, one after the other. */
class Book {
  private readonly job: FormatJob;
  private readonly conversation: WalkedConversation;
  private readonly seal: Seal | undefined;
  private readonly mostPages: number;
  private readonly stem: string;
  private sheet: PdfSheet | undefined;
  private part = 0;
  private day = '';

  constructor(job: FormatJob, conversation: WalkedConversation, seal: Seal | undefined, mostPages: number) {
    this.job = job;
    this.conversation = conversation;
    this.seal = seal;
    this.mostPages = mostPages;
    this.stem = safeName(conversation.title, conversation.id);
  }

  private async begin(): Promise<PdfSheet> {
    const { job, conversation, seal } = this;
    const { cause, organization, madeAt, out } = job;
    this.part++;
    const title = plainName(conversation.title) || conversation.id;
    const to = plainName(cause.recipient ?? '');
    const named = this.part > 1 ? `${title} (${this.part})` : title;
    const sheet = new PdfSheet({
      title: named,
      foot: [`导出 / export ${cause.id}`, to].filter(Boolean).join(' · '),
      watermark: to,
      info: { Title: named, Author: plainName(organization.name), Subject: cause.purpose, CreationDate: new Date(madeAt) },
    });
    await out.begin(out.freePath(this.stem, '.pdf'), 'stored');
    titlePage(sheet, job, conversation, { seal, part: this.part });
    this.sheet = sheet;
    this.day = '';
    return sheet;
  }

  private async close(): Promise<void> {
    if (!this.sheet) return;
    for (const chunk of await this.sheet.end()) await this.job.out.write(chunk);
    this.sheet = undefined;
    await this.job.out.end();
  }

  /** Where the next thing goes: a new day is said, a document that is full is followed by another. */
  private async at(instant: number): Promise<PdfSheet> {
    if (this.sheet && this.sheet.pages >= this.mostPages) await this.close();
    const sheet = this.sheet ?? (await this.begin());
    const day = dayAt(this.job.organization.timeZone, instant);
    if (day !== this.day) {
      this.day = day;
      sheet.need(80);
      sheet.gap(14);
      sheet.text(day, { size: 11, face: 'bold' });
      sheet.rule();
      sheet.gap(8);
      sheet.outline(day);
    }
    return sheet;
  }

  private async event(event: WalkedEvent): Promise<void> {
    const { walk, organization } = this.job;
    const sheet = await this.at(event.at);
    sheet.text(eventLine(event, walk.people, organization.timeZone), small);
    sheet.gap(4);
  }

  private async pictures(sheet: PdfSheet, version: WalkedMessage['versions'][number], page: WalkedPage): Promise<void> {
    for (const { file, kind } of version.content?.attachments ?? []) {
      const found = page.files.get(file);
      if (kind !== 'image' || !found?.open || found.size > mostDrawn) continue;
      // One that cannot be read as a picture is named like any other file.
      const drawn = await printedPicture(await bytesOf(found), drawnPixels);
      if (drawn) sheet.picture(drawn.jpeg, drawn.width / 2, drawn.height / 2, 12);
    }
  }

  private async message(message: WalkedMessage, page: WalkedPage): Promise<void> {
    const { platform, walk, organization } = this.job;
    const { people } = walk;
    const sheet = await this.at(message.said);
    const time = (instant: number) => localTime(organization.timeZone, instant);
    sheet.pair(senderOf(message, people), `${time(message.said)}   #${message.seq}`, 10);
    const [last, ...earlier] = [...message.versions].reverse();
    if (last) {
      if (last.text !== '')
        sheet.text(readable(last.text, people), {
          size: 10,
          indent: 12,
          color: message.state === 'standing' ? ink.text : ink.dim,
        });
      await this.pictures(sheet, last, page);
      for (const line of await besideLines(platform, last, people, page.files)) sheet.text(line, { ...small, indent: 12 });
    }
    for (const line of aroundLines(message, people, organization.timeZone)) sheet.text(line, { ...small, indent: 12 });
    for (const version of earlier) {
      const by = version.author && version.author !== message.sender ? ` (${plainName(people.nameOf(version.author))})` : '';
      const beside = await besideLines(platform, version, people, page.files);
      const words = [`此前 / before, ${time(version.at)}${by}`, readable(version.text, people), ...beside];
      for (const line of words.filter(Boolean)) sheet.text(line, { ...small, indent: 24, barred: true });
    }
    sheet.gap(9);
  }

  async write(): Promise<void> {
    const { job, conversation } = this;
    const files = new Map<string, WalkedFile>();
    await this.begin();
    for await (const page of conversation.pages()) {
      let at = 0;
      for (const message of page.messages) {
        for (; at < page.events.length && page.events[at]!.ev < message.ev; at++) await this.event(page.events[at]!);
        await this.message(message, page);
        for (const chunk of await this.sheet!.taken()) await job.out.write(chunk);
      }
      for (; at < page.events.length; at++) await this.event(page.events[at]!);
      for (const file of page.files.values()) files.set(file.digest, file);
    }
    await this.close();
    for (const file of files.values()) await job.out.addFile(file);
  }
}

/** A document to be read and printed for each conversation, with embedded fonts; attachments lie beside them. */
export async function writePdf(job: FormatJob, mostPages = pagesOfOne): Promise<void> {
  const seal = await sealNow(job);
  for await (const conversation of job.walk.conversations()) await new Book(job, conversation, seal, mostPages).write();
}
