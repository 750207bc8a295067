import type { Output } from '@rapport/contract';
import { type Seat, type TestHouse, testHouse } from '@rapport/dev';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isSnapshot } from './snapshot.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('SY6 what changed since my cursor', () => {
  let kit: TestHouse;
  let lin: Seat;
  beforeAll(async () => {
    kit = await testHouse();
    lin = await kit.person('林月');
  });
  afterAll(() => kit.stop());

  const group = () => kit.group(lin);
  const look = (seat: Seat, last?: Output<'conversations.sync'>) =>
    kit.call(seat, 'conversations.sync', last ? { cursor: last.cursor, epoch: last.epoch } : {});

  /** A change whose transaction stays open for a while, so that commits come in another order than numbers and ids. */
  const slowChange = (conversation: string, wait: number, fail: boolean) =>
    kit.house.platform.db
      .transaction(async (tx) => {
        await kit.house.platform.log.append(tx, conversation, [{ type: 'message.changed', actor: null }]);
        await pause(wait);
        if (fail) throw new Error('rolled back');
      })
      .catch(() => undefined);

  it('SY8 the instant of a draft is the same in a look and in the answer that saved it, to the millisecond', async () => {
    const conversation = await group();
    const { at } = await kit.call(lin, 'conversations.saveDraft', { conversation, text: 'half' });
    const cut = (instant: number) => new Date(instant).toISOString().replace('Z', '999Z');
    await kit.house.platform.db.rows('update draft set at = $2::timestamptz where conversation_id = $1', [conversation, cut(at)]);
    const { drafts } = await look(lin);
    expect(drafts.find((d) => d.conversation === conversation)?.at).toBe(at);
  });

  it('looks taken at any moment miss nothing, under slow transactions and rollbacks', async () => {
    const conversations = await Promise.all(Array.from({ length: 6 }, group));
    const step = fc.record({ place: fc.nat(5), start: fc.nat(120), wait: fc.nat(60), fail: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 10, maxLength: 40 }),
        fc.array(fc.nat(40), { minLength: 3, maxLength: 10 }),
        async (steps, rests) => {
          let last = await look(lin);
          const known = new Map(last.conversations.map((c) => [c.id as string, c.ev]));
          const writing = Promise.all(
            steps.map(async ({ place, start, wait, fail }) => {
              await pause(start);
              await slowChange(conversations[place]!, wait, fail);
            }),
          );
          const take = async () => {
            last = await look(lin, last);
            expect(last.reset).toBe(false);
            for (const c of last.conversations) known.set(c.id, Math.max(c.ev, known.get(c.id) ?? 0));
          };
          for (const rest of rests) {
            await pause(rest);
            await take();
          }
          await writing;
          await take();
          const truth = await kit.house.platform.db.rows<{ id: string; ev: number }>(
            'select id, ev from stream where id = any ($1::uuid[])',
            [conversations],
          );
          for (const { id, ev } of truth) expect(known.get(id)).toBe(ev);
          // Nothing happens any more: a look tells nothing twice.
          await take();
          expect(last.conversations).toEqual([]);
        },
      ),
      { numRuns: 8 },
    );
  });

  it('SY6 looks of many people at once, which share statements, find for each what is true', async () => {
    const people = await Promise.all(['甲', '乙', '丙', '丁', '戊'].map((name) => kit.person(name)));
    const places = await Promise.all(
      Array.from({ length: 8 }, (_, i) => kit.group(people[i % 5]!, people[(i + 1 + (i % 3)) % 5]!)),
    );
    const step = fc.record({ place: fc.nat(7), start: fc.nat(80), wait: fc.nat(50), fail: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 10, maxLength: 40 }),
        fc.array(fc.nat(30), { minLength: 2, maxLength: 5 }),
        async (steps, rests) => {
          const devices = await Promise.all(
            [...people, ...people].map(async (seat) => ({ seat, last: await look(seat), known: new Map<string, number>() })),
          );
          for (const d of devices) for (const c of d.last.conversations) d.known.set(c.id, c.ev);
          const writing = Promise.all(
            steps.map(async ({ place, start, wait, fail }) => {
              await pause(start);
              await slowChange(places[place]!, wait, fail);
            }),
          );
          const takeAll = () =>
            Promise.all(
              devices.map(async (d) => {
                d.last = await look(d.seat, d.last);
                expect(d.last.reset).toBe(false);
                for (const c of d.last.conversations) {
                  expect(d.known.has(c.id)).toBe(true);
                  d.known.set(c.id, Math.max(c.ev, d.known.get(c.id)!));
                }
              }),
            );
          for (const rest of rests) {
            await pause(rest);
            await takeAll();
          }
          await writing;
          await takeAll();
          const truth = await kit.house.platform.db.rows<{ user: string; id: string; ev: number }>(
            `select m.user_id as user, s.id, s.ev from membership m join stream s on s.id = m.conversation_id
             where m.user_id = any ($1::uuid[])`,
            [people.map((p) => p.user)],
          );
          for (const { seat, known } of devices) {
            const mine = truth.filter((t) => t.user === seat.user);
            expect(Object.fromEntries(known)).toEqual(Object.fromEntries(mine.map(({ id, ev }) => [id, ev])));
          }
          await takeAll();
          for (const d of devices) expect(d.last.conversations).toEqual([]);
        },
      ),
      { numRuns: 5 },
    );
  });

  it('SY6 what passes for a snapshot is what PostgreSQL takes for one', async () => {
    const xid = fc.oneof(
      fc.nat(12),
      fc.constantFrom(0, 1, 2 ** 40),

      fc.constant('18446744073709551615'),
    );
    const texts = fc.sample(
      fc.tuple(xid, xid, fc.array(xid, { maxLength: 4 })).map(([xmin, xmax, xip]) => `${xmin}:${xmax}:${xip.join(',')}`),
      400,
    );
    const wrong = ['', '1:2', '1:2:3:4', ' 1:2:', '1:2: ', '-1:2:', '1:2:,', '+1:2:', '1:5:2,,3', '01:2:', "1:2:'"];
    const all = [...texts, '10:20:10,14,15', '10:20:14,14', ...wrong];
    const told = await kit.house.platform.db.transaction(async (tx) => {
      await tx.rows(`create function pg_temp.takes(text) returns boolean language plpgsql as $$
        begin perform $1::pg_snapshot; return true; exception when data_exception then return false; end $$`);
      return tx.rows<{ text: string; taken: boolean }>(
        'select u as text, pg_temp.takes(u) as taken from unnest($1::text[]) as u',
        [all],
      );
    });
    expect(told).toHaveLength(all.length);
    for (const { text, taken } of told) {
      // Stricter is allowed (blanks, signs), laxer is not: one such cursor would fail the looks of others.
      if (isSnapshot(text)) expect([text, taken]).toEqual([text, true]);
      else if (/^\d+:\d+:[\d,]*$/.test(text)) expect([text, taken]).toEqual([text, false]);
    }
  });

  it('SY8 pointers, drafts, folders and saved messages are told to my other devices, and take no number', async () => {
    const conversation = await group();
    const { seq } = await kit.say(kit.owner, conversation);
    const before = await look(lin);
    const ev = before.conversations.find((c) => c.id === conversation)!.ev;
    await kit.call(lin, 'conversations.markRead', { conversation, seq });
    await kit.call(lin, 'conversations.saveDraft', { conversation, text: '写到一半' });
    await kit.call(lin, 'conversations.save', { conversation, seq, on: true });
    const folder = await kit.call(lin, 'conversations.changeFolder', { name: '客户' });
    const after = await look(lin, before);
    expect(after.conversations).toMatchObject([{ id: conversation, ev, me: { readSeq: seq, unread: 0 } }]);
    expect(after.drafts).toMatchObject([{ conversation, text: '写到一半' }]);
    expect(after.saved).toMatchObject([{ conversation, seq, removed: false }]);
    expect(after.folders).toMatchObject([{ id: folder.id, name: '客户' }]);
    // What is mine is not told to others.
    const others = await look(kit.owner);
    expect([others.drafts, others.saved, others.folders]).toEqual([[], [], []]);
  });

  it('SY10 who was taken out is told so by the next look, and of nothing that came after', async () => {
    const conversation = await group();
    const before = await look(lin);
    await kit.call(kit.owner, 'conversations.removeMember', { conversation, user: lin.user as never });
    const first = await look(lin, before);
    expect(first.conversations).toMatchObject([{ id: conversation, name: '', seq: 0, last: null, me: { left: true } }]);
    await kit.say(kit.owner, conversation);
    await kit.call(kit.owner, 'conversations.change', { conversation, name: 'secret' });
    expect((await look(lin, first)).conversations).toEqual([]);
  });

  it('SY6a a cursor of another epoch, a damaged one, or one from long ago begins anew', async () => {
    const good = await look(lin);
    for (const input of [
      { cursor: good.cursor, epoch: '0198f2a0-0000-7000-8000-000000000000' },
      { cursor: "1:1:'); drop table stream; --", epoch: good.epoch },
      { cursor: '99999999999999999999999:1:', epoch: good.epoch },
    ]) {
      const answer = await kit.call(lin, 'conversations.sync', input);
      expect(answer.reset).toBe(true);
      expect(answer.conversations.length).toBe((await look(lin)).conversations.length);
    }
  });

  it('SY8 unread is counted from the pointer: own and recalled messages never count, mentions by the same pointer', async () => {
    const conversation = await group();
    const mine = async () => (await kit.call(lin, 'conversations.get', { conversation })).me!;
    await kit.call(kit.owner, 'conversations.sendMessage', {
      conversation,
      draft: { clientId: crypto.randomUUID(), text: `<@${lin.user}> one` },
    });
    const second = await kit.say(kit.owner, conversation);
    await kit.call(kit.owner, 'conversations.sendMessage', {
      conversation,
      draft: { clientId: crypto.randomUUID(), text: '<!all> three' },
    });
    expect(await mine()).toMatchObject({ unread: 3, mentions: 2 });
    await kit.call(kit.owner, 'conversations.recallMessage', { conversation, seq: second.seq });
    expect(await mine()).toMatchObject({ unread: 2, mentions: 2 });
    await kit.call(lin, 'conversations.markRead', { conversation, seq: 1 });
    expect(await mine()).toMatchObject({ unread: 1, mentions: 1, readSeq: 1 });
    await kit.call(lin, 'conversations.markRead', { conversation, seq: 0 });
    expect((await mine()).readSeq).toBe(1);
    await kit.call(lin, 'conversations.markRead', { conversation, seq: 1_000_000 });
    expect(await mine()).toMatchObject({ unread: 0, mentions: 0, readSeq: 3 });
    await kit.say(lin, conversation);
    expect(await mine()).toMatchObject({ unread: 0, readSeq: 4 });
  });
});
