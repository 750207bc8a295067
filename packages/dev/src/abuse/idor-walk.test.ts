import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { BareSocket, type Outcome } from '../matrix.test-kit.ts';
import { type TestHouse, testHouse, until } from '../test-house.ts';
import type { PersonKind, Seat } from '../test-people.ts';
import { methodNames, methods, overHttp } from './abuse-call.test-kit.ts';
import { schemaOf } from './arbitraries.test-kit.ts';
import { canary, type Everything, everythingIn, uploadFile } from './everything.test-kit.ts';
import { idPlaces, inputAt, type Own, type Path } from './id-places.test-kit.ts';
import { rowsNaming } from './table-digest.test-kit.ts';

/** Somebody who is not to see the private area, or parts of it. */
interface Stranger {
  name: string;
  seat: Seat;
  own: Own;
  /** Ids that are as good as none to this person. */
  hidden: readonly string[];
  /** Words that must not reach this person. */
  secret: RegExp;
  /** Calls in which this person may know of the private group, by id and name (CV19). */
  knows?: ReadonlySet<string>;
}

/** This person as it stands in a call. */
function inCall(stranger: Stranger, name: string): Stranger {
  // A trace names the stream that a call was about, by its id and nothing else, for whoever looks after the server (docs/operations.md).
  if (name === 'health.traces') return { ...stranger, hidden: stranger.hidden.filter((id) => !streams().has(id)) };
  if (!stranger.knows?.has(name)) return stranger;
  return { ...stranger, hidden: stranger.hidden.filter((id) => id !== area.group), secret: notItsName };
}

const anything = new RegExp(canary);
/** Who came without history knows what the group is called. */
const saidBefore = new RegExp(`${canary}(?! group| purpose)`);
const notItsName = new RegExp(`${canary}(?!@|\\s(token|device|group))`);
const spending = ['people.signOut', 'people.revokeOtherSessions', 'people.deactivate'];

let kit: TestHouse;
let database: pg.Client;
let area: Everything;
let strangers: Stranger[];
let calls = 0;
const streams = (): Set<string> => new Set([area.group, area.ids.topic!, area.ids.direct!]);

async function strangerOf(name: string, seat: Seat, hidden: readonly string[], secret = anything): Promise<Stranger> {
  // A guest makes no groups: the house's owner lets it into one.
  const made = await kit.call(kit.owner, 'conversations.create', { name: 'Elsewhere', members: [seat.user as never] });
  const { seq } = await kit.say(seat, made.id, 'elsewhere');
  const folder = await kit.call(seat, 'conversations.changeFolder', { name: 'mine' });
  const file = await uploadFile(kit, seat, 'own.txt', Buffer.from('own'));
  return { name, seat, own: { user: seat.user, group: made.id, folder: folder.id, file, seq }, hidden, secret };
}

beforeAll(async () => {
  kit = await testHouse();
  database = new pg.Client({ connectionString: kit.databaseUrl });
  await database.connect();
  area = await everythingIn(kit, database);
  const all = Object.values(area.ids);
  // What administrators manage, and what the audit names.
  const { invitation, grant, botToken, token, team, ...conversational } = area.ids;
  const people = [area.maker, area.mate, area.left, area.late].map((seat) => seat.user);
  const seatOf = (kind: PersonKind) => kit.person(`${kind} stranger`, kind);
  strangers = [
    await strangerOf('a member from outside', await seatOf('member'), all),
    await strangerOf('a guest from outside', await seatOf('guest'), [...all, ...people]),
    await strangerOf('a bot from outside', await seatOf('bot'), all),
    {
      ...(await strangerOf(
        'an administrator from outside',
        await seatOf('admin'),
        Object.values(conversational),
        new RegExp(`${canary}(?!@|\\s(token|device))`),
      )),
      knows: new Set(['conversations.overview', 'conversations.overviewMembers', 'conversations.administer']),
    },
    await strangerOf('somebody who left', area.left, all),
    await strangerOf(
      'somebody who came without history',
      area.late,
      all.filter((id) => id !== area.group),
      saidBefore,
    ),
  ];
});
afterAll(async () => {
  process.stdout.write(`walk over ids: ${calls} calls\n`);
  await database.end();
  await kit.stop();
});

const within = (text: string, ids: readonly string[]): string[] => ids.filter((id) => text.includes(id));

/** Runs over all, a few at a time. */
async function each<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values();
  const lane = async () => {
    for (const item of rest) await act(item);
  };
  await Promise.all(Array.from({ length: 12 }, lane));
}

/** What an answer to a call about something hidden gives away, next to the answer about nothing at all. */
function leakOf(stranger: Stranger, given: string, there: Outcome, nobody: string, absent: Outcome): string | undefined {
  const [told, said] = [JSON.stringify(there.body), JSON.stringify(absent.body)];
  if (stranger.secret.test(told)) return `it tells ${told.slice(0, 300)}`;
  const others = within(
    told,
    stranger.hidden.filter((id) => id !== given),
  );
  if (others.length > 0) return `it tells the ids ${others.join(' ')}`;
  if (there.code !== absent.code) return `${there.code}, but ${absent.code} for what is not there`;
  if (there.code !== 'ok' && told.replaceAll(given, '·') !== said.replaceAll(nobody, '·')) return `${told} is not ${said}`;
  if (told.includes(given) && !said.includes(nobody)) return `it tells that ${given} is there`;
  return undefined;
}

// Thousands of calls: on a loaded machine they take their time.
describe('every method with every id of a private area in every place that takes one', { timeout: 300_000 }, () => {
  const walked = methodNames.filter((name) => !spending.includes(name));
  const call = (stranger: Stranger, name: string, input: unknown) => {
    calls++;
    return overHttp(kit.url, stranger.seat.token, name, input);
  };

  it('Lists, searches and settings hold nothing of the area', async () => {
    const leaks: string[] = [];
    const words = [canary, `"${canary} first"`, `in:${canary}`, `from:Maker`, `has:file`, canary.slice(0, 5)];
    await each(strangers, async (stranger) => {
      for (const name of walked.filter((one) => methods[one]!.kind === 'query')) {
        for (const word of /search|browse/.test(name) ? words : [canary]) {
          const outcome = await call(stranger, name, inputAt(schemaOf(methods[name]!), [], undefined, stranger.own, word));
          const told = JSON.stringify(outcome.body);
          const { hidden, secret } = inCall(stranger, name);
          const ids = within(told, hidden);
          if (secret.test(told) || ids.length > 0)
            leaks.push(`${stranger.name}: ${name} ${word}: ${told.slice(0, 300)} ${ids.join(' ')}`);
        }
      }
    });
    expect(leaks).toEqual([]);
  });

  it.each([0, 1, 2, 3, 4, 5])('IDs tell a stranger nothing, and nothing of the area changes (%i)', async (n) => {
    const stranger = strangers[n]!;
    const before = await rowsNaming(database, stranger.hidden, [stranger.seat.user]);
    const leaks: string[] = [];
    const places: { name: string; path: Path }[] = walked.flatMap((name) =>
      idPlaces(schemaOf(methods[name]!)).map((path) => ({ name, path })),
    );
    expect(places.length).toBeGreaterThan(60);
    await each(places, async ({ name, path }) => {
      const schema = schemaOf(methods[name]!);
      const nobody = randomUUID();
      const build = (id: string) => inputAt(schema, path, id, stranger.own, canary);
      const absent = await call(stranger, name, build(nobody));
      const here = inCall(stranger, name);
      for (const id of here.hidden) {
        const leak = leakOf(here, id, await call(stranger, name, build(id)), nobody, absent);
        if (leak) leaks.push(`${stranger.name}: ${name} ${path.join('/')} ${id}: ${leak}`);
      }
    });
    expect(leaks).toEqual([]);
    expect(await rowsNaming(database, stranger.hidden, [stranger.seat.user])).toEqual(before);
  });

  it('The walk would see it: somebody from inside is told a great deal by the same calls', async () => {
    const mate: Stranger = { ...strangers[0]!, name: 'the mate', seat: area.mate };
    const told = new Set<string>();
    const places = walked.flatMap((name) => idPlaces(schemaOf(methods[name]!)).map((path) => ({ name, path })));
    await each(
      places.filter(({ name }) => methods[name]!.kind === 'query'),
      async ({ name, path }) => {
        const schema = schemaOf(methods[name]!);
        const nobody = randomUUID();
        const absent = await call(mate, name, inputAt(schema, path, nobody, mate.own, canary));
        for (const id of strangers[0]!.hidden) {
          const there = await call(mate, name, inputAt(schema, path, id, { ...mate.own, seq: area.early[0]! }, canary));
          if (leakOf(mate, id, there, nobody, absent)) told.add(name);
        }
      },
    );
    const seen = [
      'conversations.get',
      'conversations.history',
      'conversations.messageHistory',
      'files.get',
      'files.text',
      'search.messages',
    ];
    expect([...told]).toEqual(expect.arrayContaining(seen));
  });

  it('SY10 Numbers of messages said before one came tell nothing to who came without history', async () => {
    const late = strangers.at(-1)!;
    const leaks: string[] = [];
    const counting = walked.filter((name) => schemaOf(methods[name]!).properties?.conversation);
    const numbered = /^(seq|quote|around|before|after|at)$/;
    await each(counting, async (name) => {
      const schema = schemaOf(methods[name]!);
      const paths = Object.keys(schema.properties!)
        .filter((field) => numbered.test(field))
        .map((field) => [field]);
      if (schema.properties!.draft) paths.push(['draft', 'quote']);
      for (const path of paths) {
        for (const seq of [...area.early, 0, 1]) {
          const input = { ...(inputAt(schema, path, seq, late.own, 'x') as object), conversation: area.group };
          const told = JSON.stringify((await call(late, name, input)).body);
          if (late.secret.test(told)) leaks.push(`${name} ${path.join('/')} ${seq}: ${told.slice(0, 300)}`);
        }
      }
    });
    for (const seqs of [area.early, [area.early[0]!]]) {
      const clientIds = seqs.map(() => randomUUID());
      const outcome = await call(late, 'conversations.forwardMessages', {
        from: area.group,
        to: late.own.group,
        seqs,
        clientIds,
      });
      expect(outcome.code).toBe('not-found');
    }
    expect(leaks).toEqual([]);
  });
});

describe('routes of bytes and sockets', () => {
  it('Files, previews and uploads of the area are not there', async () => {
    const { file, upload } = area.ids;
    for (const stranger of strangers) {
      for (const id of [file!, upload!]) {
        for (const path of [
          `/api/files/${id}/x`,
          `/api/files/${id}/preview/256`,
          `/api/files/upload/${id}`,
          `/api/files/${id.toUpperCase()}/x`,
        ]) {
          for (const method of ['GET', 'HEAD', 'PATCH', 'DELETE']) {
            const ask = async (where: string) => {
              const response = await fetch(`${kit.url}${where}`, {
                method,
                headers: {
                  authorization: `Bearer ${stranger.seat.token}`,
                  'tus-resumable': '1.0.0',
                  ...(method === 'PATCH' ? { 'upload-offset': '5', 'content-type': 'application/offset+octet-stream' } : {}),
                },
                ...(method === 'PATCH' ? { body: 'x' } : {}),
              });
              return `${response.status} ${await response.text()}`;
            };
            const there = await ask(path);
            expect(there, `${stranger.name} ${method} ${path}`).not.toMatch(anything);
            expect(there, `${stranger.name} ${method} ${path}`).toBe(await ask(path.replace(new RegExp(id, 'i'), randomUUID())));
          }
        }
      }
    }
  });

  it('Whoever watches what one may not see hears nothing of it', async () => {
    const heard = new Map<string, string[]>();
    const sockets = await Promise.all(
      strangers.map(async (stranger) => {
        const frames: string[] = [];
        heard.set(stranger.name, frames);
        const socket = new WebSocket(`${kit.url.replace('http', 'ws')}/api/v1/socket`, {
          headers: { authorization: `Bearer ${stranger.seat.token}` },
        });
        socket.on('message', (data) => frames.push(String(data)));
        await new Promise((resolve) => socket.once('open', resolve));
        const conversations = [area.group, area.ids.topic, area.ids.direct, area.ids.note];
        socket.send(
          JSON.stringify({ id: 1, call: 'delivery.watch', input: { conversations, people: [area.maker.user, area.mate.user] } }),
        );
        await until(() => frames.some((frame) => frame.startsWith('{"id":1')));
        return socket;
      }),
    );
    const { maker, mate, ids } = area;
    const says = { direct: [maker, ids.direct!], topic: [mate, ids.topic!], note: [maker, ids.note!] } as const;
    for (const [seat, where] of Object.values(says)) {
      await kit.say(seat, where, `${canary} live`);
      await kit.call(seat, 'delivery.typing', { conversation: where as never });
    }
    await kit.say(mate, area.group, `words for those inside`, { quote: area.early[0]! });
    await kit.call(maker, 'conversations.react', {
      conversation: area.group as never,
      seq: area.early[1]!,
      emoji: '👀',
      on: true,
    });
    for (const { seat, own } of strangers) await kit.say(seat, own.group, 'that was all');
    await until(() => [...heard.values()].every((frames) => frames.some((frame) => frame.includes('that was all'))));
    for (const { name, hidden, seat } of strangers) {
      const all = heard.get(name)!.join('\n');
      expect(all, name).not.toMatch(anything);
      expect(
        within(
          all,
          hidden.filter((id) => id !== seat.user && id !== area.group && !id.includes(maker.user)),
        ),
        name,
      ).toEqual([]);
      if (seat !== area.late) expect(all, name).not.toContain(area.group);
    }
    for (const socket of sockets) socket.terminate();
  });

  it('Who is deactivated gets nothing with any id', async () => {
    const closed = await kit.person('Closed');
    await kit.call(kit.owner, 'people.deactivate', { user: closed.user as never });
    const own: Own = { user: closed.user, group: area.group, folder: area.ids.folder!, file: area.ids.file!, seq: 1 };
    for (const name of methodNames.filter((one) => methods[one]!.auth === 'user'))
      expect(
        (await overHttp(kit.url, closed.token, name, inputAt(schemaOf(methods[name]!), [], undefined, own, canary))).code,
      ).toBe('not-signed-in');
    await expect(BareSocket.open(kit.url, { authorization: `Bearer ${closed.token}` })).rejects.toThrow('401');
    const bytes = await fetch(`${kit.url}/api/files/${area.ids.file}/x`, {
      headers: { authorization: `Bearer ${closed.token}` },
    });
    expect(bytes.status).toBe(401);
  });
});
