import { contract, type Method } from '@rapport/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  anotherToken,
  BareSocket,
  type Caller,
  type Cast,
  castOf,
  type Outcome,
  type Place,
  type Row,
  tryOverHttp,
} from './matrix.test-kit.ts';
import { conversationRows } from './matrix-conversations.test-kit.ts';
import { customerRows } from './matrix-customers.test-kit.ts';
import { inboxRows } from './matrix-inbox.test-kit.ts';
import { otherRows } from './matrix-rest.test-kit.ts';
import { type TestHouse, testHouse } from './test-house.ts';

const rows: Record<string, Row> = { ...conversationRows, ...customerRows, ...inboxRows, ...otherRows };
const methods = contract as Record<string, Method>;
/** These end the session they are called with. */
const spending = ['people.signOut', 'people.revokeOtherSessions'];
const nobodyThere = '01900000-0000-7000-8000-000000000000';

describe('permission matrix: every method × every role × in the conversation or not, over HTTP and the socket', () => {
  let kit: TestHouse;
  let cast: Cast;
  let place: Place;
  const sockets = new Map<Caller, BareSocket>();

  beforeAll(async () => {
    kit = await testHouse();
    cast = await castOf(kit);
    place = { conversation: await cast.group(), seq: 0, maker: cast.maker, bystander: cast.bystander };
    for (const caller of cast.callers)
      if (caller.seat) sockets.set(caller, await BareSocket.open(kit.url, { authorization: `Bearer ${caller.seat.token}` }));
    const closed = cast.callers.find((c) => c.kind === 'deactivated')!;
    await kit.call(kit.owner, 'people.deactivate', { user: closed.seat!.user as never });
  });
  afterAll(async () => {
    for (const socket of sockets.values()) socket.close();
    await kit.stop();
  });

  /** A message, and a group where wanted, that no other call has touched. */
  async function placeFor(row: Row): Promise<Place> {
    const conversation = row.fresh ? await cast.group() : place.conversation;
    const draft = { clientId: crypto.randomUUID(), text: 'a message of the maker' };
    const { seq } = await kit.call(cast.maker, 'conversations.sendMessage', { conversation: conversation as never, draft });
    return { ...place, conversation, seq };
  }

  const expected = (name: string, caller: Caller): readonly string[] => {
    const open = methods[name]!.auth === 'none';
    if (!open && caller.role === null) return ['not-signed-in'];
    return [rows[name]!.expect(caller)].flat();
  };

  async function overHttp(name: string, caller: Caller, at: Place): Promise<Outcome> {
    const { seat } = caller;
    const token = seat && spending.includes(name) && caller.role ? await anotherToken(kit, seat) : (seat?.token ?? null);
    return tryOverHttp(kit, token, name, rows[name]!.input(at, caller));
  }

  async function overSocket(name: string, caller: Caller, at: Place): Promise<Outcome> {
    const spent = spending.includes(name);
    const authorization = `Bearer ${spent ? await anotherToken(kit, caller.seat!) : caller.seat!.token}`;
    const socket = spent ? await BareSocket.open(kit.url, { authorization }) : sockets.get(caller)!;
    const outcome = await socket.call(name, rows[name]!.input(at, caller));
    if (spent) socket.close();
    return outcome;
  }

  it('has a row for every method of the contract, and none besides', () => {
    expect(Object.keys(rows).sort()).toEqual(Object.keys(contract).sort());
  });

  it('AC5 whoever is deactivated is cut off and not let in again', async () => {
    const closed = cast.callers.find((c) => c.kind === 'deactivated')!;
    expect(await sockets.get(closed)!.closed).toBe(4003);
    await expect(BareSocket.open(kit.url, { authorization: `Bearer ${closed.seat!.token}` })).rejects.toThrow('401');
    await expect(BareSocket.open(kit.url, {})).rejects.toThrow('401');
  });

  for (const name of Object.keys(rows)) {
    it(`${name}`, async () => {
      const row = rows[name]!;
      const shared = await placeFor(row);
      const at = () => (row.fresh ? placeFor(row) : shared);
      const wrong: string[] = [];
      const check = (caller: Caller, { code, body }: Outcome, over: string) => {
        const want = expected(name, caller);
        const said = `${caller.kind} ${caller.inside ? 'inside' : 'outside'} over ${over}: ${code}, not ${want.join(' or ')}`;
        if (!want.includes(code)) wrong.push(`${said} ${JSON.stringify(body).slice(0, 200)}`);
      };
      const signedIn = cast.callers.filter((caller) => caller.role !== null);
      await Promise.all(cast.callers.map(async (c) => check(c, await overHttp(name, c, await at()), 'HTTP')));
      await Promise.all(signedIn.map(async (c) => check(c, await overSocket(name, c, await at()), 'the socket')));
      expect(wrong).toEqual([]);
    });
  }

  it('CV1 what one may not see is answered exactly as what is not there', async () => {
    const outsiders = cast.callers.filter((c) => !c.inside && c.role !== null);
    const here = await placeFor({ input: () => ({}), expect: () => 'ok' });
    const nowhere = { ...here, conversation: nobodyThere };
    for (const [name, { input }] of Object.entries(rows)) {
      if (!JSON.stringify(input(here, outsiders[0]!)).includes(here.conversation)) continue;
      for (const caller of outsiders) {
        const socket = sockets.get(caller)!;
        const [there, absent] = [await socket.call(name, input(here, caller)), await socket.call(name, input(nowhere, caller))];
        expect(there, `${name} by ${caller.kind}`).toEqual(absent);
      }
    }
  });

  it('an unknown method is answered to everybody alike', async () => {
    for (const name of ['conversations.destroy', '__proto__', 'constructor', 'toString', 'people.me/']) {
      for (const caller of cast.callers.filter((c) => c.role !== null))
        expect((await sockets.get(caller)!.call(name, {})).code).toBe('unknown-method');
      const response = await fetch(`${kit.url}/api/v1/${encodeURIComponent(name)}`, { method: 'POST', body: '{}' });
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.status).toBeLessThan(500);
    }
  });
});
