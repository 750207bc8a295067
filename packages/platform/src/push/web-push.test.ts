import { type PushService, startPushService } from '@rapport/dev';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { manualClock } from '../clock.ts';
import type { PushTransport } from './push-transport.ts';
import { createWebPush, newPushKeys } from './web-push.ts';

let service: PushService;
let transport: PushTransport;
const keys = newPushKeys();
const options = () => ({ keys, subject: 'mailto:it@rapport.test', clock: manualClock(Date.UTC(2026, 5, 1)) });
const note = { body: '{"seq":7}', topic: 'conversation-1', urgency: 'high' as const, ttl: 60 };

beforeAll(async () => {
  service = await startPushService();
  transport = createWebPush({ ...options(), allowAddresses: [service.address] });
});
afterAll(() => service.close());

it('NT20 a note arrives encrypted for the device alone, signed by the server', async () => {
  expect(await transport.send(service.target('/one'), note)).toEqual({ kind: 'sent' });
  const push = service.received.at(-1)!;
  expect(push).toMatchObject({ path: '/one', text: '{"seq":7}' });
  expect(push.headers).toMatchObject({ ttl: '60', urgency: 'high', topic: 'conversation-1', 'content-encoding': 'aes128gcm' });
  expect(push.claims).toMatchObject({ aud: `http://${service.address}`, sub: 'mailto:it@rapport.test' });
});

it('NT21 what the service answers decides: sent, gone, later, refused', async () => {
  service.answers.push(
    { status: 404 },
    { status: 410 },
    { status: 503 },
    { status: 429, headers: { 'retry-after': '7' } },
    { status: 429, headers: { 'retry-after': 'Mon, 01 Jun 2026 00:00:30 GMT' } },
    { status: 403 },
    { status: 302, headers: { location: 'http://127.0.0.1/' } },
  );
  const outcomes = [];
  for (let i = 0; i < 7; i++) outcomes.push(await transport.send(service.target(), note));
  expect(outcomes).toEqual([
    { kind: 'gone' },
    { kind: 'gone' },
    { kind: 'later' },
    { kind: 'later', after: 7000 },
    { kind: 'later', after: 30_000 },
    { kind: 'refused' },
    { kind: 'refused' },
  ]);
});

it('NT22 a target is a public https address with a device’s keys', async () => {
  const target = service.target();
  const strict = createWebPush({ ...options(), allowAddresses: [] });
  expect(await transport.accepts(target)).toBe(true);
  expect(await strict.accepts(target)).toBe(false);
  expect(await strict.accepts({ ...target, endpoint: 'https://127.0.0.1/x' })).toBe(false);
  expect(await strict.accepts({ ...target, endpoint: 'https://[::1]/x' })).toBe(false);
  expect(await strict.accepts({ ...target, endpoint: 'http://8.8.8.8/x' })).toBe(false);
  expect(await strict.accepts({ ...target, endpoint: 'https://me:secret@8.8.8.8/x' })).toBe(false);
  expect(await strict.accepts({ ...target, endpoint: 'https://8.8.8.8:22/x' })).toBe(false);
  expect(await strict.accepts({ ...target, endpoint: 'https://8.8.8.8/x' })).toBe(true);
  expect(await transport.accepts({ ...target, auth: 'c2hvcnQ' })).toBe(false);
  expect(await transport.accepts({ ...target, p256dh: Buffer.alloc(65, 4).toString('base64url') })).toBe(false);
  expect(await strict.send(target, note)).toEqual({ kind: 'refused' });
});

it('NT23 a service that cannot be reached is tried later', async () => {
  const closed = await startPushService();
  const target = closed.target();
  await closed.close();
  const other = createWebPush({ ...options(), allowAddresses: [closed.address] });
  expect(await other.send(target, note)).toEqual({ kind: 'later' });
});
