import { join } from 'node:path';
import { type Clock, systemClock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Blobs } from './blobs.ts';
import { createFileSystemBlobs } from './file-system.ts';
import { createS3Blobs } from './s3.ts';
import { s3AddressOf } from './s3-client.ts';

/** The store the settings ask for: the bucket of `S3_URL`, else a folder in the data folder. */
export function createBlobs(config: Pick<Config, 's3Url' | 'dataDir'>, clock: Clock = systemClock): Blobs {
  return config.s3Url ? createS3Blobs(s3AddressOf(config.s3Url), clock) : createFileSystemBlobs(join(config.dataDir, 'blobs'));
}
