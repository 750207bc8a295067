// Runs inside a checked-out release (tools/make-upgrade-fixture.mjs copies it there): fills its house through the API and the client of that
// release, and writes down what a later release must find again.
import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createClient, memoryStore } from '@rapport/client';
import { WebSocket } from 'ws';

const [url, setUpToken, out] = process.argv.slice(2);
const password = 'orange-kettle-7-lantern';
const origin = url.replace('127.0.0.1', 'localhost');
let drafts = 0;
const clientId = () => `00000000-0000-4000-8000-${String(++drafts).padStart(12, '0')}`;

async function post(name, input, headers) {
  const response = await fetch(`${url}/api/v1/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin, ...headers },
    body: JSON.stringify(input),
  });
  const body = await response.json();
  if (!response.ok) throw new Error(`${name}: ${JSON.stringify(body)}`);
  return { body, cookie: response.headers.get('set-cookie')?.split(';')[0] };
}

/** A signed-in person: a session and, but for guests, a token without an end. */
async function seat(name, email, signedIn, hasToken = true) {
  const { cookie, body } = signedIn;
  const token = hasToken ? (await post('people.createToken', { password, name: 'kept' }, { cookie })).body.secret : null;
  const call = async (method, input) =>
    (await post(method, input, token ? { authorization: `Bearer ${token}` } : { cookie })).body;
  return { name, email, user: body.user, cookie, token, call };
}

async function join(owner, name, email, role) {
  const { invited } = await owner.call('people.invite', { emails: [email], role });
  const token = invited[0].link.split('/').at(-1);
  return seat(name, email, await post('people.acceptInvitation', { token, name, password }, {}), role !== 'guest');
}

/** RFC 6238: six digits, 30 seconds, SHA-1. */
function codeOf(secret, at) {
  const bits = [...secret].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const mac = createHmac('sha1', key).update(counter).digest();
  const offset = mac.at(-1) & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

const tus = (by, path, method, headers, body) =>
  fetch(`${url}/api/files/upload${path}`, {
    method,
    headers: { authorization: `Bearer ${by.token}`, 'tus-resumable': '1.0.0', ...headers },
    ...(body ? { body } : {}),
  });

/** Uploads the first `sent` bytes of a file; answers its id. */
async function upload(by, name, bytes, sent = bytes.length) {
  const metadata = `filename ${Buffer.from(name).toString('base64')}`;
  const made = await tus(by, '', 'POST', { 'upload-length': String(bytes.length), 'upload-metadata': metadata });
  const id = made.headers.get('location').split('/').at(-1);
  const type = 'application/offset+octet-stream';
  const answer = await tus(by, `/${id}`, 'PATCH', { 'upload-offset': '0', 'content-type': type }, bytes.subarray(0, sent));
  if (answer.status !== 204) throw new Error(`upload: ${answer.status} ${await answer.text()}`);
  return id;
}

const owner = await seat(
  '王晓明',
  'owner@rapport.test',
  await post(
    'people.setUp',
    { token: setUpToken, organizationName: '启明科技', name: '王晓明', email: 'owner@rapport.test', password },
    {},
  ),
);
const lin = await join(owner, '林月', 'lin@rapport.test', 'member');
const anna = await join(owner, 'Anna Weber', 'anna@rapport.test', 'member');
const guest = await join(owner, '访客 Guo', 'guest@rapport.test', 'guest');
const people = { owner, lin, anna, guest };

const department = await owner.call('people.createDepartment', { name: '研发部', parent: null });
await owner.call('people.changeUser', { user: lin.user, departments: [department.id] });
const { secret } = (await post('people.startSecondFactor', { password }, { cookie: anna.cookie })).body;
await post('people.confirmSecondFactor', { code: codeOf(secret, Date.now()) }, { cookie: anna.cookie });

const group = await owner.call('conversations.create', {
  name: '发布',
  purpose: 'Release 计划',
  visibility: 'open',
  members: [lin.user, anna.user, guest.user],
});
const secretGroup = await owner.call('conversations.create', { name: '薪酬', visibility: 'private', members: [lin.user] });
const direct = await lin.call('conversations.openDirect', { users: [anna.user] });
const here = { conversation: group.id };
const say = (by, text, more = {}, place = here) =>
  by.call('conversations.sendMessage', { ...place, draft: { clientId: clientId(), text, ...more } });

const noteText = Buffer.from('会议纪要 minutes of the release\n'.repeat(300));
const note = await upload(lin, '会议纪要.txt', noteText);
const underWay = Buffer.from('一个还没有传完的文件 a file on its way\n'.repeat(500));
const sent = 9_000;
const unfinished = await upload(lin, '还在路上.txt', underWay, sent);

await say(owner, `欢迎 <@${lin.user}> 和 <@${anna.user}>！**Welcome**`);
await say(lin, '文档在这里 the minutes', { attachments: [note] });
const edited = await say(anna, 'We ship on Mondey');
await anna.call('conversations.editMessage', { ...here, seq: edited.seq, text: 'We ship on Monday' });
const recalled = await say(lin, '说错了');
await lin.call('conversations.recallMessage', { ...here, seq: recalled.seq });
for (let n = 1; n <= 40; n++) await say(n % 2 ? lin : anna, `第 ${n} 步 step ${n}: 检查清单 checklist`);
await lin.call('conversations.react', { ...here, seq: 1, emoji: '🎉', on: true });
await owner.call('conversations.pin', { ...here, seq: 2, on: true });
const topic = await anna.call('conversations.startTopic', { ...here, seq: edited.seq });
for (const text of ['Why Monday?', '因为周五没有人值班', 'Fine.']) await say(anna, text, {}, { conversation: topic.id });
await say(lin, '只有我们两个 just us', {}, { conversation: direct.id });
await say(owner, '保密 secret salary', {}, { conversation: secretGroup.id });
await lin.call('conversations.markRead', { ...here, seq: 20 });
await lin.call('conversations.saveDraft', { ...here, text: '写到一半 half a thought' });
await lin.call('conversations.save', { ...here, seq: 1, on: true, note: '以后看' });
await lin.call('conversations.changeFolder', { name: '项目' });
const sendAt = Date.now() + 360 * 86_400_000;
await lin.call('conversations.scheduleMessage', {
  ...here,
  draft: { clientId: clientId(), text: '一年以后 a year later' },
  sendAt,
});

// A device of Lin's that goes away with a message in its outbox.
const store = memoryStore();
const openSocket = (address) => new WebSocket(address, { headers: { authorization: `Bearer ${lin.token}` } });
const device = createClient({ url, token: lin.token, store, openSocket, saveEvery: 20 });
await device.connect();
while (!(device.state.synced && device.state.status === 'online')) await new Promise((done) => setTimeout(done, 20));
await device.openConversation(group.id);
await device.close();
const outboxId = device.send(group.id, { text: '离线时写的 written while away' });
await new Promise((done) => setTimeout(done, 300));
const kept = await store.load();
if (!JSON.stringify(kept.outbox).includes(outboxId)) throw new Error('the outbox was not kept');

// The index is a reader of the log: it comes after.
const find = async (by, text) => (await by.call('search.messages', { text })).items.length;
while ((await find(lin, 'checklist')) < 30 || (await find(lin, '检查清单')) < 30)
  await new Promise((done) => setTimeout(done, 50));

const history = async (by, conversation) => (await by.call('conversations.history', { conversation, limit: 200 })).messages;
const facts = {
  password,
  people: Object.fromEntries(Object.entries(people).map(([key, { call: _, ...known }]) => [key, known])),
  secondFactor: secret,
  conversations: { group: group.id, secretGroup: secretGroup.id, direct: direct.id, topic: topic.id },
  histories: {
    group: await history(lin, group.id),
    secretGroup: await history(lin, secretGroup.id),
    direct: await history(lin, direct.id),
    topic: await history(lin, topic.id),
  },
  versions: await lin.call('conversations.messageHistory', { ...here, seq: edited.seq }),
  list: await lin.call('conversations.list', {}),
  found: {
    checklist: await find(lin, 'checklist'),
    检查清单: await find(lin, '检查清单'),
    secretOfAnna: await find(anna, 'salary'),
  },
  file: { id: note, name: '会议纪要.txt', text: noteText.toString() },
  upload: { id: unfinished, sent, text: underWay.toString() },
  scheduled: { sendAt },
  device: { kept, outboxId },
};
writeFileSync(out, `${JSON.stringify(facts, null, 1)}\n`);
process.exit(0);
