import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram, type TestHouse, testHouse } from '@rapport/dev';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Evidence } from '../exports.test-kit.ts';
import { unpack } from './formats.test-kit.ts';
import { hostileGroup } from './hostile.test-kit.ts';
import { mboxrd } from './mbox.ts';

let kit: TestHouse;
let evidence: Evidence;
let made: Awaited<ReturnType<typeof hostileGroup>>;
beforeAll(async () => {
  kit = await testHouse();
  evidence = await Evidence.of(kit);
  made = await hostileGroup(kit);
  // Said three days later than the others: another mail.
  const { db } = kit.house.platform;
  await db.rows(`update message set at = at + interval '3 days' where conversation_id = $1 and seq > 2`, [made.group]);
});
afterAll(async () => {
  await kit.stop();
  await evidence.remove();
});

async function exported(format: 'eml' | 'mbox'): Promise<{ folder: string; paths: string[] }> {
  const { id, state } = await evidence.make(kit.owner, { conversations: [made.group], format, recipient: 'Court\u202e' });
  expect(state).toBe('done');
  const folder = join(evidence.folder, format);
  return { folder, paths: await unpack(await evidence.download(kit.owner, id), folder) };
}

/** What Python makes of mails: independent of everything here. */
const read = `
import sys, json, email, email.policy, mailbox, hashlib
def told(m):
    body = {p.get_content_type(): p.get_content() for p in m.walk() if p.get_content_maintype() == 'text' and not p.get_filename()}
    files = [[p.get_filename(), p.get_content_type(), hashlib.sha256(p.get_payload(decode=True)).hexdigest()] for p in m.iter_attachments()]
    return {'subject': m['subject'], 'from': m['from'].addresses[0].display_name, 'to': [a.display_name for a in m['to'].addresses],
      'id': m['message-id'], 'refs': m['references'], 'reply': m['in-reply-to'], 'date': m['date'].datetime.isoformat(), 'text': body['text/plain'],
      'html': body['text/html'], 'files': files, 'headers': m.keys(), 'defects': [str(d) for p in m.walk() for d in p.defects],
      'header_defects': [str(d) for v in m.values() for d in v.defects]}
make = lambda f: email.message_from_binary_file(f, policy=email.policy.default)
if sys.argv[1].endswith('.mbox'):
    found = [told(m) for m in mailbox.mbox(sys.argv[1], factory=make)]
else:
    found = [told(make(open(path, 'rb'))) for path in sys.argv[1:]]
print(json.dumps(found))
`;

interface Told {
  subject: string;
  from: string;
  to: string[];
  id: string;
  refs: string | null;
  reply: string | null;
  date: string;
  text: string;
  html: string;
  files: [string, string, string][];
  headers: string[];
  defects: string[];
  header_defects: string[];
}
const python = (...paths: string[]): Told[] =>
  JSON.parse(execFileSync('python3', ['-c', read, ...paths], { encoding: 'utf8', maxBuffer: 1e8 })) as Told[];

const digestOfFile = async (): Promise<string> =>
  (await kit.house.platform.db.row<{ d: string }>(`select encode(digest, 'hex') as d from file where name = 'notes.txt'`))!.d;

function expectMails(mails: Told[], digest: string): void {
  expect(mails.map(({ defects, header_defects }) => [...defects, ...header_defects])).toEqual([[], []]);
  const [first, second] = mails as [Told, Told];
  expect(second.refs).toBe(first.id);
  expect(second.reply).toBe(first.id);
  expect(first.refs).toBeNull();
  for (const { headers } of mails) expect(headers.filter((name) => /^(bcc|x-evil|x)$/i.test(name))).toEqual([]);
  expect(first.from).toBe('../../etc/passwd " X-Evil: 1');
  expect(first.to).toContain('Eve Bcc: victim@example.org');
  expect(first.text).toContain('From here on');
  expect(first.text).toContain('>From there');
  expect(first.text).toContain('你好，世界 \ud83d\udc4d');
  expect(second.text).toContain('@安娜');
  expect(second.text).toContain('已撤回 / recalled');
  expect(second.text).toContain('taken back');
  expect(second.text).toMatch(/此前 \/ before[\s\S]*\+1 first/);
  expect(second.text).toContain('👍 安娜');
  expect(second.html).toContain('&lt;script&gt;');
  expect(second.html).not.toContain('<script>');
  expect(second.files).toEqual([['../../evil X: 1 txt.exe', 'application/octet-stream', digest]]);
}

test('RE13 EML: a mail a day of a conversation, as Python’s email reads it', async () => {
  const { folder, paths } = await exported('eml');
  const mails = paths.filter((path) => path.endsWith('.eml'));
  expect(mails).toHaveLength(2);
  for (const path of paths) expect(path).not.toMatch(/\.\.|\\|\u202e|[\r\n]|^\//);
  const bytes = mails.map((path) => readFileSync(join(folder, path)));
  // RFC 5322 §2.1.1: lines of 998 octets at most, ended by CRLF; RFC 2047: headers are ASCII.
  for (const mail of bytes) {
    const lines = mail.toString('latin1').split('\r\n');
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(998);
    expect(mail.toString('latin1').replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(lines.slice(0, lines.indexOf('')).join('')).toMatch(/^[\x20-\x7e\t]*$/);
  }
  expectMails(python(...mails.map((path) => join(folder, path))), await digestOfFile());
});

test('RE13 mbox: the same mails, as Python’s mailbox reads them, and notmuch the mails', async () => {
  const { folder, paths } = await exported('mbox');
  const [path] = paths.filter((one) => one.endsWith('.mbox'));
  const mbox = join(folder, path!);
  const text = readFileSync(mbox, 'latin1');
  expect(text.match(/^From /gm)).toHaveLength(2);
  expect(text).not.toContain('\r');
  // mailbox takes no quoting back; whoever reads mboxrd does.
  expectMails(
    python(mbox).map((mail) => ({ ...mail, text: mail.text.replace(/^>(>*From )/gm, '$1') })),
    await digestOfFile(),
  );
  readByNotmuch(folder);
});

function readByNotmuch(folder: string): void {
  if (!findProgram('notmuch', 'notmuch')) return;
  const eml = join(evidence.folder, 'eml');
  const config = join(folder, 'notmuch.conf');
  writeFileSync(config, `[database]\npath=${eml}\n[user]\nname=a\nprimary_email=a@example.org\n[new]\ntags=new\n`);
  const run = (...args: string[]) =>
    execFileSync('notmuch', [`--config=${config}`, ...args], {
      encoding: 'utf8',
      env: { ...process.env, HOME: folder },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  run('new', '--quiet');
  expect(run('count', '--output=messages', '*').trim()).toBe('2');
  // The later mail answers the earlier one.
  expect(run('count', '--output=threads', '*').trim()).toBe('1');
  expect(run('search', '--output=files', 'body:taken').trim().split('\n')).toHaveLength(1);
  expect(readdirSync(eml)).toContain('.notmuch');
}

test('lines that begin like a separator get one more mark, across pieces too', async () => {
  async function* pieces() {
    for (const piece of ['Subject: x\r\n\r\nFr', 'om a\r', '\n>From b\r\n>>Fromage\r\nFrom ', 'end']) yield Buffer.from(piece);
  }
  const out: Buffer[] = [];
  for await (const piece of mboxrd(pieces())) out.push(piece);
  expect(Buffer.concat(out).toString()).toBe(
    'From MAILER-DAEMON Thu Jan  1 00:00:00 1970\nSubject: x\n\n>From a\n>>From b\n>>Fromage\n>From end\n\n',
  );
});
