import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestHouse, testHouse } from '../test-house.ts';

/** A store somebody else wrote; docs/operations.md says which was tried. */
const url = process.env.RAPPORT_TEST_S3_URL;
if (!url) console.warn('SKIPPED: a house on a real S3 store. Name one by RAPPORT_TEST_S3_URL.');

describe.skipIf(!url)('a house with its files in a real S3 store', () => {
  let kit: TestHouse;
  beforeAll(async () => {
    kit = await testHouse({ env: { S3_URL: url! } });
  });
  afterAll(() => kit.stop());

  it('keeps large files sealed in parts and gives back any piece', async () => {
    const bytes = randomBytes(19_000_000);
    const head = { authorization: `Bearer ${kit.owner.token}` };
    const tus = { ...head, 'tus-resumable': '1.0.0' };
    const metadata = `filename ${Buffer.from('大.bin').toString('base64')}`;
    const begun = await fetch(`${kit.url}/api/files/upload`, {
      method: 'POST',
      headers: { ...tus, 'upload-length': String(bytes.length), 'upload-metadata': metadata },
    });
    const where = new URL(begun.headers.get('location')!, kit.url);
    const sent = await fetch(where, {
      method: 'PATCH',
      headers: { ...tus, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
      body: new Uint8Array(bytes),
    });
    expect(sent.status).toBe(204);
    const path = `${kit.url}/api/files/${where.pathname.split('/').at(-1)}/x`;
    const whole = await fetch(path, { headers: head });
    expect(Buffer.from(await whole.arrayBuffer()).equals(bytes)).toBe(true);
    const piece = await fetch(path, { headers: { ...head, range: 'bytes=9000000-9000099' } });
    expect(piece.status).toBe(206);
    expect(Buffer.from(await piece.arrayBuffer()).equals(bytes.subarray(9_000_000, 9_000_100))).toBe(true);
  });
});
