import type { Client } from '@rapport/client';
import type { Input, MethodName, Output } from '@rapport/contract';
import { type Observer, type Seat, type TestHouse, testHouse, until } from '@rapport/dev';

/** A house with people in it, each with a client that has the same conversations open. */
export interface World {
  kit: TestHouse;
  /** Owner of the groups, with two devices. */
  ann: Observer;
  ann2: Observer;
  /** A member, in a department of her own. */
  lin: Observer;
  /** A guest, member of the groups. */
  gus: Observer;
  /** Not in the groups; looks at the open one. */
  zoe: Observer;
  everybody: readonly Observer[];
  department: string;
  /** Calls over someone's socket. */
  call<M extends MethodName>(who: Observer, name: M, input: Input<M>): Promise<Output<M>>;
  /** An open and a private group of Ann, Lin and Gus, opened by all who may; a direct conversation of Ann and Lin. */
  open: string;
  closed: string;
  direct: string;
  /** Sends; answers the seq. */
  say(who: Observer, conversation: string, text: string): Promise<number>;
  stop(): Promise<void>;
}

async function peopleOf(kit: TestHouse) {
  const [lin, gus, zoe] = [await kit.person('林月'), await kit.person('Gus', 'guest'), await kit.person('Zoe')];
  const observer = async (name: string, seat: Seat): Promise<Observer> => ({ name, seat, client: await kit.client(seat) });
  const department = await kit.call(kit.owner, 'people.createDepartment', { name: '设计部' });
  await kit.call(kit.owner, 'people.changeUser', { user: lin.user as never, departments: [department.id] });
  return {
    department: department.id as string,
    ann: await observer('ann', kit.owner),
    ann2: await observer('ann on a second device', kit.owner),
    lin: await observer('lin', lin),
    gus: await observer('gus the guest', gus),
    zoe: await observer('zoe who is no member', zoe),
  };
}

/** Puts a conversation on the screens of those who may see it. */
export async function show(conversation: string, clients: readonly Client[]): Promise<void> {
  for (const client of clients) {
    await until(() => client.state.conversations[conversation] !== undefined);
    await client.openConversation(conversation).catch(() => undefined);
  }
}

export async function openWorld(): Promise<World> {
  const kit = await testHouse();
  const people = await peopleOf(kit);
  const { ann, lin, gus, zoe } = people;
  const everybody = [ann, people.ann2, lin, gus, zoe];
  const call: World['call'] = (who, name, input) => who.client.call(name, input);
  const members = [lin.seat.user, gus.seat.user] as never[];
  const open = (await call(ann, 'conversations.create', { name: 'Open', visibility: 'open', members })).id;
  const closed = (await call(ann, 'conversations.create', { name: 'Closed', members })).id;
  const direct = (await call(ann, 'conversations.openDirect', { users: [lin.seat.user] as never[] })).id;
  const inside = [ann, people.ann2, lin, gus].map((o) => o.client);
  await show(open, inside);
  // She is no member: nothing tells her of it, so there is nothing to wait for.
  await zoe.client.openConversation(open as never);
  await show(closed, inside);
  await show(
    direct,
    [ann, people.ann2, lin].map((o) => o.client),
  );
  zoe.client.watch({ conversations: [open] });
  return {
    kit,
    ...people,
    everybody,
    call,
    open,
    closed,
    direct,
    async say(who, conversation, text) {
      const draft = { clientId: crypto.randomUUID(), text };
      return (await call(who, 'conversations.sendMessage', { conversation: conversation as never, draft })).seq;
    },
    stop: () => kit.stop(),
  };
}

/** Something to do, and what has to be there before. What `before` answers goes to `act`. */
export interface Case {
  what: string;
  before?: (w: World) => Promise<unknown>;
  act: (w: World, given: never) => Promise<unknown>;
}
export type Cases = Partial<Record<Extract<MethodName, `conversations.${string}`>, Case[]>>;

/** A group of Ann's of its own, with Lin and Gus in it and five messages, open on every screen. */
export async function freshGroup(w: World, visibility: 'open' | 'private' = 'private'): Promise<string> {
  const members = [w.lin.seat.user, w.gus.seat.user] as never[];
  const { id: group } = await w.call(w.ann, 'conversations.create', { name: 'Fresh', visibility, members });
  for (let i = 1; i <= 5; i++) await w.say(i % 2 ? w.lin : w.ann, group, `message ${i}`);
  await show(
    group,
    [w.ann, w.ann2, w.lin, w.gus].map((o) => o.client),
  );
  return group;
}

/** Closes the windows that earlier cases opened, so that every case costs the same. */
export function closeOthers(w: World): void {
  const kept = [w.open, w.closed, w.direct];
  for (const { client } of w.everybody) {
    const timelines = Object.fromEntries(Object.entries(client.state.timelines).filter(([id]) => kept.includes(id)));
    client.state = { ...client.state, timelines };
  }
}
