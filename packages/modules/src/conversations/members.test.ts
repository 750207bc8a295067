import { type Seat, type TestHouse, testHouse } from '@rapport/dev';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let kit: TestHouse;
let lin: Seat;
let zoe: Seat;
let guest: Seat;
beforeAll(async () => {
  kit = await testHouse();
  [lin, zoe, guest] = [await kit.person('林月'), await kit.person('Zoe'), await kit.person('客人', 'guest')];
});
afterAll(() => kit.stop());

const id = (seat: Seat) => seat.user as never;
const role = (conversation: string, by: Seat, whose: Seat, wanted: 'owner' | 'admin' | 'member') =>
  kit.call(by, 'conversations.changeRole', { conversation: conversation as never, user: id(whose), role: wanted });
const takeOut = (conversation: string, by: Seat, whom: Seat) =>
  kit.call(by, 'conversations.removeMember', { conversation: conversation as never, user: id(whom) });
const add = (conversation: string, by: Seat, whom: Seat, withHistory?: boolean) =>
  kit.call(by, 'conversations.addMembers', {
    conversation: conversation as never,
    users: [id(whom)],
    ...(withHistory === undefined ? {} : { withHistory }),
  });
const leave = (conversation: string, who: Seat) => kit.call(who, 'conversations.leave', { conversation: conversation as never });
const roles = async (conversation: string) =>
  new Map(
    (await kit.call(kit.owner, 'conversations.members', { conversation: conversation as never })).items.map((one) => [
      one.user as string,
      one.role,
    ]),
  );
const texts = async (conversation: string, reader: Seat) =>
  (await kit.call(reader, 'conversations.history', { conversation: conversation as never })).messages.map(({ text }) => text);

describe('who runs a group', () => {
  it('CV3 its owners and administrators do, and who moderates and takes part; an owner is taken out by an owner alone', async () => {
    const moderator = await kit.person('Mo', 'admin');
    const group = await kit.group(lin, zoe);
    const rename = (who: Seat) => kit.call(who, 'conversations.change', { conversation: group, name: who.user });
    await expect(rename(lin)).rejects.toThrow('forbidden');
    await expect(rename(moderator)).rejects.toThrow('not-found');
    await role(group, kit.owner, lin, 'admin');
    expect((await rename(lin)).name).toBe(lin.user);
    await add(group, lin, moderator);
    expect((await rename(moderator)).name).toBe(moderator.user);
    await role(group, kit.owner, zoe, 'owner');
    for (const who of [lin, moderator]) await expect(takeOut(group, who, zoe)).rejects.toThrow('forbidden');
    await takeOut(group, zoe, kit.owner);
    expect(await texts(group, zoe)).toEqual([]);
    await expect(texts(group, kit.owner)).rejects.toThrow('not-found');
  });

  it('CV14 only owners make owners, or take that from them; one remains, and guests stay members', async () => {
    const group = await kit.group(lin, zoe, guest);
    await role(group, kit.owner, lin, 'admin');
    await expect(role(group, lin, zoe, 'owner')).rejects.toThrow('forbidden');
    await expect(role(group, lin, kit.owner, 'member')).rejects.toThrow('forbidden');
    await expect(role(group, kit.owner, kit.owner, 'member')).rejects.toThrow('conflict');
    for (const wanted of ['admin', 'owner'] as const)
      await expect(role(group, kit.owner, guest, wanted)).rejects.toThrow('forbidden');
    await role(group, lin, zoe, 'admin');
    await role(group, kit.owner, zoe, 'owner');
    await role(group, zoe, kit.owner, 'member');
    expect(await roles(group)).toEqual(
      new Map([
        [zoe.user, 'owner'],
        [lin.user, 'admin'],
        [guest.user, 'member'],
        [kit.owner.user, 'member'],
      ]),
    );
  });

  it('CV8 whoever makes a group or a note owns it; guests make none, and open to everybody is a permission of its own', async () => {
    for (const kind of ['group', 'note'] as const) {
      const made = await kit.call(lin, 'conversations.create', { kind, name: '我的' });
      expect(made.me).toMatchObject({ role: 'owner', fromSeq: 1 });
    }
    await expect(kit.call(guest, 'conversations.create', { name: '我的' })).rejects.toThrow('forbidden');
    const note = await kit.call(lin, 'conversations.create', { kind: 'note', name: '记事' });
    const opened = kit.call(lin, 'conversations.change', { conversation: note.id, visibility: 'open' });
    await expect(opened).rejects.toThrow('invalid-input');
  });
});

describe('who takes part', () => {
  it('CV9 there is one direct conversation of a set of people, whoever opens it, in whatever order, at the same moment too', async () => {
    const open = (who: Seat, ...others: Seat[]) => kit.call(who, 'conversations.openDirect', { users: others.map(id) });
    const all = await Promise.all([open(lin, zoe), open(zoe, lin), open(lin, zoe, lin), open(zoe, lin)]);
    expect(new Set(all.map((one) => one.id)).size).toBe(1);
    const three = await open(lin, zoe, kit.owner);
    expect(three.id).not.toBe(all[0]!.id);
    expect((await open(kit.owner, lin, zoe)).id).toBe(three.id);
    await expect(leave(three.id, lin)).rejects.toThrow('invalid-input');
    await expect(add(three.id, lin, guest)).rejects.toThrow('invalid-input');
  });

  it('CV11 whoever may browse joins open groups, with all that was said; guests do not see them, and nobody joins what is archived', async () => {
    const { id: open } = await kit.call(lin, 'conversations.create', { name: '公开', visibility: 'open' });
    await kit.say(lin, open, 'before');
    const join = (who: Seat) => kit.call(who, 'conversations.join', { conversation: open });
    await expect(join(guest)).rejects.toThrow('not-found');
    expect((await join(zoe)).me).toMatchObject({ role: 'member', fromSeq: 1 });
    expect(await texts(open, zoe)).toEqual(['before']);
    await kit.call(lin, 'conversations.change', { conversation: open, archived: true });
    await expect(join(kit.owner)).rejects.toThrow('archived');
    const closed = await kit.group(lin);
    await expect(kit.call(zoe, 'conversations.join', { conversation: closed })).rejects.toThrow('not-found');
  });

  it('CV12 the last owner hands over before leaving, or is alone; whoever leaves a group leaves its topics', async () => {
    const group = await kit.group(lin, zoe);
    const { seq } = await kit.say(lin, group, 'about this');
    const { id: topic } = await kit.call(lin, 'conversations.startTopic', { conversation: group, seq });
    await expect(leave(group, kit.owner)).rejects.toThrow('conflict');
    await leave(group, lin);
    for (const place of [group, topic]) await expect(texts(place, lin)).rejects.toThrow('not-found');
    await role(group, kit.owner, zoe, 'owner');
    await leave(group, kit.owner);
    await leave(group, zoe);
    await expect(texts(group, zoe)).rejects.toThrow('not-found');
  });

  it('CV13 every member but guests adds people, with what was said or from now on; nobody hands out more than they see', async () => {
    const [late, later] = [await kit.person('Late'), await kit.person('Later')];
    const group = await kit.group(lin, guest);
    await kit.say(lin, group, 'one');
    await expect(add(group, guest, zoe)).rejects.toThrow(/forbidden|not-found/);
    await expect(add(group, zoe, late)).rejects.toThrow('not-found');
    await add(group, lin, zoe);
    await add(group, lin, late, false);
    await kit.say(lin, group, 'two');
    await add(group, late, later, true);
    await kit.say(lin, group, 'three');
    expect(await texts(group, zoe)).toEqual(['one', 'two', 'three']);
    expect(await texts(group, late)).toEqual(['two', 'three']);
    expect(await texts(group, later)).toEqual(['three']);
    await kit.call(kit.owner, 'conversations.change', { conversation: group, archived: true });
    await expect(add(group, lin, await kit.person('Too late'))).rejects.toThrow('archived');
  });
});
