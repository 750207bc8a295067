/** A browser that takes pushes, with nobody outside asked: what registers it is a server of our own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium } from '@rapport/dev/find-chromium';
import { type BrowserContext, chromium } from 'playwright-core';

export interface PushBrowser {
  context: BrowserContext;
  /** Paths that the browser asked its push service for. */
  asked: string[];
  close(): Promise<void>;
}

/** A device's check-in (protobuf: done, its id, its token), as far as Chromium reads it. */
function checkedIn(): Buffer {
  const answer = Buffer.alloc(20);
  answer.set([0x08, 1, 0x39], 0);
  answer.writeBigUInt64LE(123_456_789n, 3);
  answer[11] = 0x41;
  answer.writeBigUInt64LE(987_654_321n, 12);
  return answer;
}

/**
 * Chromium with a profile on the disk – a private window takes no pushes – whose check-in and registration go to a server here. Undefined,
 * with a loud line, for the browser that comes by npm, which has no pushes.
 */
export async function pushBrowser(origin: string): Promise<PushBrowser | undefined> {
  const { executablePath, args, env, bundled } = await findChromium();
  if (bundled) {
    console.warn('\nNOT TRIED: pushes in a browser, which want a Chromium of the machine (Debian package chromium).\n');
    return undefined;
  }
  const asked: string[] = [];
  const service = createServer((request, response) => {
    asked.push(request.url ?? '');
    request.resume();
    response.end(request.url === '/checkin' ? checkedIn() : 'token=device:of-a-test');
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
  const profile = await mkdtemp(join(tmpdir(), 'rapport-push-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    env,
    args: [
      ...args,
      `--gcm-checkin-url=${address}/checkin`,
      `--gcm-registration-url=${address}/register`,
      '--gcm-mcs-endpoint=https://127.0.0.1:1',
    ],
    ignoreDefaultArgs: ['--disable-background-networking'],
    locale: 'zh-CN',
    viewport: { width: 1280, height: 800 },
  });
  await context.grantPermissions(['notifications'], { origin });
  return {
    context,
    asked,
    async close() {
      await context.close();
      await new Promise((resolve) => service.close(resolve));
      await rm(profile, { recursive: true, force: true });
    },
  };
}
