import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { manualClock } from '../clock.ts';
import { newId } from '../random.ts';
import { blobsSuite } from './blobs-suite.test-kit.ts';
import { createS3Blobs } from './s3.ts';
import { s3AddressOf } from './s3-client.ts';
import { type S3Simulator, startS3Simulator } from './s3-simulator.test-kit.ts';

const key = { accessKey: 'AKIAIOSFODNN7EXAMPLE', secretKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', region: 'eu-central-1' };
const bucket = 'rapport-blobs';
const clock = manualClock(Date.UTC(2026, 0, 2, 3, 4, 5));
let store: S3Simulator;
const address = (path = `/${bucket}/house%20one`) => s3AddressOf(`${store.url}${path}?region=${key.region}`);
const some = (size = 10) => Readable.from([randomBytes(size)]);

beforeAll(async () => {
  store = await startS3Simulator(bucket, key);
});
afterAll(() => store.close());

blobsSuite('S3', async () => {
  const own = await startS3Simulator(bucket, key);
  const blobs = createS3Blobs(s3AddressOf(`${own.url}/${bucket}/a/b?region=${key.region}`), clock);
  return { blobs, close: own.close };
});

it('S31 the address is read from S3_URL; a wrong one says what it should look like', () => {
  expect(s3AddressOf('s3://AK:se%2Fcret@minio.example:9000/files/house?region=cn-north-1')).toEqual({
    endpoint: 'https://minio.example:9000',
    bucket: 'files',
    prefix: 'house/',
    key: { accessKey: 'AK', secretKey: 'se/cret', region: 'cn-north-1' },
  });
  expect(() => s3AddressOf('https://minio.example/files')).toThrow('S3_URL should look like');
});

it('S32 a wrong secret, and a bucket that is not there, are told apart from a missing blob', async () => {
  const wrong = { ...address(), key: { ...key, secretKey: 'wrong' } };
  await expect(createS3Blobs(wrong, clock).write(newId(), some())).rejects.toMatchObject({
    trouble: 'unreachable',
    message: expect.stringContaining('SignatureDoesNotMatch'),
  });
  await expect(createS3Blobs(address('/elsewhere'), clock).write(newId(), some())).rejects.toMatchObject({ trouble: 'missing' });
});

it('S33 a store that falters twice is asked again', async () => {
  store.faults.unavailable = 2;
  const id = newId();
  expect(await createS3Blobs(address(), clock).write(id, some(77))).toBe(77);
  expect(store.objects.get(`house one/${id}`)?.length).toBe(77);
});

it('S34 a full bucket is named as such, and the parts sent are given up', async () => {
  store.faults.full = true;
  const blobs = createS3Blobs(address(), clock);
  await expect(blobs.write(newId(), some())).rejects.toMatchObject({ trouble: 'full' });
  await expect(blobs.write(newId(), some(9 * 1024 * 1024))).rejects.toMatchObject({ trouble: 'full' });
  store.faults.full = false;
  expect(store.uploads.size).toBe(0);
});

it('S35 large blobs go in parts, small ones in one request', async () => {
  const blobs = createS3Blobs(address(), clock);
  store.requests.length = 0;
  await blobs.write(newId(), some(1000));
  expect(store.requests).toEqual(['PUT ']);
  store.requests.length = 0;
  await blobs.write(newId(), some(17 * 1024 * 1024));
  expect(store.requests).toEqual(['POST uploads', ...Array(3).fill('PUT partNumber,uploadId'), 'POST uploadId']);
});

it('S36 nobody at the address is unreachable, not missing', async () => {
  const nobody = { ...address(), endpoint: 'http://127.0.0.1:1' };
  await expect(createS3Blobs(nobody, clock).size(newId())).rejects.toMatchObject({ trouble: 'unreachable' });
});
