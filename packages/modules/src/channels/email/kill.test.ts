import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { layInto, type Running, type Seat, startDovecot, startExim, type TestHouse, testHouse, until } from '@rapport/dev';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { adaptersOf } from '../adapters.ts';
import { tenderOf } from '../tend/tender.ts';

const program = fileURLToPath(new URL('../tend.test-kit.ts', import.meta.url));
const user = 'support';

/** Between the house and its mail server: ends whoever sends at a point of the dialogue. */
class DeadlyLine {
  readonly server: Server;
  private readonly sockets = new Set<Socket>();
  /** `asked`: when the server asks for the text; `taken`: when it has taken it, and nobody heard that yet. */
  at: 'asked' | 'taken' | undefined;
  victim: ChildProcess | undefined;

  constructor(port: number) {
    this.server = createServer((near) => {
      const far = connect(port, '127.0.0.1');
      let text = false;
      for (const socket of [near, far]) {
        this.sockets.add(socket);
        socket.on('error', () => undefined);
      }
      near.on('data', (piece) => void far.write(piece));
      near.on('close', () => far.destroy());
      far.on('close', () => near.destroy());
      far.on('data', (piece) => {
        // The answers to several commands may come at once.
        const asks = /^354/m.test(piece.toString());
        if ((asks && this.at === 'asked') || (text && this.at === 'taken')) return void this.victim?.kill('SIGKILL');
        text ||= asks;
        near.write(piece);
      });
    });
  }

  async open(): Promise<number> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return (this.server.address() as AddressInfo).port;
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }
}

let exim: Awaited<ReturnType<typeof startExim>>;
let dovecot: Running | undefined;
let line: DeadlyLine;
let kit: TestHouse;
let agent: Seat;
let account: string;
let conversation: string;
let env: Record<string, string>;

beforeAll(async () => {
  exim = await startExim();
  dovecot = await startDovecot();
  if (!exim || !dovecot) return;
  line = new DeadlyLine(exim.port);
  const port = await line.open();
  env = { RAPPORT_ALLOW_ADDRESSES: `127.0.0.1:${port},127.0.0.1:${dovecot.port}` };
  kit = await testHouse({ env });
  agent = await kit.person('客服');
  const mailbox = { by: 'imap', host: '127.0.0.1', port: dovecot.port, security: 'none', user, sent: 'Sent', backlog: 'all' };
  const settings = { address: 'support@example.org', comes: mailbox, goes: { host: '127.0.0.1', port, security: 'none' } };
  await layInto(
    dovecot.port,
    user,
    'INBOX',
    'From: <wang@example.cn>\r\nMessage-ID: <1@example.cn>\r\nSubject: Order\r\n\r\nWhere is it?\r\n',
  );
  const made = await kit.call(kit.owner, 'channels.createAccount', {
    kind: 'email',
    name: 'Support',
    settings: settings as never,
    secrets: { password: 'secret' },
  });
  account = made.account.id;
  const { db } = kit.house.platform;
  const found = () => db.row<{ id: string }>('select conversation_id as id from customer_conversation');
  await until(async () => (await found()) !== undefined);
  conversation = (await found())!.id;
  await db.rows('insert into customer_audience (group_id, conversation_id) values ($1, $2)', [
    await kit.group(agent),
    conversation,
  ]);
});
afterAll(async () => {
  line?.victim?.kill('SIGKILL');
  await kit?.stop();
  line?.close();
  await exim?.stop();
  await dovecot?.stop();
});

const tended = async (): Promise<boolean> => {
  const tender = kit.house.platform.keep(tenderOf);
  await tender.look();
  return tender.tended.includes(account);
};

/** Says something while nobody here tends the account, and lets another process send it, which ends at a point of the dialogue. */
async function endedWhileSending(text: string, at: 'asked' | 'taken'): Promise<number> {
  const { platform } = kit.house;
  const adapters = platform.keep(adaptersOf);
  const email = adapters.get('email')!;
  adapters.delete('email');
  await until(async () => !(await tended()));
  const { seq } = await kit.say(agent, conversation, text, { outward: true });
  await until(async () => (await platform.db.row('select 1 from outbox_item where seq = $1', [seq])) !== undefined);
  const order = JSON.stringify({ databaseUrl: kit.databaseUrl, env: { ...env, RAPPORT_DATA: kit.dataDir } });
  const args = ['--conditions=rapport-source', '--import=tsx', program, order];
  line.at = at;
  line.victim = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  const { victim } = line;
  await until(() => victim.signalCode !== null || victim.exitCode !== null);
  expect(victim.signalCode).toBe('SIGKILL');
  line.at = undefined;
  adapters.set('email', email);
  return seq;
}

const stateOf = (seq: number) =>
  kit.house.platform.db.row<{ state: string; code: string | null }>('select state, code from message_outward where seq = $1', [
    seq,
  ]);

test('EM17 killed after the server took a mail, nobody having heard so: it is found among what was sent, and not sent again', {
  timeout: 240_000,
}, async ({ skip }) => {
  if (!exim || !dovecot) return skip();
  const seq = await endedWhileSending('it is on its way', 'taken');
  await until(() => exim!.delivered().length === 1);
  // As providers do it: what their server took lies in the folder of what was sent.
  await layInto(dovecot.port, user, 'Sent', exim.delivered()[0]!.replaceAll(/\r?\n/g, '\r\n'));
  await until(tended);
  await until(async () => (await stateOf(seq))?.state === 'sent');
  expect(exim.delivered()).toHaveLength(1);
});

test('EM17 killed before the text left: nobody finds it, it is not sent blindly, and that it is not known is said openly', {
  timeout: 240_000,
}, async ({ skip }) => {
  if (!exim || !dovecot) return skip();
  const seq = await endedWhileSending('and once more', 'asked');
  await until(tended);
  expect((await stateOf(seq))?.state).toBe('queued');
  // As if it had been asked for in vain for half an hour; a question that is under way notes itself when the next is.
  const { db } = kit.house.platform;
  const hurry = `update outbox_item set tried_at = tried_at - interval '31 minutes', due_at = now()
    where seq = $1 and state = 'sending' and due_at > now()`;
  await until(async () => {
    await db.rows(hurry, [seq]);
    return (await stateOf(seq))?.state === 'failed';
  });
  expect((await stateOf(seq))?.code).toBe('outcome-unknown');
  expect(exim.delivered()).toHaveLength(1);
});
