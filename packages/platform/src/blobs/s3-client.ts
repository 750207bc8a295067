import type { Clock } from '../clock.ts';
import { BlobError } from './blobs.ts';
import { amzDate, authorizationOf, canonicalQuery, type SigningKey, sha256Hex, uriEncode } from './sigv4.ts';

/** A bucket and how to reach it; read from `S3_URL`. */
export interface S3Address {
  /** `https://host:port`, without a path. */
  endpoint: string;
  bucket: string;
  /** Begins every object key; empty or ending in a slash. */
  prefix: string;
  key: SigningKey;
}

/**
 * Reads `https://ACCESS:SECRET@host[:port]/bucket[/prefix][?region=…]`; `s3://` means https. Path-style addresses only, which
 * every S3 store understands.
 */
export function s3AddressOf(text: string): S3Address {
  const url = new URL(text.replace(/^s3:/, 'https:'));
  const [bucket, ...rest] = url.pathname.split('/').filter(Boolean).map(decodeURIComponent);
  if (!bucket || !url.username || !url.password) {
    throw new Error('S3_URL should look like https://ACCESS:SECRET@host/bucket?region=eu-central-1.');
  }
  return {
    endpoint: `${url.protocol}//${url.host}`,
    bucket,
    prefix: rest.length > 0 ? `${rest.join('/')}/` : '',
    key: {
      accessKey: decodeURIComponent(url.username),
      secretKey: decodeURIComponent(url.password),
      region: url.searchParams.get('region') ?? 'us-east-1',
    },
  };
}

export interface S3Call {
  method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  /** Object key without the prefix; absent for the bucket itself. */
  object?: string;
  query?: readonly (readonly [string, string])[];
  headers?: Readonly<Record<string, string>>;
  body?: Uint8Array<ArrayBuffer>;
}

const attempts = 3;
/** Milliseconds for a call without a long body; bodies of 8 MiB pass even slow lines in this time. */
const callTimeout = 120_000;
const fullCodes = /<Code>(QuotaExceeded|XMinioStorageFull|InsufficientStorage|StorageFull)<\/Code>/;

/** One signed request; answers every status below 300 and 404, throws a BlobError for the rest. Tried again when the store falters. */
export async function callS3(address: S3Address, clock: Clock, call: S3Call): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    const response = await send(address, clock, call).catch((error: unknown) => error as Error);
    if (response instanceof Error) {
      if (attempt < attempts) continue;
      throw new BlobError('unreachable', `The S3 store does not answer (${call.method}).`, response);
    }
    if (response.ok || response.status === 404) return response;
    const text = await response.text();
    if (response.status === 507 || fullCodes.test(text)) throw new BlobError('full', 'The S3 bucket is full.');
    if (attempt < attempts && (response.status >= 500 || response.status === 429)) continue;
    const code = /<Code>([A-Za-z]{1,60})<\/Code>/.exec(text)?.[1] ?? '';
    throw new BlobError('unreachable', `The S3 store refused ${call.method}: ${response.status} ${code}`.trimEnd());
  }
}

function send(address: S3Address, clock: Clock, call: S3Call): Promise<Response> {
  const query = call.query ?? [];
  const object = call.object === undefined ? '' : `/${uriEncode(address.prefix + call.object, true)}`;
  const path = `/${uriEncode(address.bucket)}${object}`;
  const payloadHash = sha256Hex(call.body ?? '');
  const headers: Record<string, string> = {
    host: new URL(address.endpoint).host,
    'x-amz-date': amzDate(clock.now()),
    'x-amz-content-sha256': payloadHash,
    ...call.headers,
  };
  headers.authorization = authorizationOf(address.key, { method: call.method, path, query, headers, payloadHash });
  // fetch sets `host` itself, to the same value.
  delete headers.host;
  const search = query.length > 0 ? `?${canonicalQuery(query)}` : '';
  return fetch(`${address.endpoint}${path}${search}`, {
    method: call.method,
    headers,
    redirect: 'error',
    signal: AbortSignal.timeout(callTimeout),
    ...(call.body ? { body: call.body } : {}),
  });
}
