import { createHash, createHmac } from 'node:crypto';

/** Whoever signs, for which region. Service is `s3` except in tests of the algorithm. */
export interface SigningKey {
  accessKey: string;
  secretKey: string;
  region: string;
  service?: string;
}

export interface SignedRequest {
  method: string;
  /** Path as sent, percent-encoded once (S3 does not encode twice). */
  path: string;
  /** Decoded names and values. */
  query: readonly (readonly [string, string])[];
  /** Every header to be signed, names in lower case; `host`, `x-amz-date` and `x-amz-content-sha256` among them. */
  headers: Readonly<Record<string, string>>;
  /** Hex SHA-256 of the body. */
  payloadHash: string;
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
export const sha256Hex = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Percent-encoding of RFC 3986, as AWS defines `UriEncode`; slashes stay in paths. */
export const uriEncode = (text: string, keepSlash = false): string =>
  encodeURIComponent(text)
    .replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%2F/g, keepSlash ? '/' : '%2F');

export const canonicalQuery = (query: SignedRequest['query']): string =>
  query
    .map(([name, value]) => [uriEncode(name), uriEncode(value)] as const)
    .sort((a, b) => (a[0] === b[0] ? (a[1] < b[1] ? -1 : 1) : a[0] < b[0] ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');

/** Derived key of a day, a region and a service. */
export function signingKeyOf(key: SigningKey, date: string): Buffer {
  const service = key.service ?? 's3';
  return hmac(hmac(hmac(hmac(`AWS4${key.secretKey}`, date), key.region), service), 'aws4_request');
}

/**
 * The `Authorization` header of AWS Signature Version 4
 * (docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html).
 */
export function authorizationOf(key: SigningKey, request: SignedRequest): string {
  const instant = request.headers['x-amz-date'] ?? '';
  const date = instant.slice(0, 8);
  const names = Object.keys(request.headers).sort();
  const headers = names.map((name) => `${name}:${(request.headers[name] ?? '').trim().replace(/ +/g, ' ')}\n`).join('');
  const signed = names.join(';');
  const canonical = [request.method, request.path, canonicalQuery(request.query), headers, signed, request.payloadHash].join(
    '\n',
  );
  const scope = `${date}/${key.region}/${key.service ?? 's3'}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', instant, scope, sha256Hex(canonical)].join('\n');
  const signature = createHmac('sha256', signingKeyOf(key, date)).update(toSign).digest('hex');
  return `AWS4-HMAC-SHA256 Credential=${key.accessKey}/${scope},SignedHeaders=${signed},Signature=${signature}`;
}

/** `YYYYMMDDTHHMMSSZ`. */
export const amzDate = (now: number): string => new Date(now).toISOString().replace(/[-:]|\.\d{3}/g, '');
