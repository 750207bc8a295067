import { type Seat, type TestHouse, testHouse } from '@rapport/dev';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let kit: TestHouse;
let lin: Seat;
let zoe: Seat;
let group: Awaited<ReturnType<TestHouse['group']>>;
beforeAll(async () => {
  kit = await testHouse();
  [lin, zoe] = [await kit.person('林月'), await kit.person('Zoe')];
  group = await kit.group(lin, zoe);
});
afterAll(() => kit.stop());

const edit = (who: Seat, seq: number, text: string) =>
  kit.call(who, 'conversations.editMessage', { conversation: group, seq, text });
const recall = (who: Seat, seq: number) => kit.call(who, 'conversations.recallMessage', { conversation: group, seq });
const react = (who: Seat, seq: number, emoji: string, on = true) =>
  kit.call(who, 'conversations.react', { conversation: group, seq, emoji, on });
const pin = (who: Seat, seq: number, on = true, conversation = group) =>
  kit.call(who, 'conversations.pin', { conversation, seq, on });
const message = async (seq: number, reader = zoe) =>
  (await kit.call(reader, 'conversations.history', { conversation: group, around: seq })).messages.find((m) => m.seq === seq);
const evNow = async () => (await kit.call(kit.owner, 'conversations.get', { conversation: group })).ev;
/** As if it had been said some minutes before. */
const aged = (seq: number, minutes: number) =>
  kit.house.platform.db.rows(
    `update message set at = at - $3::int * interval '1 minute' where conversation_id = $1 and seq = $2`,
    [group, seq, minutes],
  );
const within = (settings: { editMinutes?: number | null; recallMinutes?: number | null }) =>
  kit.call(kit.owner, 'people.changeOrganization', { settings });

describe('what was said', () => {
  it('CV4 is edited by its author alone, within the organization’s window; what it said before stays to be read', async () => {
    const { seq } = await kit.say(lin, group, 'one');
    for (const who of [zoe, kit.owner]) await expect(edit(who, seq, 'not mine')).rejects.toThrow('forbidden');
    expect(await edit(lin, seq, 'two')).toMatchObject({ text: 'two', edited: { count: 1 } });
    await within({ editMinutes: 10_000 });
    await aged(seq, 9_000);
    await edit(lin, seq, 'three');
    await aged(seq, 2_000);
    await expect(edit(lin, seq, 'four')).rejects.toThrow('too-late');
    await within({ editMinutes: null });
    await expect(edit(lin, seq, '  ')).rejects.toThrow('invalid-input');
    const { versions } = await kit.call(zoe, 'conversations.messageHistory', { conversation: group, seq });
    expect(versions.map(({ text }) => text).sort()).toEqual(['one', 'three', 'two']);
    expect(await message(seq)).toMatchObject({ text: 'three', edited: { count: 2 } });
  });

  it('CV5 is taken back by its author within the window, by who runs the group at any time; hidden from all, kept for the record', async () => {
    await within({ recallMinutes: 10_000 });
    const { seq: mine } = await kit.say(lin, group, 'mine');
    await expect(recall(zoe, mine)).rejects.toThrow('forbidden');
    await recall(lin, mine);
    await expect(recall(lin, mine)).rejects.toThrow('not-found');
    await expect(edit(lin, mine, 'again')).rejects.toThrow('not-found');
    const { seq: old } = await kit.say(lin, group, 'long ago');
    await aged(old, 11_000);
    await expect(recall(lin, old)).rejects.toThrow('too-late');
    await recall(kit.owner, old);
    for (const [seq, by] of [
      [mine, lin],
      [old, kit.owner],
    ] as const)
      for (const reader of [lin, zoe, kit.owner])
        expect(await message(seq, reader)).toMatchObject({ text: '', recalled: { by: by.user } });
    const kept = await kit.house.platform.db.rows<{ text: string }>(
      'select text from version where conversation_id = $1 and seq = any ($2::bigint[])',
      [group, [mine, old]],
    );
    expect(kept.map(({ text }) => text).sort()).toEqual(['long ago', 'mine']);
  });

  it('CV6 a reaction given or taken back twice changes nothing, and a message has fifty different ones at most', async () => {
    const { seq } = await kit.say(lin, group, 'what do you think?');
    await react(zoe, seq, '👍');
    const once = await evNow();
    await react(zoe, seq, '👍');
    expect(await evNow()).toBe(once);
    await react(lin, seq, '👍');
    expect((await message(seq))!.reactions).toMatchObject([{ emoji: '👍', users: expect.arrayContaining([zoe.user, lin.user]) }]);
    for (const who of [lin, zoe, zoe]) await react(who, seq, '👍', false);
    expect((await message(seq))!.reactions ?? []).toEqual([]);
    for (let n = 0; n < 50; n++) await react(zoe, seq, String.fromCodePoint(0x1f600 + n));
    await expect(react(zoe, seq, '👍')).rejects.toThrow('quota-exceeded');
    await react(lin, seq, String.fromCodePoint(0x1f600));
    expect((await message(seq))!.reactions).toHaveLength(50);
    await recall(lin, seq);
    await expect(react(zoe, seq, '👎')).rejects.toThrow('not-found');
  });

  it('CV7 whoever may post pins and unpins for everybody; there are a hundred pins at most', async () => {
    const many = await kit.group(lin, zoe);
    const seqs: number[] = [];
    for (let n = 0; n < 101; n++) seqs.push((await kit.say(lin, many, `pin ${n}`)).seq);
    for (const seq of seqs.slice(0, 100)) await pin(zoe, seq, true, many);
    await expect(pin(zoe, seqs[100]!, true, many)).rejects.toThrow('quota-exceeded');
    const pinned = async () =>
      (await kit.call(lin, 'conversations.pins', { conversation: many })).messages.map(({ seq }) => seq).sort((a, b) => a - b);
    expect(await pinned()).toEqual(seqs.slice(0, 100));
    await pin(lin, seqs[0]!, false, many);
    await pin(zoe, seqs[100]!, true, many);
    expect(await pinned()).toEqual(seqs.slice(1));
    await kit.call(kit.owner, 'conversations.change', { conversation: many, posting: 'admins' });
    await expect(pin(zoe, seqs[1]!, false, many)).rejects.toThrow('forbidden');
  });
});
