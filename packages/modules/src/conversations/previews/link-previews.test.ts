import { randomUUID } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Seat, type TestHouse, testHouse, until } from '@rapport/dev';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fetchPreview } from './preview-memory.ts';

type Answer = (request: http.IncomingMessage, response: http.ServerResponse) => void;
const html =
  (body: string, head: Record<string, string> = {}): Answer =>
  (_, response) =>
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...head }).end(body);
const titled = (title: string) => html(`<head><title>${title}</title></head>`);

const answers = new Map<string, Answer>();
const asked: string[] = [];
let server: http.Server;
let address: string;
const at = (path: string) => `http://${address}${path}`;

beforeAll(async () => {
  server = http.createServer((request, response) => {
    asked.push(request.url ?? '');
    const answer = answers.get(request.url ?? '');
    if (answer) answer(request, response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
  answers.clear();
  asked.length = 0;
});

describe('asking a page', () => {
  const allow = (host: string, port: number) => `${host}:${port}` === address;

  it('CV18 an inside address is not asked, nor one that a page redirects to', async () => {
    answers.set('/', titled('secret'));
    answers.set('/go', (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/admin' }).end());
    answers.set('/meta', (_, response) => response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end());
    expect(await fetchPreview(at('/'), {})).toBeUndefined();
    expect(asked).toEqual([]);
    expect(await fetchPreview(at('/go'), { allow })).toBeUndefined();
    expect(await fetchPreview(at('/meta'), { allow })).toBeUndefined();
    const resolver = async () => [{ address: '10.0.0.1', family: 4 as const }];
    expect(await fetchPreview('http://intranet.example/', { resolver })).toBeUndefined();
    expect(asked).toEqual(['/go', '/meta']);
  });

  it('CV18 slow servers, errors and what is no page say nothing; of a huge page the beginning is enough', async () => {
    answers.set('/slow', (_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).write('<title>'));
    answers.set('/zip', html('<title>x</title>', { 'content-type': 'application/zip' }));
    answers.set('/error', (_, response) => response.writeHead(500, { 'content-type': 'text/html' }).end('<title>x</title>'));
    answers.set('/bare', html('<p>no title</p>'));
    answers.set('/huge', html(`<title>Huge</title>${'<p>中</p>'.repeat(200_000)}`));
    answers.set('/moved', (_, response) => response.writeHead(301, { location: '/there' }).end());
    answers.set('/there', titled('There'));
    for (const path of ['/slow', '/zip', '/error', '/bare', '/absent'])
      expect(await fetchPreview(at(path), { allow, timeout: 300 }), path).toBeUndefined();
    expect(await fetchPreview(at('/huge'), { allow })).toEqual({ url: at('/huge'), title: 'Huge' });
    expect(await fetchPreview(at('/moved'), { allow })).toEqual({ url: at('/moved'), title: 'There' });
  });
});

describe('previews in a conversation', () => {
  let kit: TestHouse;
  let lin: Seat;
  let conversation: string;
  beforeAll(async () => {
    kit = await testHouse({ env: { RAPPORT_ALLOW_ADDRESSES: address, RAPPORT_LINK_PREVIEWS: '1' } });
    lin = await kit.person('林月');
    conversation = (await kit.call(kit.owner, 'conversations.openDirect', { users: [lin.user as never] })).id;
  });
  afterAll(() => kit.stop());

  const say = async (text: string): Promise<number> => {
    const draft = { clientId: randomUUID(), text };
    return (await kit.call(kit.owner, 'conversations.sendMessage', { conversation: conversation as never, draft })).seq;
  };
  const previewAt = async (seq: number) =>
    (await kit.call(lin, 'conversations.history', { conversation: conversation as never, after: seq - 1, limit: 1 })).messages[0]!
      .preview;

  it('CV18 a link gets a preview, told live and found by a client that was away', async () => {
    answers.set('/a', titled('First'));
    const client = await kit.client(lin);
    await client.openConversation(conversation as never);
    const seq = await say(`look at ${at('/a')}, please`);
    await until(() => client.state.timelines[conversation]?.messages.some((m) => m.preview?.title === 'First') ?? false);
    expect(await previewAt(seq)).toEqual({ url: at('/a'), title: 'First' });
  });

  it('CV18 the same address is asked once an hour, failures too', async () => {
    answers.set('/once', titled('Once'));
    const seqs = [await say(at('/once')), await say(at('/once')), await say(at('/none')), await say(at('/none'))];
    await until(async () => (await previewAt(seqs[1]!)) !== undefined && asked.includes('/none'));
    const last = await say(`${at('/once')} again`);
    await until(async () => (await previewAt(last)) !== undefined);
    expect(asked.sort()).toEqual(['/none', '/once']);
  });

  it('CV18 an edit drops the preview of the old link and gets its own', async () => {
    answers.set('/old', titled('Old'));
    answers.set('/new', titled('New'));
    const seq = await say(at('/old'));
    await until(async () => (await previewAt(seq))?.title === 'Old');
    const edit = (text: string) =>
      kit.call(kit.owner, 'conversations.editMessage', { conversation: conversation as never, seq, text });
    expect((await edit('no link at all')).preview).toBeUndefined();
    await edit(at('/new'));
    await until(async () => (await previewAt(seq))?.title === 'New');
  });

  it('CV18 a page that answers after the message was edited or recalled changes nothing', async () => {
    const held: http.ServerResponse[] = [];
    const hold: Answer = (_, response) => void held.push(response);
    answers.set('/later', hold);
    answers.set('/gone', hold);
    const [edited, recalled] = [await say(at('/later')), await say(at('/gone'))];
    await until(() => held.length === 2);
    const here = { conversation: conversation as never };
    await kit.call(kit.owner, 'conversations.editMessage', { ...here, seq: edited, text: 'never mind' });
    await kit.call(kit.owner, 'conversations.recallMessage', { ...here, seq: recalled });
    for (const response of held) titled('Late')({} as never, response);
    answers.set('/after', titled('After'));
    answers.set('/after2', titled('After'));
    const after = [await say(at('/after')), await say(at('/after2'))];
    await until(async () => (await Promise.all(after.map(previewAt))).every((p) => p !== undefined));
    expect([await previewAt(edited), await previewAt(recalled)]).toEqual([undefined, undefined]);
  });

  it('CV18 an organization that does not want previews asks nobody', async () => {
    answers.set('/private', titled('Private'));
    await kit.call(kit.owner, 'people.changeOrganization', { settings: { linkPreviews: false } });
    const seq = await say(at('/private'));
    await until(async () => {
      const row = await kit.house.platform.db.row<{ read: boolean }>(
        `select r.ev = s.ev as read from log_reader_stream r join stream s on s.id = r.stream_id where r.reader = 'link-previews' and s.id = $1`,
        [conversation],
      );
      return row?.read === true;
    });
    await kit.call(kit.owner, 'people.changeOrganization', { settings: { linkPreviews: true } });
    answers.set('/public', titled('Public'));
    const next = await say(at('/public'));
    await until(async () => (await previewAt(next)) !== undefined);
    expect([asked, await previewAt(seq)]).toEqual([['/public'], undefined]);
  });
});
