import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../clock.ts';
import { newId } from '../random.ts';
import { blobsSuite } from './blobs-suite.test-kit.ts';
import { createS3Blobs } from './s3.ts';
import { s3AddressOf } from './s3-client.ts';

/** A store somebody else wrote, with an empty bucket: `http://key:secret@host:port/bucket`. */
const url = process.env.RAPPORT_TEST_S3_URL;
if (!url)
  console.warn('SKIPPED: blobs on a real S3 store. Name one by RAPPORT_TEST_S3_URL (docs/operations.md says which was tried).');

if (url) {
  const own = { ...s3AddressOf(url), prefix: `${newId()}/` };
  blobsSuite('a real S3 store', async () => ({ blobs: createS3Blobs(own, systemClock), close: async () => {} }));

  describe('a real S3 store', () => {
    it('S37 refuses a wrong secret, and says that a bucket is not there', async () => {
      const right = s3AddressOf(url);
      const some = () => Readable.from([Buffer.from('some')]);
      await expect(
        createS3Blobs({ ...right, key: { ...right.key, secretKey: 'wrong' } }, systemClock).write(newId(), some()),
      ).rejects.toMatchObject({ trouble: 'unreachable' });
      await expect(createS3Blobs({ ...right, bucket: 'not-there' }, systemClock).write(newId(), some())).rejects.toMatchObject({
        trouble: 'missing',
      });
    });
  });
} else it('S37 a real S3 store is named by RAPPORT_TEST_S3_URL', (context) => context.skip());
