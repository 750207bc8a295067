import type { MethodName } from '@rapport/contract';
import pg from 'pg';
import { verifyObserver } from '../race-check.ts';
import { type TestHouse, testHouse, until } from '../test-house.ts';
import { type ChaosBus, chaosBus } from './chaos-bus.test-kit.ts';
import { Device } from './device.test-kit.ts';
import { Dice } from './dice.test-kit.ts';

/** A message somebody wrote: through an outbox, or with an answer of its own. */
interface Written {
  clientId: string;
  conversation: string;
  device: Device;
}

export interface ChaosReport {
  messages: number;
  faults: Record<string, number>;
}

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
/** What the house may answer to those who were taken out meanwhile. */
const refusals = ['not-found', 'forbidden', 'archived', 'conflict'];

/** One random schedule of writers, devices and faults. */
export class ChaosRun {
  private readonly dice: Dice;
  private readonly bus: ChaosBus;
  private kit!: TestHouse;
  private devices: Device[] = [];
  private conversations: string[] = [];
  private readonly written: Written[] = [];
  /** Answered with these numbers. */
  private readonly acknowledged = new Map<string, number>();
  private readonly refused = new Set<string>();
  private readonly faults: Record<string, number> = {};
  private readonly unexpected: string[] = [];
  private admin!: pg.Client;

  constructor(seed: number) {
    this.dice = new Dice(seed);
    this.bus = chaosBus(new Dice(seed + 1));
  }

  async run(steps: number): Promise<ChaosReport> {
    this.kit = await testHouse({ wrapBus: this.bus.wrap });
    this.admin = new pg.Client({ connectionString: this.kit.databaseUrl, application_name: 'chaos' });
    await this.admin.connect();
    try {
      await this.furnish();
      const under: Promise<unknown>[] = [];
      for (let step = 0; step < steps; step++) {
        under.push(this.act().catch((error: unknown) => this.note(error)));
        if (this.dice.chance(0.08)) await this.harm();
        await wait(this.dice.below(14));
      }
      await Promise.all(under);
      await this.settle();
      await this.judge();
      return { messages: this.written.length, faults: { ...this.bus.done, ...this.faults } };
    } finally {
      await this.admin.end();
      await this.kit.stop();
    }
  }

  /** Four people on six devices, three groups and a direct conversation. */
  private async furnish(): Promise<void> {
    const { kit } = this;
    const seats = [kit.owner, await kit.person('B'), await kit.person('C'), await kit.person('D', 'guest')];
    const users = seats.slice(1).map((s) => s.user) as never[];
    for (const visibility of ['open', 'private', 'private'] as const)
      this.conversations.push((await kit.call(kit.owner, 'conversations.create', { name: 'G', visibility, members: users })).id);
    this.conversations.push((await kit.call(kit.owner, 'conversations.openDirect', { users: users.slice(0, 1) })).id);
    const owners = [0, 0, 1, 1, 2, 3];
    this.devices = owners.map((who, i) => new Device(kit, `device ${i} of ${seats[who]!.name}`, seats[who]!));
    await Promise.all(this.devices.map((device) => device.start()));
    for (const { client } of this.devices)
      for (const id of this.conversations) if (client.state.conversations[id]) await client.openConversation(id);
  }

  private note(error: unknown): void {
    const code = (error as { code?: string }).code ?? (error as Error).name;
    const expected = [...refusals, 'ConnectionError', 'unavailable', 'busy', 'stopping', 'not-signed-in', 'invalid-input'];
    if (!expected.includes(code) && (error as Error).name !== 'ConnectionError')
      this.unexpected.push(`${code}: ${String(error)} ${JSON.stringify((error as { problem?: unknown }).problem ?? '')}`);
  }

  private async act(): Promise<void> {
    const device = this.dice.pick(this.devices);
    const conversation = this.dice.pick(this.conversations);
    const roll = this.dice.next();
    if (roll < 0.45) return this.write(device, conversation);
    if (roll < 0.55) return this.writeAndWait(device, conversation);
    if (roll < 0.65) return this.changeMessage(device, conversation);
    if (roll < 0.75) return this.read(device, conversation);
    if (roll < 0.85) return this.changeMembers(conversation);
    return this.changeMine(device, conversation);
  }

  private text(): string {
    const mention = this.dice.chance(0.2) ? `<@${this.dice.pick(this.devices).seat.user}> ` : '';
    return `${mention}${this.dice.chance(0.1) ? '<!all> ' : ''}message ${this.written.length}`;
  }

  private async write(device: Device, conversation: string): Promise<void> {
    const burst = 1 + this.dice.below(3);
    for (let i = 0; i < burst; i++) {
      const clientId = device.client.send(conversation, { text: this.text() });
      this.written.push({ clientId, conversation, device });
    }
  }

  /** As a bot does: it sends again until it has an answer. */
  private async writeAndWait(device: Device, conversation: string): Promise<void> {
    const draft = { clientId: crypto.randomUUID(), text: this.text() };
    for (;;) {
      try {
        const sent = await device.client.call('conversations.sendMessage', { conversation: conversation as never, draft });
        this.acknowledged.set(draft.clientId, sent.seq);
        this.written.push({ clientId: draft.clientId, conversation, device });
        return;
      } catch (error) {
        if (refusals.includes((error as { code?: string }).code ?? '')) return;
        this.note(error);
        await wait(60);
      }
    }
  }

  private someSeq(device: Device, conversation: string): number {
    return 1 + this.dice.below(device.client.state.conversations[conversation]?.seq ?? 1);
  }

  private async changeMessage(device: Device, conversation: string): Promise<void> {
    const at = { conversation: conversation as never, seq: this.someSeq(device, conversation) };
    const roll = this.dice.next();
    const { client } = device;
    if (roll < 0.3) await client.call('conversations.editMessage', { ...at, text: `edited ${this.dice.below(1000)}` });
    else if (roll < 0.5) await client.call('conversations.recallMessage', at);
    else if (roll < 0.9) await client.call('conversations.react', { ...at, emoji: this.dice.pick(['👍', '🎉']), on: roll < 0.8 });
    else await client.call('conversations.pin', { ...at, on: this.dice.chance(0.6) });
  }

  private async read(device: Device, conversation: string): Promise<void> {
    const seq = this.someSeq(device, conversation);
    const roll = this.dice.next();
    if (roll < 0.7) await device.client.markRead(conversation, seq);
    else if (roll < 0.8) await device.client.call('conversations.markUnread', { conversation: conversation as never, seq });
    else await device.client.call('conversations.markAllRead', { undo: roll > 0.9 });
  }

  /** The owner's first device takes people out and lets them in, with the history or without. */
  private async changeMembers(conversation: string): Promise<void> {
    const { client } = this.devices[0]!;
    const { user } = this.dice.pick(this.devices.slice(2)).seat;
    const here = { conversation: conversation as never };
    if (this.dice.chance(0.4)) await client.call('conversations.removeMember', { ...here, user: user as never });
    else await client.call('conversations.addMembers', { ...here, users: [user as never], withHistory: this.dice.chance(0.6) });
  }

  private async changeMine(device: Device, conversation: string): Promise<void> {
    const here = { conversation: conversation as never };
    const roll = this.dice.next();
    if (roll < 0.4) await device.client.call('conversations.saveDraft', { ...here, text: roll < 0.3 ? this.text() : '' });
    else if (roll < 0.6) await device.client.call('conversations.changeMine', { ...here, favourite: roll < 0.5 });
    else if (roll < 0.8) {
      const at = { ...here, seq: this.someSeq(device, conversation) };
      await device.client.call('conversations.save', { ...at, on: roll < 0.75 });
    } else {
      const at = { ...here, seq: this.someSeq(device, conversation) };
      await device.client.call('conversations.startTopic' satisfies MethodName, at);
    }
  }

  private async harm(): Promise<void> {
    const roll = this.dice.next();
    const device = this.dice.pick(this.devices);
    if (roll < 0.4) {
      this.count('socket dropped');
      device.dropSocket();
    } else if (roll < 0.65) {
      this.count('database connections killed');
      await this.admin.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and application_name = 'rapport' and random() < 0.5`,
      );
    } else if (roll < 0.9) {
      this.count('client reloaded');
      await device.reload();
    } else {
      this.count('server restarted');
      await this.kit.restart();
    }
  }

  private count(fault: string): void {
    this.faults[fault] = (this.faults[fault] ?? 0) + 1;
  }

  /** No more faults: every outbox empties, but for what its author may no longer send. */
  private async settle(): Promise<void> {
    this.bus.calm();
    await wait(200);
    for (const { client } of this.devices) client.wake();
    await until(() => this.devices.every((d) => d.client.state.status === 'online' && d.client.state.synced), 20_000);
    // Each device looks once: a lost hint that was a stream's last shows at the next look only.
    await Promise.all(this.devices.map((d) => d.client.syncNow()));
    await until(() => this.devices.filter((device) => !this.emptied(device)).length === 0, 20_000).catch(() => {
      throw new Error(`An outbox did not empty: ${this.devices.map((d) => this.waiting(d)).join(' ')}`);
    });
  }

  private waiting({ name, client }: Device): string {
    const items = Object.values(client.state.outbox).flat();
    const shown = items.map((i) => {
      const c = client.state.conversations[i.conversation];
      const t = client.state.timelines[i.conversation];
      return `${i.state} seq ${i.seq} of ${c?.kind} ev ${c?.ev} seq ${c?.seq} window ${t?.ev} ${t?.messages.at(-1)?.seq} ${t?.hasNewer}`;
    });
    return shown.length > 0 ? `[${name}: ${shown.slice(0, 3).join(', ')}]` : '';
  }

  private emptied(device: Device): boolean {
    const items = Object.values(device.client.state.outbox).flat();
    for (const { state, error, clientId } of items) {
      if (state !== 'failed') continue;
      if (!error || !refusals.includes(error.code)) this.unexpected.push(`a message failed: ${error?.code}`);
      this.refused.add(clientId);
      device.client.discard(clientId);
    }
    // Sent, and waiting to come back in the stream: of a conversation that was left it never does.
    return items.every((i) => i.state === 'sent' && !device.client.state.conversations[i.conversation]);
  }

  private async judge(): Promise<void> {
    if (this.unexpected.length > 0) throw new Error(`Unexpected: ${this.unexpected.slice(0, 5).join('; ')}`);
    await this.judgeMessages();
    for (const device of this.devices) {
      const { client, seat, name } = device;
      await client.syncNow();
      for (const id of Object.keys(client.state.timelines))
        while (client.state.timelines[id]?.hasOlder) await client.loadOlder(id);
      // Words on their way to a conversation that was left stay in the outbox, marked as sent.
      client.state = { ...client.state, outbox: {} };
      await verifyObserver(this.kit, { name, seat, client });
    }
  }

  /** Every acknowledged message is there exactly once, under the number it was answered with. */
  private async judgeMessages(): Promise<void> {
    const { rows } = await this.admin.query<{ client_id: string; conversation_id: string; seq: string; n: string }>(
      'select client_id, conversation_id, min(seq) as seq, count(*) as n from message group by 1, 2',
    );
    const found = new Map(rows.map((row) => [row.client_id, row]));
    for (const row of rows) if (Number(row.n) !== 1) throw new Error(`${row.client_id} is there ${row.n} times`);
    for (const { clientId, conversation, device } of this.written) {
      const row = found.get(clientId);
      if (this.refused.has(clientId)) continue;
      if (row?.conversation_id !== conversation) throw new Error(`${clientId}, written on ${device.name}, is lost`);
      const answered = this.acknowledged.get(clientId);
      if (answered !== undefined && Number(row.seq) !== answered)
        throw new Error(`${clientId} was answered ${answered}, not ${row.seq}`);
    }
    const holes = await this.admin.query<{ n: string }>(
      `select count(*) as n from stream s where s.kind = 'conversation' and (
         s.ev <> (select count(*) from log l where l.stream_id = s.id) or s.seq <> (select count(*) from message m where m.conversation_id = s.id))`,
    );
    if (Number(holes.rows[0]!.n) !== 0) throw new Error('a stream has holes in its numbers');
  }
}
