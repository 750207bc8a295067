import { newId, type Tx } from '@rapport/platform';
import {
  directOf,
  followImportedTopics,
  type ImportedHead,
  importedHeads,
  newestSaid,
  openImported,
  writeImported,
} from '../conversations/index.ts';
import { type BatchItem, headsWanted, isBatchItem } from './batch-keys.ts';
import { BatchPlan, type Lane } from './batch-plan.ts';
import { finishPlace } from './finish-place.ts';
import type { ImportActor, ImportConversation, ImportItem } from './import-item.ts';
import { type ItemKey, itemKeys } from './item-key.ts';
import { carryBatch } from './jsonl/carry.ts';
import { type PreparedBatch, prepareBatch } from './prepared-batch.ts';
import { type ItemRow, itemsByKey, type PlaceRow } from './reader.ts';
import { Roster } from './roster.ts';
import type { RunContext } from './run-context.ts';
import { insertItems, insertPlace, lockSource, lockSourceLightly } from './writer.ts';

/** Items a transaction takes on: few where people may be talking, more where nobody is yet. */
const batchSize = { talking: 500, empty: 2000 };
/** People a direct conversation can have. */
const mostDirect = 9;

/** One foreign conversation on its way in: batch by batch, each a transaction that is whole by itself. */
export class PlaceImport {
  readonly run: RunContext;
  readonly foreign: ImportConversation;
  readonly key: ItemKey;
  readonly roster: Roster;
  place: PlaceRow | undefined;
  /** Of this run (Unix µs). */
  newest = 0;
  /** New in this run: members come last, so nobody's pointers need be kept. */
  private nobodyHere: boolean;
  private first: number | undefined;
  /** When the newest message of a stream was said, as far as its `seq` then. */
  private said = new Map<string, { seq: number; at: number }>();
  /** Of a dry run: what would be there by now. */
  private readonly supposed = { known: new Map<string, ItemRow>(), heads: new Map<string, ImportedHead>() };

  constructor(run: RunContext, foreign: ImportConversation, place: PlaceRow | undefined) {
    this.run = run;
    this.foreign = foreign;
    this.place = place;
    this.nobodyHere = place === undefined;
    this.key = itemKeys(run.scope, foreign.externalId);
    this.roster = new Roster(foreign, run.kind !== 'irc', (skip) => run.tally.skip(skip));
  }

  /**
   * Reads all items of the conversation; what is known already is passed over. While one batch is being written the next one is
   * read and prepared.
   */
  async read(items: AsyncIterable<ImportItem>): Promise<void> {
    let batch: BatchItem[] = [];
    let read = 0;
    const size = this.nobodyHere ? batchSize.empty : batchSize.talking;
    let writing: Promise<unknown> = Promise.resolve();
    const hand = async () => {
      const prepared = await this.prepare(batch);
      batch = [];
      await writing;
      this.run.tick(read);
      read = 0;
      writing = this.flush(prepared);
      // A failure is met at the next turn; until then nobody listens.
      writing.catch(() => undefined);
    };
    try {
      for await (const item of items) {
        read++;
        this.note(item);
        if (isBatchItem(item)) batch.push(item);
        if (batch.length >= size) await hand();
      }
      await hand();
      await writing;
    } finally {
      await writing.catch(() => undefined);
    }
    await finishPlace(this, await this.open());
    if (!this.run.dryRun) await followImportedTopics(this.run.platform, this.place!.conversation, this.run.by);
    this.run.tick(read);
  }

  /** What an item says of the conversation as a whole. */
  private note(item: ImportItem): void {
    this.first ??= item.atMicros;
    this.newest = Math.max(this.newest, item.atMicros);
    if (item.kind === 'message' && !item.author.bot) this.roster.spoke(item.author.id);
    else if (item.kind === 'membership') this.roster.moved(item);
    else if (item.kind === 'change') this.roster.changed(item);
  }

  private async prepare(items: readonly BatchItem[]): Promise<PreparedBatch> {
    const { people, conversationName } = this.run;
    await people.addUnlisted(items.flatMap(actorsOf));
    const person = (id: string) => people.get(id)?.user;
    const personName = (id: string) => people.get(id)?.name;
    const carried = await carryBatch(this.run, this.key, items);
    return prepareBatch(items, this.key, { person, personName, conversationName }, carried);
  }

  private async flush(batch: PreparedBatch): Promise<void> {
    if (batch.items.length === 0) return;
    const conversation = (await this.open()).conversation;
    const plan = this.run.dryRun ? await this.suppose(conversation, batch) : await this.write(conversation, batch);
    for (const skip of plan.skips) this.run.tally.skip(skip);
    this.run.tally.add(plan.counts);
  }

  /** The conversation it becomes: made when the first item is about to be written. */
  private async open(): Promise<PlaceRow> {
    if (this.place) return this.place;
    const { run, foreign } = this;
    const direct = await this.directKey();
    const { name, purpose } = this.roster.description();
    const createdAt = Math.floor((foreign.createdMicros ?? this.first ?? run.platform.clock.now() * 1000) / 1000);
    const place: PlaceRow = { externalId: foreign.externalId, conversation: newId(), name, purpose, archived: false, newest: 0 };
    const created = {
      id: place.conversation,
      kind: direct === null ? ('group' as const) : ('direct' as const),
      name: direct === null ? name : '',
      purpose: direct === null ? purpose : '',
      // Nobody finds it before it is whole.
      visibility: 'private' as const,
      directKey: direct,
      parentId: null,
      anchorSeq: null,
      createdAt,
    };
    const there = direct === null ? undefined : (run.directs.get(direct) ?? (await directOf(run.platform.db, direct)));
    if (there === undefined) run.tally.add({ conversations: 1 });
    else this.nobodyHere = false;
    if (direct !== null) run.directs.set(direct, there ?? place.conversation);
    if (run.dryRun) this.place = { ...place, conversation: there ?? place.conversation };
    else
      this.place = await run.platform.db.transaction(async (tx) => {
        await lockSource(tx, run.source!);
        if (there === undefined) await this.create(tx, created);
        const row = { ...place, conversation: there ?? place.conversation };
        await insertPlace(tx, run.source!, row);
        return row;
      });
    return this.place;
  }

  private async create(tx: Tx, created: Parameters<typeof openImported>[2][number]): Promise<void> {
    const { platform, people, by } = this.run;
    if ((await openImported(platform, tx, [created])).length === 0)
      throw new Error('A direct conversation was opened meanwhile.');
    const actor = people.get(this.foreign.creator)?.user ?? by;
    await platform.log.append(tx, created.id, [{ type: 'conversation.created', actor }]);
  }

  /** Of direct messages: the people's ids, sorted, as `conversations` knows them (CV9). Larger rounds become private groups. */
  private async directKey(): Promise<string | null> {
    const { kind, members } = this.foreign;
    if ((kind !== 'direct' && kind !== 'group-direct') || members.length === 0) return null;
    await this.run.people.addUnlisted(members.map((id) => ({ id })));
    const users = [...new Set(members.flatMap((id) => this.run.people.get(id)?.user ?? []))].sort();
    return users.length === 0 || users.length > mostDirect ? null : users.join('/');
  }

  private async write(conversation: string, batch: PreparedBatch): Promise<BatchPlan> {
    const { platform, source } = this.run;
    const done = await platform.db.transaction(async (tx) => {
      await lockSourceLightly(tx, source!);
      const known = new Map((await itemsByKey(tx, batch.keys)).map((row) => [row.key, row]));
      const wanted = headsWanted(batch.items, batch.key, known);
      const streams = await this.streamsOf(tx, conversation, wanted);
      const locked = await platform.log.lock(tx, streams);
      const heads = byKey(wanted, wanted.length > 0 ? await importedHeads(tx, placesOf(wanted)) : []);
      const lanes = await this.lanesOf(tx, locked);
      const plan = this.plan(conversation, batch, known, heads, lanes);
      for (const [id, { seq }] of this.nobodyHere ? [] : locked)
        plan.batch.grown.push({ conversation: id, before: seq, after: lanes.get(id)!.seq });
      if (plan.items.length > 0) {
        await writeImported(platform, tx, plan.batch);
        await insertItems(tx, plan.items);
      }
      return { plan, lanes };
    });
    for (const [id, { seq, newest }] of done.lanes) this.said.set(id, { seq, at: newest });
    if (this.said.size > 20_000) this.said = new Map();
    return done.plan;
  }

  /** The same decisions, kept in memory until the conversation is read. */
  private async suppose(conversation: string, batch: PreparedBatch): Promise<BatchPlan> {
    const { db } = this.run.platform;
    const known = await this.lookUp(batch.keys);
    const wanted = headsWanted(batch.items, batch.key, known);
    const stored = wanted.filter((row) => !this.supposed.known.has(row.key));
    const heads = byKey(stored, stored.length > 0 ? await importedHeads(db, placesOf(stored)) : []);
    for (const row of wanted) {
      const head = this.supposed.heads.get(row.key) ?? (this.supposed.known.has(row.key) ? untouchedHead(row) : undefined);
      if (head) heads.set(row.key, head);
    }
    const lanes = new Map<string, Lane>();
    for (const id of [conversation, ...[...heads.values()].flatMap((h) => [h.conversation, h.topicId ?? h.conversation])])
      lanes.set(id, { ev: 0, seq: 0, newest: 0 });
    const plan = this.plan(conversation, batch, known, heads, lanes);
    for (const row of plan.items) this.supposed.known.set(row.key, row);
    // Most messages are never touched again: only what differs from a new one is kept.
    for (const [key, head] of plan.slots)
      if (head.recalledAt !== null || head.editedAt !== null || head.topicId !== null) this.supposed.heads.set(key, head);
    return plan;
  }

  /** What is there, and in a dry run what would be. */
  async lookUp(keys: readonly string[]): Promise<Map<string, ItemRow>> {
    const found = keys.length === 0 ? [] : await itemsByKey(this.run.platform.db, keys);
    const known = new Map(found.map((row) => [row.key, row]));
    for (const key of keys) {
      const row = this.supposed.known.get(key);
      if (row) known.set(key, row);
    }
    return known;
  }

  private plan(
    conversation: string,
    batch: PreparedBatch,
    known: Map<string, ItemRow>,
    heads: Map<string, ImportedHead>,
    lanes: Map<string, Lane>,
  ): BatchPlan {
    const { key, textOf, contentOf } = batch;
    const { people, platform, by } = this.run;
    const now = platform.clock.now();
    const plan = new BatchPlan({
      conversation,
      by,
      key,
      person: (id) => people.get(id),
      textOf,
      contentOf,
      known,
      heads,
      lanes,
      now,
    });
    for (const item of batch.items) plan.take(item);
    return plan.finish();
  }

  /** The conversation, where known messages stand, and the topics that hang on them. */
  private async streamsOf(tx: Tx, conversation: string, wanted: readonly ItemRow[]): Promise<string[]> {
    if (wanted.length === 0) return [conversation];
    const heads = await importedHeads(tx, placesOf(wanted));
    return [conversation, ...heads.flatMap((h) => (h.topicId === null ? [h.conversation] : [h.conversation, h.topicId]))];
  }

  private async lanesOf(tx: Tx, locked: ReadonlyMap<string, { ev: number; seq: number }>): Promise<Map<string, Lane>> {
    const news = [...locked].filter(([id, { seq }]) => this.said.get(id)?.seq !== seq);
    const asked = news.map(([conversation]) => ({ conversation, after: this.said.get(conversation)?.seq ?? 0 }));
    const newest = asked.length === 0 ? new Map<string, number>() : await newestSaid(tx, asked);
    return new Map(
      [...locked].map(([id, { ev, seq }]) => [
        id,
        { ev, seq, newest: Math.max(this.said.get(id)?.at ?? 0, newest.get(id) ?? 0) },
      ]),
    );
  }
}

const placesOf = (rows: readonly ItemRow[]): { conversation: string; seq: number }[] =>
  rows.map(({ conversation, seq }) => ({ conversation: conversation!, seq: seq! }));

function byKey(rows: readonly ItemRow[], heads: readonly ImportedHead[]): Map<string, ImportedHead> {
  const keys = new Map(rows.map((row) => [`${row.conversation}/${row.seq}`, row.key]));
  return new Map(heads.map((head) => [keys.get(`${head.conversation}/${head.seq}`)!, head]));
}

/** A message of a dry run as it was when it was added. */
const untouchedHead = (row: ItemRow): ImportedHead => ({
  conversation: row.conversation!,
  seq: row.seq!,
  ev: 0,
  changedEv: 0,
  versionEv: 0,
  sender: null,
  edits: 0,
  editedAt: null,
  recalledAt: null,
  recalledBy: null,
  topicId: null,
  pinnedAt: null,
});

/** Whoever must be somebody here before the item can be written. */
function actorsOf(item: BatchItem): (ImportActor | undefined)[] {
  if (item.kind === 'delete') return [item.by];
  const message = item.kind === 'edit' ? item.message : item;
  const by = item.kind === 'edit' ? [item.by] : item.edited?.by === undefined ? [] : [{ id: item.edited.by }];
  return [message.author, ...by, ...message.reactions.flatMap(({ users }) => users.map((id) => ({ id })))];
}
