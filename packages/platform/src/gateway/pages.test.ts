import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type TestHouse, testHouse } from '@rapport/dev';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

describe('the web client is served', () => {
  let kit: TestHouse;
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'rapport-web-'));
    await mkdir(join(root, 'assets'));
    await writeFile(join(root, 'index.html'), '<!doctype html><title>Rapport</title>');
    await writeFile(join(root, 'assets', 'app-1.js'), 'export {};');
    kit = await testHouse({ webRoot: root });
  });
  afterAll(async () => {
    await kit.stop();
    await rm(root, { recursive: true, force: true });
  });
  const get = (path: string) => fetch(`${kit.url}${path}`);

  it.each(['/', '/c/0198f2a0-0000-7000-8000-000000000000', '/search?q=沟通', '/set-up/rpl_x'])('%s is the page', async (path) => {
    const answer = await get(path);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-cache');
    expect(answer.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(await answer.text()).toContain('<title>Rapport');
  });

  it('what is built is kept by browsers for ever, also when it was built after the start', async () => {
    await writeFile(join(root, 'assets', 'late-2.js'), 'export {};');
    for (const name of ['app-1.js', 'late-2.js']) {
      const answer = await get(`/assets/${name}`);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('cache-control')).toContain('immutable');
      await answer.text();
    }
  });

  it('what is built comes compressed to whoever takes that, under its own type', async () => {
    const script = 'export const words = "some words, some words, some words";';
    await writeFile(join(root, 'assets', 'packed-4.js'), script);
    await writeFile(join(root, 'assets', 'packed-4.js.gz'), gzipSync(script));
    const answer = await fetch(`${kit.url}/assets/packed-4.js`, { headers: { 'accept-encoding': 'gzip' } });
    expect(answer.headers.get('content-encoding')).toBe('gzip');
    expect(answer.headers.get('content-type')).toMatch(/^(text|application)\/javascript/);
    expect(answer.headers.get('vary')?.toLowerCase()).toContain('accept-encoding');
    expect(answer.headers.get('cache-control')).toContain('immutable');
    expect(await answer.text()).toBe(script);
    const plain = await fetch(`${kit.url}/assets/packed-4.js`, { headers: { 'accept-encoding': 'identity' } });
    expect([plain.headers.get('content-encoding'), await plain.text()]).toEqual([null, script]);
  });

  it.each(['/assets/gone-3.js', '/assets/', '/assets', '/gone.css', '/api/nothing', '/..%2f..%2fetc%2fpasswd', '/.env'])(
    '%s is missing, not a page',
    async (path) => {
      const answer = await get(path);
      expect(answer.status).toBe(404);
      expect(await answer.json()).toMatchObject({ code: 'not-found' });
    },
  );
});
