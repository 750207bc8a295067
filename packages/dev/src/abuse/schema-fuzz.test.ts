import { isDeepStrictEqual } from 'node:util';
import { HelloFrame, LossyFrame, OrganizationFrame, StateFrame, StreamFrame } from '@rapport/contract';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BareSocket, type Outcome } from '../matrix.test-kit.ts';
import { type TestHouse, testHouse } from '../test-house.ts';
import type { PersonKind, Seat } from '../test-people.ts';
import { complaintOf, methodNames, methods, overHttp, overSocket } from './abuse-call.test-kit.ts';
import { nearlyOf, type Pool, type Schema, schemaOf, valuesOf } from './arbitraries.test-kit.ts';
import { type Everything, everythingIn } from './everything.test-kit.ts';
import { digestOf } from './table-digest.test-kit.ts';

/** Times the usual number of runs, and where to begin: `RAPPORT_FUZZ_RUNS=50 RAPPORT_FUZZ_SEED=7`. */
const times = Number(process.env.RAPPORT_FUZZ_RUNS ?? 1);
const seed = Number(process.env.RAPPORT_FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
const kinds = ['nobody', 'owner', 'admin', 'member', 'guest', 'bot'] as const;
type Kind = (typeof kinds)[number];

let kit: TestHouse;
let database: pg.Client;
let digest: () => Promise<Record<string, string>>;
let pool: Pool;
let everything: Everything;
const seats = new Map<Kind, { seat: Seat; socket: BareSocket }>();
let callersMade = 0;
const ran = { calls: 0, ok: 0, refused: 0, frames: 0 };

/** A caller of this kind; a new one when the last one ended its own session, or was ended by another. */
async function callerOf(kind: Kind): Promise<{ seat: Seat; socket: BareSocket } | undefined> {
  if (kind === 'nobody') return undefined;
  const before = seats.get(kind);
  if (before) return before;
  const seat = await kit.person(`${kind} fuzz`, kind as PersonKind);
  // From inside, as long as nobody has closed the group or sent its maker away.
  const inside = { conversation: everything.group as never, users: [seat.user as never] };
  await kit.call(everything.maker, 'conversations.addMembers', inside).catch(() => undefined);
  callersMade++;
  const made = { seat, socket: await BareSocket.open(kit.url, { authorization: `Bearer ${seat.token}` }) };
  seats.set(kind, made);
  return made;
}

async function call(name: string, kind: Kind, input: unknown, socket: boolean): Promise<Outcome> {
  const caller = await callerOf(kind);
  const outcome =
    socket && caller
      ? await overSocket(caller.socket, name, input)
      : await overHttp(kit.url, caller?.seat.token ?? null, name, input);
  ran.calls++;
  if (outcome.code === 'ok') ran.ok++;
  else ran.refused++;
  // Whoever signed out, was made somebody else or was taken away is replaced.
  const gone = caller && (outcome.code === 'not-signed-in' || outcome.code === 'closed');
  if (gone || (outcome.code === 'ok' && /signOut|deactivate|revoke|changeUser|leave|removeMember/.test(name))) {
    for (const { socket: old } of seats.values()) old.close();
    seats.clear();
  }
  if (gone && outcome.code === 'closed' && Number(outcome.body) === 4003) return { code: 'ok', body: {} };
  return outcome;
}

beforeAll(async () => {
  kit = await testHouse();
  database = new pg.Client({ connectionString: kit.databaseUrl });
  await database.connect();
  everything = await everythingIn(kit, database);
  digest = await digestOf(database);
  pool = { ids: [...Object.values(everything.ids), everything.maker.user, everything.mate.user, kit.owner.user] };
});
afterAll(async () => {
  const { calls, ok, refused, frames } = ran;
  process.stdout.write(`fuzz: seed ${seed}, ${calls} calls (${ok} done, ${refused} refused), ${frames} frames\n`);
  for (const { socket } of seats.values()) socket.close();
  await database.end();
  await kit.stop();
});

/**
 * That refused calls changed nothing. Readers of the log and jobs follow what was done before, at their own time: where something did change, they are
 * waited for, and the same is asked again. What the calls change they change each time.
 */
async function changedNothing(
  before: Record<string, string>,
  again: () => Promise<unknown>,
  what: string,
): Promise<Record<string, string>> {
  let after = await digest();
  for (let turn = 1; !isDeepStrictEqual(after, before); turn++) {
    if (turn > 3) expect(after, what).toEqual(before);
    before = await settledDigest();
    await again();
    after = await digest();
  }
  return after;
}

/** What all tables hold once nothing has moved for a while. */
async function settledDigest(): Promise<Record<string, string>> {
  let last = await digest();
  for (let turn = 0; turn < 40; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    const next = await digest();
    if (isDeepStrictEqual(next, last)) break;
    last = next;
  }
  return last;
}

const settings = (runs: number) => ({ seed, numRuns: Math.ceil(runs * times), endOnFailure: times > 1 });

describe('inputs made from the schema of every method', () => {
  for (const name of methodNames) {
    const schema = schemaOf(methods[name]!);

    it(`${name}: what fits the schema is done, or refused in words and changes nothing`, async () => {
      const cases = fc.record({ input: valuesOf(schema, pool), kind: fc.constantFrom(...kinds), socket: fc.boolean() });
      let before: Record<string, string> = {};
      let known = -1;
      const property = fc.asyncProperty(cases, async ({ input, kind, socket }) => {
        await callerOf(kind);
        // Making a caller is a change too.
        if (known !== callersMade) before = await digest();
        known = callersMade;
        const outcome = await call(name, kind, input, socket);
        if (outcome.code === 'closed') return;
        expect(complaintOf(name, outcome), `${name} by ${kind}: ${JSON.stringify(input).slice(0, 400)}`).toBeUndefined();
        if (kind !== 'nobody' && outcome.code === 'not-signed-in') return;
        // The day's urgent messages are counted in the send itself, when its topic is followed already.
        const counted = outcome.code === 'quota-exceeded' && name === 'conversations.sendMessage';
        const again = () => call(name, kind, input, socket);
        const refused = outcome.code !== 'ok' && !counted;
        before = refused ? await changedNothing(before, again, `${name} refused with ${outcome.code}`) : await digest();
      });
      await fc.assert(property, settings(10));
    });

    it(`${name}: what does not fit is refused, names the field and changes nothing`, async () => {
      for (const kind of kinds) await callerOf(kind);
      const before = await digest();
      const batch = fc.array(fc.record({ input: nearlyOf(schema, pool), socket: fc.boolean() }), { minLength: 6, maxLength: 6 });
      const property = fc.asyncProperty(fc.constantFrom(...kinds), batch, async (kind, inputs) => {
        const wrong = inputs.filter(({ input }) => !methods[name]!.input.safeParse(input ?? {}).success);
        const outcomes = await Promise.all(wrong.map(({ input, socket }) => call(name, kind, input, socket)));
        for (const [i, outcome] of outcomes.entries()) {
          const what = `${name} by ${kind}: ${JSON.stringify(wrong[i]!.input)?.slice(0, 400)}`;
          expect(complaintOf(name, outcome), what).toBeUndefined();
          expect(['invalid-input', 'invalid-json', 'not-signed-in'], what).toContain(outcome.code);
        }
      });
      const all = () => fc.assert(property, settings(8));
      await all();
      await changedNothing(before, all, name);
    });
  }
});

describe('frames that are no calls', () => {
  const schemas = [StreamFrame, OrganizationFrame, StateFrame, LossyFrame, HelloFrame].map(
    (frame) => frame.toJSONSchema({ io: 'input', unrepresentable: 'any' }) as { oneOf?: Schema[]; anyOf?: Schema[] } & Schema,
  );
  const serverFrames = schemas.flatMap((schema) => schema.oneOf ?? schema.anyOf ?? [schema]);

  it('what the server says cannot be said to it: every kind of its frames closes the socket and reaches nobody', async () => {
    const { seat } = (await callerOf('member'))!;
    const heard = (await callerOf('admin'))!.socket;
    const before = await digest();
    const all = async (): Promise<void> => {
      for (const schema of serverFrames) {
        const frames = fc.sample(valuesOf(schema, pool), { seed, numRuns: Math.ceil(2 * times) });
        for (const frame of frames) {
          const socket = await BareSocket.open(kit.url, { authorization: `Bearer ${seat.token}` });
          socket.sendRaw(JSON.stringify(frame));
          ran.frames++;
          expect(await socket.closed, JSON.stringify(frame).slice(0, 200)).toBe(4009);
        }
      }
    };
    await all();
    await changedNothing(before, all, 'frames of the server');
    expect((await overSocket(heard, 'people.me', {})).code).toBe('ok');
  });

  it('whatever else comes over a socket is answered or closes it with a code, and the others are served', async () => {
    const { seat } = (await callerOf('member'))!;
    const steady = (await callerOf('admin'))!.socket;
    const frames = fc.oneof(
      fc.json().map((text) => ({ data: text as string | Buffer, binary: false })),
      fc.string({ unit: 'binary' }).map((text) => ({ data: text as string | Buffer, binary: false })),
      fc.uint8Array({ maxLength: 300 }).map((bytes) => ({ data: Buffer.from(bytes) as string | Buffer, binary: false })),
      fc.uint8Array({ maxLength: 300 }).map((bytes) => ({ data: Buffer.from(bytes) as string | Buffer, binary: true })),
      fc
        .record(
          {
            id: fc.oneof(fc.nat(), fc.jsonValue()),
            call: fc.oneof(fc.constantFrom(...methodNames), fc.string()),
            input: fc.jsonValue(),
            more: fc.jsonValue(),
          },
          { requiredKeys: [] },
        )
        .map((frame) => ({ data: JSON.stringify(frame) as string | Buffer, binary: false })),
    );
    const property = fc.asyncProperty(fc.array(frames, { minLength: 1, maxLength: 4 }), async (several) => {
      const socket = await BareSocket.open(kit.url, { authorization: `Bearer ${seat.token}` });
      for (const { data, binary } of several) socket.sendRaw(data, { binary });
      ran.frames += several.length;
      const alive = overSocket(socket, 'people.me', {});
      const outcome = await alive;
      if (outcome.code === 'closed') expect([4009, 1007, 1009, 1002, 4003]).toContain(outcome.body);
      else expect(outcome.code).toBe('ok');
      socket.close();
    });
    await fc.assert(property, settings(60));
    expect((await overSocket(steady, 'people.me', {})).code).toBe('ok');
  });
});
