import type { WalkedConversation, WalkedEvent, WalkedFile, WalkedMessage, WalkedPage } from '../walk-shape.ts';
import { safeName } from './export-folder.ts';
import type { FormatJob } from './format.ts';
import { aroundLines, besideLines, eventLine, localTime, plainName, readable, senderOf } from './words.ts';

/** Events of one file, as the format has them at most; and bytes of words and attachments, so that it can be opened. */
const mostEvents = 10_000;
const mostWords = 8 * 1024 * 1024;
const mostAttached = 500 * 1024 * 1024;
/** People of a conversation that every file of it lists; of larger ones those who do something in it. */
const mostListed = 500;

const isoOf = (at: number): string => new Date(at).toISOString();

/** A file's name with its ending kept. */
function nameInZip(name: string, digest: string): string {
  const [, stem = name, ending = ''] = /^(.*?)(\.[a-z0-9]{1,10})?$/is.exec(name) ?? [];
  return `${digest.slice(0, 16)}_${safeName(stem, 'attachment')}${ending.toLowerCase()}`;
}

/** What one RSMF file holds: a day of a conversation, or a part of it. */
export class Slice {
  readonly day: string;
  readonly part: number;
  readonly files = new Map<string, WalkedFile>();
  /** Ids of people, or names of those without an account. */
  readonly people = new Map<string, string>();
  readonly lines: string[] = [];
  /** Who left on this day. */
  readonly left: string[] = [];
  readonly events: object[] = [];
  first = Number.POSITIVE_INFINITY;
  last = 0;
  private readonly job: FormatJob;
  private readonly conversation: WalkedConversation;
  private readonly ids = new Set<string>();
  private words = 0;
  private bytes = 0;

  constructor(job: FormatJob, conversation: WalkedConversation, day: string, part: number) {
    this.job = job;
    this.conversation = conversation;
    this.day = day;
    this.part = part;
  }

  get full(): boolean {
    return this.events.length >= mostEvents - 1 || this.words >= mostWords || this.bytes >= mostAttached;
  }

  /** The participant of somebody; of whoever has no account a name stands for it. */
  private who(id: string | null, name = ''): string {
    const key = id ?? `name:${name || '?'}`;
    this.people.set(key, id ? plainName(this.job.walk.people.nameOf(id)) : name || '?');
    return key;
  }

  private push(event: { body?: string }, at: number, line: string): void {
    this.events.push({ ...event, conversation: this.conversation.id, timestamp: isoOf(at) });
    this.words += (event.body?.length ?? 0) + line.length;
    this.first = Math.min(this.first, at);
    this.last = Math.max(this.last, at);
    this.lines.push(line);
  }

  private attach({ versions }: WalkedMessage, { files }: WalkedPage): { id: string; display: string; size: number }[] {
    return (versions.at(-1)?.content?.attachments ?? []).flatMap(({ file, name, size }) => {
      const found = files.get(file);
      if (!found?.open) return [];
      const id = nameInZip(name, found.digest);
      if (!this.files.has(id)) this.bytes += found.size;
      this.files.set(id, found);
      return [{ id, display: plainName(name) || id, size }];
    });
  }

  private reactions({ reactions }: WalkedMessage) {
    const byValue = new Map<string, string[]>();
    for (const { emoji, user } of reactions) byValue.set(emoji, [...(byValue.get(emoji) ?? []), this.who(user)]);
    return [...byValue].map(([value, participants]) => ({ value, count: participants.length, participants }));
  }

  private edits({ versions }: WalkedMessage) {
    const { people } = this.job.walk;
    return versions.slice(1).map((version, i) => ({
      participant: this.who(version.author, '?'),
      timestamp: isoOf(version.at),
      previous: readable(versions[i]!.text, people),
      new: readable(version.text, people),
    }));
  }

  async message(message: WalkedMessage, page: WalkedPage): Promise<void> {
    const { platform, walk, organization } = this.job;
    const last = message.versions.at(-1);
    const beside = last ? await besideLines(platform, last, walk.people, page.files) : [];
    const around = aroundLines(message, walk.people, organization.timeZone);
    const gone = last ? [] : around.splice(0, 1);
    const body = [...(last ? [readable(last.text, walk.people)] : gone), ...beside].filter((line) => line !== '').join('\n');
    const id = `m${message.seq}`;
    const parent = last?.content?.quote === undefined ? undefined : `m${last.content.quote}`;
    const edits = this.edits(message);
    const [reactions, attachments] = [this.reactions(message), this.attach(message, page)];
    const sender = senderOf(message, walk.people);
    this.push(
      {
        id,
        type: 'message',
        participant: this.who(message.sender, sender),
        body,
        ...(parent && this.ids.has(parent) ? { parent } : {}),
        ...(message.state === 'standing' ? {} : { deleted: true }),
        ...(last?.content?.urgent === undefined ? {} : { importance: 'high' }),
        ...(reactions.length > 0 ? { reactions } : {}),
        ...(attachments.length > 0 ? { attachments } : {}),
        ...(edits.length > 0 ? { edits } : {}),
        ...(around.length > 0 ? { custom: around.map((value) => ({ name: '记录 / record', value })) } : {}),
      } as { body: string },
      message.said,
      `${localTime(organization.timeZone, message.said)} ${sender}: ${[body, ...around].join('\n  ')}`,
    );
    this.words += edits.reduce((sum, edit) => sum + edit.previous.length + edit.new.length, 0);
    this.ids.add(id);
  }

  event(event: WalkedEvent): void {
    const line = eventLine(event, this.job.walk.people, this.job.organization.timeZone);
    const kind = event.type === 'member.joined' ? 'join' : event.type === 'member.left' ? 'leave' : 'unknown';
    if (kind === 'leave' && event.subject !== null) this.left.push(event.subject);
    const about = kind === 'unknown' ? event.actor : event.subject;
    this.push(
      { type: kind, ...(about === null ? {} : { participant: this.who(about) }), body: line } as { body: string },
      event.at,
      line,
    );
  }

  /** The manifest (RSMF 2.0.0). `gone`: who had left before this day. */
  manifest(gone: ReadonlySet<string>): object {
    const { job, conversation } = this;
    const { cause, organization } = job;
    const told = [
      `${organization.name} · ${conversation.title} · ${this.day}`,
      `用途 / purpose: ${cause.purpose}`,
      ...(cause.recipient === null ? [] : [`接收方 / for: ${cause.recipient}`]),
      `导出 / export ${cause.id}，${isoOf(job.madeAt)}`,
    ].join('\n');
    const disclaimer = { type: 'disclaimer', conversation: conversation.id, timestamp: isoOf(this.first), body: told };
    const direct = conversation.kind === 'direct';
    const there = conversation.members.filter(({ user, joinedAt }) => direct || (joinedAt <= this.first && !gone.has(user)));
    const listed = there.length > mostListed ? [] : there.map(({ user }) => this.who(user));
    const participants = listed.length > 0 ? listed : [...this.people.keys()];
    return {
      version: '2.0.0',
      participants: [...this.people].map(([id, display]) => {
        const email = job.walk.people.get(id)?.email;
        return { id, display, account_id: id, ...(email ? { email } : {}) };
      }),
      conversations: [
        {
          id: conversation.id,
          display: plainName(conversation.title) || conversation.id,
          platform: 'rapport',
          type: direct ? 'direct' : 'channel',
          participants,
          custom: [{ name: 'kind', value: conversation.kind }],
        },
      ],
      events: [disclaimer, ...this.events],
      eventcollectionid: conversation.id,
    };
  }
}
