import type { Message } from '@rapport/contract';
import { type NumberedChange, newId } from '@rapport/platform';
import type { ImportedBatch, ImportedHead, ImportedMessage } from '../conversations/index.ts';
import { type BatchItem, editMarkKey, labelKey, reactionKey } from './batch-keys.ts';
import type { ImportActor, ImportDelete, ImportEdit, ImportMessage, ImportSkip } from './import-item.ts';
import type { ImportedPerson } from './import-people.ts';
import { noCounts } from './import-report.ts';
import type { ItemKey } from './item-key.ts';
import type { PreparedBatch } from './prepared-batch.ts';
import type { ItemRow } from './reader.ts';
import type { WrittenText } from './text/written-text.ts';

/** A stream that takes new numbers. */
export interface Lane {
  ev: number;
  seq: number;
  /** When the newest message in it was said (Unix ms); what is older comes late. */
  newest: number;
}

export interface PlanOf {
  conversation: string;
  /** Whoever runs the import. */
  by: string;
  key: ItemKey;
  person(externalId: string | undefined): ImportedPerson | undefined;
  textOf(message: ImportMessage): WrittenText;
  contentOf: PreparedBatch['contentOf'];
  /** What was taken over before. */
  known: Map<string, ItemRow>;
  /** Messages there before, by key. */
  heads: Map<string, ImportedHead>;
  /** Locked streams. */
  lanes: Map<string, Lane>;
  /** Unix ms. */
  now: number;
}

type Content = ImportedBatch['versions'][number]['content'];

/** Where and by whom a message stands; null without an account, then it is signed. */
interface Author {
  sender: string | null;
  name: string;
}

const ms = (micros: number): number => Math.floor(micros / 1000);

/** Decides what a batch of items becomes: pure but for fresh ids, so that a dry run counts what a run would write. */
export class BatchPlan {
  readonly batch: ImportedBatch = {
    topics: [],
    messages: [],
    touched: [],
    versions: [],
    reactions: [],
    labels: [],
    supplements: [],
    attached: [],
    changes: [],
    grown: [],
  };
  readonly items: ItemRow[] = [];
  readonly skips: ImportSkip[] = [];
  readonly counts = noCounts();
  /** Messages as they stand, new and old, by key: what later items of the batch change. */
  readonly slots: Map<string, ImportedHead>;
  private readonly fresh = new Set<ImportedHead>();
  private readonly touched = new Set<ImportedHead>();
  private readonly at: PlanOf;

  constructor(of: PlanOf) {
    this.at = of;
    this.slots = new Map(of.heads);
  }

  take(item: BatchItem): void {
    if (item.kind === 'message') this.takeMessage(item);
    else if (item.kind === 'edit') this.takeEdit(item);
    else this.takeDelete(item);
  }

  finish(): this {
    this.batch.touched.push(...this.touched);
    return this;
  }

  private takeMessage(item: ImportMessage): void {
    const key = this.at.key(item.externalId);
    if (!this.at.known.has(key)) {
      this.add(item, key);
      return;
    }
    this.counts.known++;
    const head = this.slots.get(key);
    if (!head) return;
    if (item.recalled) this.recall(head, ms(item.atMicros), null);
    const mark = editMarkKey(item, this.at.key);
    if (mark !== undefined && !this.at.known.has(mark) && this.edit(head, item, item.edited!, item.where)) this.know(mark);
    this.label(head, item);
    this.react(head, item);
  }

  private takeEdit(item: ImportEdit): void {
    const mark = this.at.key(item.externalId, item.target);
    if (this.at.known.has(mark)) {
      this.counts.known++;
      return;
    }
    const key = this.at.key(item.target);
    const edited = { atMicros: item.atMicros, ...(item.by ? { by: item.by.id } : {}) };
    if (!this.at.known.has(key)) {
      // The message itself was said before the export begins: its place is taken by the words it ended with.
      this.add({ ...item.message, edited: item.message.edited ?? edited }, key);
      if (!this.at.known.has(mark)) this.know(mark);
      return;
    }
    const head = this.slots.get(key);
    if (head && this.edit(head, item.message, edited, item.where)) this.know(mark);
  }

  private takeDelete(item: ImportDelete): void {
    const mark = this.at.key(item.externalId, item.target);
    const head = this.slots.get(this.at.key(item.target));
    if (this.at.known.has(mark)) this.counts.known++;
    else if (!head) this.skip('delete-of-unknown-message', item.where);
    else {
      this.recall(head, ms(item.atMicros), this.at.person(item.by?.id)?.user ?? null);
      this.know(mark);
    }
  }

  private add(item: ImportMessage, key: string): void {
    const conversation = this.placeOf(item);
    const author = this.author(item.author);
    const { text, cut } = this.at.textOf(item);
    if (cut) this.skip('part:text-cut', item.where);
    const content = this.content(item, author);
    const message = this.put(conversation, item, author.sender, key, text, content);
    this.slots.set(key, message);
    this.know(key, conversation, message.seq);
    this.counts.messages++;
    this.counts.files += item.files.length + (content?.attachments?.length ?? 0);
    this.attach(message, content?.attachments ?? []);
    this.supplement(message, item);
    if (item.edited) {
      message.edits = 1;
      message.editedAt = ms(item.edited.atMicros);
      this.counts.edits++;
      const mark = editMarkKey(item, this.at.key)!;
      if (!this.at.known.has(mark)) this.know(mark);
    }
    this.label(message, item);
    if (item.recalled) this.recall(message, ms(item.atMicros), null);
    this.react(message, item);
    if (item.broadcast && conversation !== this.at.conversation) this.broadcast(item, message, author, text);
  }

  /** A new row at the end of a stream, with its first version. */
  private put(
    conversation: string,
    item: ImportMessage,
    sender: string | null,
    clientId: string,
    text: string,
    content: ImportedBatch['versions'][number]['content'],
  ): ImportedMessage {
    const lane = this.at.lanes.get(conversation)!;
    // Nothing was said after it is imported: it would be kept for ever.
    const said = Math.min(ms(item.atMicros), this.at.now);
    const late = said < lane.newest;
    lane.newest = Math.max(lane.newest, said);
    const seq = ++lane.seq;
    const ev = this.change(conversation, { type: 'message.sent', actor: sender, message: true });
    const at = late ? this.at.now : said;
    const message: ImportedMessage = {
      conversation,
      seq,
      ev,
      changedEv: ev,
      versionEv: ev,
      sender,
      clientId,
      at,
      occurredAt: Math.min(item.atMicros / 1000, this.at.now),
      late,
      edits: 0,
      editedAt: null,
      recalledAt: null,
      recalledBy: null,
      topicId: null,
      pinnedAt: null,
    };
    this.fresh.add(message);
    this.batch.messages.push(message);
    this.batch.versions.push({ conversation, ev, seq, previousEv: null, author: sender, at: said, text, content });
    return message;
  }

  /** A reply belongs into its parent's topic, opened with the first one; without its parent it stays in the conversation. */
  private placeOf(item: ImportMessage): string {
    if (item.threadParent === undefined) return this.at.conversation;
    const parent = this.slots.get(this.at.key(item.threadParent));
    if (!parent) {
      this.skip('part:thread-parent-missing', item.where);
      return this.at.conversation;
    }
    if (parent.conversation !== this.at.conversation) return parent.conversation;
    return parent.topicId ?? this.openTopic(parent, ms(item.atMicros));
  }

  private openTopic(parent: ImportedHead, createdAt: number): string {
    const id = newId();
    this.at.lanes.set(id, { ev: 0, seq: 0, newest: 0 });
    this.batch.topics.push({
      id,
      kind: 'topic',
      name: '',
      purpose: '',
      visibility: 'private',
      directKey: null,
      parentId: parent.conversation,
      anchorSeq: parent.seq,
      createdAt,
    });
    this.change(id, { type: 'conversation.created', actor: null });
    parent.topicId = id;
    this.touch(
      parent,
      this.change(parent.conversation, { type: 'message.changed', actor: null, target: parent.ev, subject: id }),
    );
    return id;
  }

  /** Shown in the conversation too: a forward of the reply by its author. */
  private broadcast(item: ImportMessage, reply: ImportedMessage, author: Author, text: string): void {
    const forward = {
      conversation: reply.conversation,
      seq: reply.seq,
      sender: author.sender,
      senderName: author.name,
      at: ms(item.atMicros),
    } as NonNullable<Message['forward']>;
    const content = { forward, ...(author.sender === null ? { senderName: author.name } : {}) };
    const key = this.at.key(`broadcast:${item.externalId}`, item.externalId);
    this.put(this.at.conversation, item, author.sender, key, text, content);
  }

  private edit(head: ImportedHead, item: ImportMessage, edited: { atMicros: number; by?: string }, where: string): boolean {
    const at = ms(edited.atMicros);
    if (head.recalledAt !== null || (head.editedAt ?? 0) > at) {
      this.skip(head.recalledAt !== null ? 'edit-of-deleted-message' : 'edit-older-than-ours', where);
      return false;
    }
    const author = this.author(item.author);
    const by = this.at.person(edited.by)?.user ?? head.sender;
    const { conversation, seq } = head;
    const ev = this.change(conversation, { type: 'message.edited', actor: by, target: head.ev });
    const { text } = this.at.textOf(item);
    const content = this.content(item, { ...author, sender: head.sender });
    this.batch.versions.push({ conversation, ev, seq, previousEv: head.versionEv, author: by, at, text, content });
    head.versionEv = ev;
    head.edits++;
    head.editedAt = at;
    this.touch(head, ev);
    this.counts.edits++;
    return true;
  }

  /** Hidden from everybody, kept for the record (CV5). */
  private recall(head: ImportedHead, at: number, by: string | null): void {
    if (head.recalledAt !== null) return;
    head.recalledAt = at;
    head.recalledBy = by;
    this.touch(head, this.change(head.conversation, { type: 'message.recalled', actor: by, target: head.ev }));
    this.counts.deletes++;
  }

  /** Who gave them is not told by the source: they are given by whoever brings them. One that was taken off here stays off (IM26). */
  private label(head: ImportedHead, item: ImportMessage): void {
    if (head.recalledAt !== null) return;
    const marks = (item.labels ?? []).map((label) => ({ label, mark: labelKey(this.at.key, item.externalId, label) }));
    const fresh = marks.filter(({ mark }) => !this.at.known.has(mark));
    if (fresh.length === 0) return;
    for (const { mark } of fresh) this.know(mark);
    const { conversation, seq } = head;
    const { by: author, now: at } = this.at;
    const ev = this.change(conversation, { type: 'message.labelled', actor: author, target: head.ev });
    this.batch.labels.push({ conversation, seq, ev, author, at, labels: fresh.map(({ label }) => label) });
    this.touch(head, ev);
  }

  private react(head: ImportedHead, item: ImportMessage): void {
    if (head.recalledAt !== null) return;
    for (const { emoji, users, at } of item.reactions) {
      for (const [i, externalId] of users.entries()) {
        const mark = reactionKey(this.at.key, item.externalId, emoji, externalId);
        const person = this.at.person(externalId);
        if (!person || this.at.known.has(mark)) continue;
        this.know(mark);
        const { conversation, seq } = head;
        this.batch.reactions.push({ conversation, seq, emoji, user: person.user, at: at?.[i] ?? ms(item.atMicros) });
        this.touch(head, this.change(conversation, { type: 'message.changed', actor: person.user, target: head.ev }));
        this.counts.reactions++;
      }
    }
  }

  /** What stands beside the text, with places in the conversation as they are here. */
  private content(item: ImportMessage, author: Author): Content {
    const carried = this.at.contentOf(item);
    const quoted = item.carried?.quote === undefined ? undefined : this.at.known.get(this.at.key(item.carried.quote));
    const of = this.originalOf(item);
    const { supplement } = item.carried ?? {};
    const content: NonNullable<Content> = {
      ...carried,
      ...(quoted?.seq ? { quote: quoted.seq } : {}),
      ...(supplement && of ? { supplement: { ...supplement, of: of.seq }, quote: of.seq } : {}),
      ...(author.sender === null ? { senderName: author.name } : {}),
    };
    return Object.keys(content).length > 0 ? content : null;
  }

  private originalOf({ carried }: ImportMessage): ImportedHead | undefined {
    return carried?.supplement && this.slots.get(this.at.key(carried.supplement.of));
  }

  private attach({ conversation, seq }: ImportedMessage, attachments: readonly { file: string }[]): void {
    if (attachments.length > 0) this.batch.attached.push({ conversation, seq, files: attachments.map(({ file }) => file) });
  }

  /** The original counts its supplement. */
  private supplement(message: ImportedMessage, item: ImportMessage): void {
    const of = this.originalOf(item);
    if (!of || of.conversation !== message.conversation) return;
    const { conversation, seq, sender } = message;
    const ev = this.change(conversation, { type: 'message.changed', actor: sender, target: of.ev });
    this.touch(of, ev);
    this.batch.supplements.push({ conversation, seq, of: of.seq, ev });
  }

  private author(actor: ImportActor): Author {
    const person = this.at.person(actor.id);
    if (person) return { sender: person.user, name: person.name };
    return { sender: null, name: actor.name ?? (actor.id === 'unknown' ? '?' : actor.id) };
  }

  private change(stream: string, change: Omit<NumberedChange, 'stream' | 'ev'>): number {
    const ev = ++this.at.lanes.get(stream)!.ev;
    this.batch.changes.push({ stream, ev, ...change });
    return ev;
  }

  private touch(head: ImportedHead, ev: number): void {
    head.changedEv = ev;
    if (!this.fresh.has(head)) this.touched.add(head);
  }

  private know(key: string, conversation: string | null = null, seq: number | null = null): void {
    const row = { key, conversation, seq };
    this.at.known.set(key, row);
    this.items.push(row);
  }

  private skip(reason: string, where: string): void {
    this.skips.push({ reason, where, count: 1 });
  }
}
