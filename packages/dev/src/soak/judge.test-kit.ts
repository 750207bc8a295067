import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { type Observer, verifyObserver } from '../race-check.ts';
import { until } from '../test-house.ts';
import type { Seat } from '../test-people.ts';
import type { Book } from './book.test-kit.ts';
import type { Cast } from './cast.test-kit.ts';
import type { Device } from './device.test-kit.ts';
import { judgeFormChanges, judgeFormsShown, judgeProofs } from './judge-forms.test-kit.ts';
import { judgeLedger } from './judge-ledger.test-kit.ts';
import { judgeErasedProofs, judgeRetention, retentionSettled } from './judge-retention.test-kit.ts';
import type { Site } from './site.test-kit.ts';
import { Truth } from './truth.test-kit.ts';

const most = 1001;

/** After a schedule, with everything mended and calm: is all of it as the house said? Throws at the first thing that is not. */
export class Judge {
  private readonly site: Site;
  private readonly book: Book;
  private readonly cast: Cast;

  constructor(site: Site, book: Book, cast: Cast) {
    this.site = site;
    this.book = book;
    this.cast = cast;
  }

  async judge(): Promise<void> {
    const { book, site, cast } = this;
    if (book.unexpected.length > 0) throw new Error(`Unexpected: ${book.unexpected.slice(0, 5).join('; ')}`);
    await this.judgeScheduled();
    await retentionSettled(site);
    for (const device of cast.devices) await this.loadWhole(device);
    for (const device of cast.devices) await verifyObserver(site, device satisfies Observer);
    const truth = await Truth.read(site, cast.conversations);
    this.judgeNumbers(truth);
    this.judgeMessages(truth);
    await this.judgeChanges();
    await judgeFormChanges(site, book);
    await judgeRetention(site, book, cast.conversations);
    for (const device of cast.devices) {
      this.judgeDevice(truth, device);
      judgeFormsShown(truth, device);
    }
    const seats = [...new Map(cast.devices.map(({ seat }) => [seat.user, seat])).values()];
    for (const seat of seats) await this.judgeSearch(seat);
    await this.judgeFiles(truth);
    await judgeLedger((sql, params) => site.rows(sql, params), site.dataDir);
    // Read again: a call whose line was cut may have been done only now.
    await judgeProofs(site, await Truth.read(site, cast.conversations), seats);
    await judgeErasedProofs(site, cast.keeper!.seat, cast.conversations);
  }

  private async loadWhole({ client }: Device): Promise<void> {
    await client.syncNow();
    // What one only may look at comes live to those who look.
    client.watch({ conversations: Object.keys(client.state.timelines) });
    for (const id of Object.keys(client.state.timelines)) {
      await client.jumpToNewest(id).catch(() => undefined);
      while (client.state.timelines[id]?.hasOlder) await client.loadOlder(id);
    }
    // Words on their way to a conversation that was left stay in the outbox, marked as sent.
    client.state = { ...client.state, outbox: {} };
  }

  /** CV16: what was to be said later was said once, or is kept with the reason why not; what was cancelled is neither. */
  private async judgeScheduled(): Promise<void> {
    const { scheduled } = this.book;
    if (scheduled.length === 0) return;
    const ids = scheduled.map(({ clientId }) => clientId);
    const waiting = () => this.site.rows('select 1 from scheduled where client_id = any ($1::uuid[]) and failed is null', [ids]);
    await until(async () => (await waiting()).length === 0).catch(async () => {
      throw new Error(`CV16 ${(await waiting()).length} scheduled messages wait for ever: ${JSON.stringify(await this.jobs())}`);
    });
    const kept = await this.site.rows<{ id: string }>(
      'select client_id as id from scheduled where client_id = any ($1::uuid[])',
      [ids],
    );
    const sent = await this.site.rows<{ id: string; conversation: string }>(
      'select client_id as id, conversation_id as conversation from message where client_id = any ($1::uuid[])',
      [ids],
    );
    for (const { clientId, conversation, cancelled, device } of scheduled) {
      const found = sent.filter(({ id }) => id === clientId).length + kept.filter(({ id }) => id === clientId).length;
      const nobodyKnows = cancelled === 'tried' || this.book.forgotten.has(device.seat.user);
      const right = nobodyKnows ? found <= 1 : found === (cancelled === 'yes' ? 0 : 1);
      if (!right)
        throw new Error(`CV16 ${clientId}, scheduled (cancelled: ${cancelled}) in ${conversation}, is there ${found} times`);
    }
  }

  private jobs(): Promise<unknown[]> {
    return this.site.rows(
      `select task_identifier as task, attempts, run_at - now() as due, now() - locked_at as locked, locked_by, left(last_error, 200) as error
       from graphile_worker.jobs where attempts > 0 or locked_at is not null or run_at < now() limit 10`,
    );
  }

  /** SY1: `ev` and `seq` are dense, and the log has each change once. */
  private judgeNumbers(truth: Truth): void {
    for (const { id, ev, seq, logged, lastLogged } of truth.places) {
      if (ev !== logged || ev !== (lastLogged ?? 0))
        throw new Error(`SY1 ${id} is at ev ${ev}, its log has ${logged} up to ${lastLogged}`);
      const seqs = truth.in(id).map((m) => m.seq);
      if (seqs.length !== seq || seqs.some((one, at) => one !== at + 1))
        throw new Error(`SY1 ${id} is at seq ${seq}, it has ${seqs.length} messages up to ${seqs.at(-1)}`);
    }
  }

  /** SY4: every acknowledged message is there exactly once, under the number it was answered with; no refused one is. */
  private judgeMessages(truth: Truth): void {
    const found = new Map<string, { conversation: string; seq: number }>();
    for (const { clientId, conversation, seq } of truth.messages) {
      if (found.has(clientId)) throw new Error(`SY4 ${clientId} is there twice`);
      found.set(clientId, { conversation, seq });
    }
    const { written, acknowledged, refused } = this.book;
    for (const [clientId, { code, sent }] of refused)
      if (sent <= 1 && found.has(clientId)) throw new Error(`SY4 ${clientId} was refused (${code}) and is there`);
    for (const { clientId, conversation, device } of written) {
      if (refused.has(clientId)) continue;
      const row = found.get(clientId);
      if (row?.conversation !== conversation) throw new Error(`SY4 ${clientId}, written on ${device.name}, is lost`);
      const answered = acknowledged.get(clientId);
      if (answered !== undefined && row.seq !== answered)
        throw new Error(`SY4 ${clientId} was answered ${answered}, not ${row.seq}`);
    }
  }

  /** Edits and recalls that were answered are kept. */
  private async judgeChanges(): Promise<void> {
    const { edits, recalled } = this.book;
    const lost = await this.site.rows<{ what: string }>(
      `select e.text as what from unnest($1::uuid[], $2::int[], $3::text[]) as e (conversation, seq, text)
       where not exists (select 1 from version v where v.conversation_id = e.conversation and v.seq = e.seq and v.text = e.text)
         and not exists (select 1 from message m where m.conversation_id = e.conversation and m.seq = e.seq and m.erased_at is not null)
       union all
       select 'recall of ' || r.conversation || '/' || r.seq from unnest($4::uuid[], $5::int[]) as r (conversation, seq)
       where not exists (select 1 from message m where m.conversation_id = r.conversation and m.seq = r.seq and m.recalled_at is not null)`,
      [
        edits.map((e) => e.conversation),
        edits.map((e) => e.seq),
        edits.map((e) => e.text),
        recalled.map((r) => r.conversation),
        recalled.map((r) => r.seq),
      ],
    );
    if (lost.length > 0) throw new Error(`An answered change is lost: ${lost[0]!.what}`);
  }

  /** SY8 and one order for all: counts and windows as the tables say. */
  private judgeDevice(truth: Truth, { name, seat, client }: Device): void {
    for (const { id, me } of Object.values(client.state.conversations)) {
      if (!me || me.left || !truth.places.some((p) => p.id === id)) continue;
      const { unread, mentions } = truth.counts(seat.user, id);
      if (me.unread !== Math.min(unread, most) || me.mentions !== mentions)
        throw new Error(
          `SY8 ${name} counts ${me.unread} unread, ${me.mentions} mentions in ${id}; there are ${unread}, ${mentions}`,
        );
    }
    for (const [id, { messages }] of Object.entries(client.state.timelines)) {
      if (!truth.places.some((p) => p.id === id)) continue;
      const from = truth.visibleFrom(seat, id) ?? Number.POSITIVE_INFINITY;
      const shown = messages.map((m) => [m.seq, m.clientId, m.recalled ? '' : m.text]);
      const there = truth.in(id).filter((m) => m.seq >= from);
      if (
        !isDeepStrictEqual(
          shown,
          there.map((m) => [m.seq, m.clientId, m.recalled ? '' : m.text]),
        )
      )
        throw new Error(`SY1 ${name} shows ${shown.length} messages of ${id}, there are ${there.length}, or in another order`);
    }
  }

  /**
   * SE6: search finds what one may see, all of it and nothing else. The tables are read again each time: a call whose line was cut
   * may have been done only now.
   */
  private async judgeSearch(seat: Seat): Promise<void> {
    let expected: string[] = [];
    let found: string[] = [];
    const same = async () => {
      found = (await this.search(seat)).sort();
      expected = (await Truth.read(this.site, this.cast.conversations)).findable(seat, this.cast.word);
      return isDeepStrictEqual(found, expected);
    };
    await until(same).catch(() => {
      const missing = expected.filter((one) => !found.includes(one));
      const strange = found.filter((one) => !expected.includes(one));
      throw new Error(
        `SE6 ${seat.name} (${seat.kind}) finds ${found.length}, not ${expected.length}: missing ${missing.slice(0, 5)}, strange ${strange.slice(0, 5)}`,
      );
    });
  }

  private async search(seat: Seat): Promise<string[]> {
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.site.call(seat, 'search.messages', {
        text: this.cast.word,
        limit: 100,
        ...(cursor ? { cursor } : {}),
      });
      found.push(...page.items.map((hit) => `${hit.conversation.id}/${hit.seq}`));
      cursor = page.next;
    } while (cursor);
    return found;
  }

  /** No bytes of a kept message are missing or changed. */
  private async judgeFiles(truth: Truth): Promise<void> {
    const { files } = this.book;
    for (const message of truth.messages.filter((m) => !m.recalled))
      for (const file of message.files) {
        const uploaded = files.get(file);
        if (!uploaded) throw new Error(`The file ${file} was attached before its upload was answered`);
        const response = await fetch(`${this.site.nodes[0]!.url}/api/files/${file}/soak.bin`, {
          headers: { authorization: `Bearer ${uploaded.device.seat.token}` },
        });
        const bytes = Buffer.from(await response.arrayBuffer());
        if (!response.ok || createHash('sha256').update(bytes).digest('hex') !== uploaded.hash)
          throw new Error(`The bytes of the file ${file} are not those that were uploaded (status ${response.status})`);
      }
  }
}
