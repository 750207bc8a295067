import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Refused, type TestHouse, testHouse, until } from './test-house.ts';
import type { Seat } from './test-people.ts';

/** How the vendor's side delivers the next callback. */
export type ArrivalFault = 'repeated' | 'answer-lost' | 'wrong-signature';
/** How the next sending ends: done without an answer, or refused for now. */
export type SendFault = 'answer-lost' | 'busy';

/** A simulated vendor (or whoever else is at the other end) with one account of ours, as the kit drives it. What an adapter's author writes to have it judged. */
export interface ChannelDriver {
  kind: string;
  settings: Record<string, string | string[] | Record<string, string | number>>;
  secrets: Record<string, string>;
  /** `host:port` of the vendor, which the house may ask; nothing where the house asks nobody. */
  address?: string;
  /** What is typed into the vendor's console; answers whether the vendor is content with the address. */
  connect(webhook: string, made: Record<string, string>): Promise<boolean>;
  /** Where people serve the channel themselves: who writes down what came and what went. */
  desk?: Desk;
  /** Somebody outside; their handle's value. */
  person(name: string): string | Promise<string>;
  /** They say something; whether the vendor, which waits no longer than it does in life, counts it as taken. */
  says(person: string, text: string): Promise<{ acknowledged: boolean }>;
  /** They say both, and the vendor delivers the second first. */
  saysReordered(person: string, first: string, second: string): Promise<void>;
  faultNext(fault: ArrivalFault): void;
  failNextSending(fault: SendFault): void;
  /** Where reading asks the vendor: the next such question stays without an answer until `hangUp`. */
  slow?: { leaveUnanswered(): void; unanswered(): number; hangUp(): void };
  /** Words that the vendor took for somebody (or that somebody sees, where they read the talk itself), in order. */
  sent(person: string): string[] | Promise<string[]>;
  /** The vendor drops what it was told already, so that what nobody knows is sent again. */
  idempotent?: boolean;
  /** Where the vendor lets us write only for a while after words: how often, and how it ends that unforeseen by the house. */
  window?: { quota: number; end(): void };
  stop(): Promise<void>;
}

/** Nothing comes or goes by itself: a colleague writes down what was said, as a form record. */
export interface Desk {
  /** Before the account is set up. */
  sit(kit: TestHouse, colleague: Seat, team: string): Promise<void>;
  /** What stands written as said by somebody, by when it was said. */
  heard(person: string): Promise<string[]>;
  /** What we said in a conversation; the number of its record. */
  writes(conversation: string, text: string): Promise<number>;
}

interface Stage {
  kit: TestHouse;
  agent: Seat;
  team: string;
  driver: ChannelDriver;
}

const unread = ({ kit }: Stage): Promise<number> =>
  kit.house.platform.db
    .row<{ n: number }>(`select count(*) as n from ingress_item where state = 'waiting'`)
    .then((row) => row!.n);

/** What somebody outside has said, as it stands in the house. */
async function heard({ kit, driver }: Stage, person: string): Promise<string[]> {
  if (driver.desk) return driver.desk.heard(person);
  const rows = await kit.house.platform.db.rows<{ text: string }>(
    `select v.text from contact_handle h join customer_conversation c on c.handle_id = h.id
     join message m on m.conversation_id = c.conversation_id and m.sender is null
     join version v on v.conversation_id = m.conversation_id and v.ev = m.version_ev
     where h.value = $1 order by m.seq`,
    [person],
  );
  return rows.map(({ text }) => text);
}

/** Until so much of somebody has been heard; then nothing waits. */
async function hears(stage: Stage, person: string, count: number): Promise<string[]> {
  await until(async () => (await heard(stage, person)).length >= count);
  await until(async () => (await unread(stage)) === 0);
  return heard(stage, person);
}

/** The conversation with somebody who has just said hello, opened to the team. */
async function conversationWith(stage: Stage, person: string): Promise<string> {
  const { kit, team, driver } = stage;
  await driver.says(person, 'hello');
  await hears(stage, person, 1);
  const found = await kit.house.platform.db.row<{ id: string }>(
    'select c.conversation_id as id from contact_handle h join customer_conversation c on c.handle_id = h.id where h.value = $1',
    [person],
  );
  await kit.house.platform.db.rows(
    'insert into customer_audience (group_id, conversation_id) values ($1, $2) on conflict do nothing',
    [team, found!.id],
  );
  return found!.id;
}

async function answer({ kit, agent, driver }: Stage, conversation: string, text: string): Promise<number> {
  if (driver.desk) return driver.desk.writes(conversation, text);
  return (await kit.say(agent, conversation, text, { clientId: randomUUID() as never, outward: true })).seq;
}

async function ended({ kit }: Stage, conversation: string, seq: number): Promise<{ state: string; code: string | null }> {
  const look = () =>
    kit.house.platform.db.row<{ state: string; code: string | null }>(
      'select state, code from message_outward where conversation_id = $1 and seq = $2',
      [conversation, seq],
    );
  await until(async () => !['queued', 'sending'].includes((await look())!.state));
  return (await look())!;
}

/** More than a visitor's line takes before it is cut (a burst of 40 frames), so that what was not acknowledged is said again. */
const atOnce = 50;
/** States of what the vendor has. */
const taken = ['accepted', 'sent', 'delivered', 'read'];
async function goesOut(stage: Stage, conversation: string, text: string): Promise<void> {
  const seq = await answer(stage, conversation, text);
  expect(taken).toContain((await ended(stage, conversation, seq)).state);
}

function arrivals(stage: Stage): void {
  it('keeps what is repeated once, and what was acknowledged in vain', async () => {
    const person = await stage.driver.person('Repeated');
    for (const fault of ['repeated', 'answer-lost'] as const) {
      stage.driver.faultNext(fault);
      expect(await stage.driver.says(person, fault)).toMatchObject({ acknowledged: true });
    }
    expect(await hears(stage, person, 2)).toEqual(['repeated', 'answer-lost']);
  });

  it('loses nothing when what was said is delivered in another order', async () => {
    const person = await stage.driver.person('Reordered');
    await stage.driver.saysReordered(person, 'first', 'second');
    expect((await hears(stage, person, 2)).sort()).toEqual(['first', 'second']);
  });

  it('refuses what is not signed by the vendor, and goes on listening to it', async () => {
    const person = await stage.driver.person('Forged');
    stage.driver.faultNext('wrong-signature');
    expect(await stage.driver.says(person, 'forged')).toMatchObject({ acknowledged: false });
    expect(await stage.driver.says(person, 'true')).toMatchObject({ acknowledged: true });
    // Where a call only says that there is something, what the forged one was about is the vendor's all the same and is fetched with the rest.
    await until(async () => (await heard(stage, person)).includes('true'));
  });

  it('keeps what is said all at once, each once', async () => {
    const person = await stage.driver.person('Hasty');
    const words = Array.from({ length: atOnce }, (_, n) => `word ${n}`);
    const answered = await Promise.all(words.map((text) => stage.driver.says(person, text)));
    expect(answered.every(({ acknowledged }) => acknowledged)).toBe(true);
    expect((await hears(stage, person, atOnce)).sort()).toEqual(words.sort());
  });

  it('answers within five seconds although reading takes longer, and reads it in the end', async (test) => {
    const { slow } = stage.driver;
    if (!slow) return test.skip('reading asks nobody');
    const person = await stage.driver.person('Slow');
    slow.leaveUnanswered();
    expect(await stage.driver.says(person, 'patience')).toMatchObject({ acknowledged: true });
    await until(() => slow.unanswered() > 0);
    slow.hangUp();
    expect(await hears(stage, person, 1)).toEqual(['patience']);
  });
}

function answers(stage: Stage): void {
  it('sends an answer once, also one that was refused for now', async () => {
    const person = await stage.driver.person('Answered');
    const conversation = await conversationWith(stage, person);
    stage.driver.failNextSending('busy');
    await goesOut(stage, conversation, 'good day');
    expect(await stage.driver.sent(person)).toEqual(['good day']);
  });

  it('sends nothing a second time when nobody knows whether it arrived', async () => {
    const person = await stage.driver.person('Unknown');
    const conversation = await conversationWith(stage, person);
    stage.driver.failNextSending('answer-lost');
    const lost = await answer(stage, conversation, 'perhaps');
    const { state, code } = await ended(stage, conversation, lost);
    if (stage.driver.idempotent) expect(taken).toContain(state);
    else expect([state, code]).toEqual(['failed', 'outcome-unknown']);
    await goesOut(stage, conversation, 'surely');
    expect(await stage.driver.sent(person)).toEqual(['perhaps', 'surely']);
  });
}

function windows(stage: Stage): void {
  it('stops at the quota before the vendor does, and opens with the next words', async (test) => {
    const { window } = stage.driver;
    if (!window) return test.skip('the vendor knows no windows');
    const person = await stage.driver.person('Quota');
    const conversation = await conversationWith(stage, person);
    for (let n = 1; n <= window.quota; n++) await goesOut(stage, conversation, `${n}`);
    const refused = await answer(stage, conversation, 'too many').catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Refused);
    expect((refused as Refused).problem).toMatchObject({ code: 'policy-refused', params: { because: 'quota-used' } });
    await stage.driver.says(person, 'more?');
    await hears(stage, person, 2);
    await goesOut(stage, conversation, 'more');
    expect(await stage.driver.sent(person)).toHaveLength(window.quota + 1);
  });

  it('fails openly when the vendor ends a window that the house thought open', async (test) => {
    const { window } = stage.driver;
    if (!window) return test.skip('the vendor knows no windows');
    const person = await stage.driver.person('Window');
    const conversation = await conversationWith(stage, person);
    window.end();
    const seq = await answer(stage, conversation, 'too late');
    expect(await ended(stage, conversation, seq)).toMatchObject({ state: 'failed' });
    expect(await stage.driver.sent(person)).toEqual([]);
  });
}

/** Set up as an administrator does it; no secret comes back. */
async function setUp({ kit, driver }: Stage): Promise<void> {
  const { kind, settings, secrets } = driver;
  const made = await kit.call(kit.owner, 'channels.createAccount', { kind, name: 'Ours', settings, secrets });
  expect(await driver.connect(`${kit.url}/api/channels/${made.account.id}`, made.made)).toBe(true);
  expect(await kit.call(kit.owner, 'channels.checkAccount', { account: made.account.id })).toEqual({ ok: true });
  const accounts = JSON.stringify(await kit.call(kit.owner, 'channels.accounts', {}));
  for (const secret of [...Object.values(secrets), ...Object.values(made.made)]) expect(accounts).not.toContain(secret);
}

/** What every adapter must do, judged in a whole house. */
export function channelConformance(make: () => Promise<ChannelDriver>, kind: string): void {
  // Waits end as soon as their state is there: long enough for a machine with much to do.
  describe(`conformance of ${kind}`, () => {
    const stage = {} as Stage;
    beforeAll(async () => {
      stage.driver = await make();
      const { address, desk } = stage.driver;
      stage.kit = await testHouse(address ? { env: { RAPPORT_ALLOW_ADDRESSES: address } } : {});
      stage.agent = await stage.kit.person('Agent');
      stage.team = await stage.kit.group(stage.agent);
      await desk?.sit(stage.kit, stage.agent, stage.team);
    });
    afterAll(async () => {
      await stage.kit.stop();
      await stage.driver.stop();
    });
    it('is set up with what the house made, and works', () => setUp(stage));
    arrivals(stage);
    answers(stage);
    windows(stage);
    it('leaves nothing unread and nothing dead', async () => {
      await until(async () => (await unread(stage)) === 0);
      expect((await stage.kit.call(stage.kit.owner, 'channels.deadLetters', {})).items).toEqual([]);
    });
  });
}
