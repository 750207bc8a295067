import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { authorizationOf, type SigningKey, sha256Hex } from './sigv4.ts';

/** What the simulator shall do wrong, for tests of trouble. */
export interface Faults {
  /** Answer so many requests with 503 first. */
  unavailable?: number;
  /** Answer every write with the code of a full bucket. */
  full?: boolean;
}

export interface S3Simulator {
  url: string;
  objects: Map<string, Buffer>;
  uploads: Map<string, Map<number, Buffer>>;
  faults: Faults;
  requests: string[];
  close(): Promise<void>;
}

const xml = (body: string): string => `<?xml version="1.0" encoding="UTF-8"?>\n${body}`;
const errorXml = (code: string): string => xml(`<Error><Code>${code}</Code><Message>no</Message></Error>`);
const etagOf = (bytes: Buffer): string => `"${sha256Hex(bytes).slice(0, 32)}"`;
const escapeXml = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');

interface Seen {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

/** Checks the signature as S3 does: from what arrived, not from what the client thinks it sent. */
function refusal(seen: Seen, key: SigningKey): string | undefined {
  const given = /Credential=([^/]+)\/[^,]+,SignedHeaders=([^,]+),Signature=[0-9a-f]{64}$/.exec(seen.headers.authorization ?? '');
  if (!given) return 'AccessDenied';
  if (given[1] !== key.accessKey) return 'InvalidAccessKeyId';
  const payloadHash = sha256Hex(seen.body);
  if (seen.headers['x-amz-content-sha256'] !== payloadHash) return 'XAmzContentSHA256Mismatch';
  const headers: Record<string, string> = {};
  for (const name of (given[2] ?? '').split(';')) headers[name] = String(seen.headers[name] ?? '');
  if (!('host' in headers) || !('x-amz-date' in headers)) return 'AccessDenied';
  const expected = authorizationOf(key, { method: seen.method, path: seen.path, query: [...seen.query], headers, payloadHash });
  return expected === seen.headers.authorization ? undefined : 'SignatureDoesNotMatch';
}

/** A bucket in memory that speaks S3's wire format: path-style, ranges, multipart, ListObjectsV2 in pages of ten. */
export async function startS3Simulator(bucket: string, key: SigningKey): Promise<S3Simulator> {
  const objects = new Map<string, Buffer>();
  const uploads = new Map<string, Map<number, Buffer>>();
  const faults: Faults = {};
  const requests: string[] = [];
  const reply = (response: ServerResponse, status: number, body: string | Buffer = '', headers: Record<string, string> = {}) =>
    response.writeHead(status, { 'content-length': String(Buffer.byteLength(body)), ...headers }).end(body);

  function list(seen: Seen, response: ServerResponse): void {
    const prefix = seen.query.get('prefix') ?? '';
    const after = seen.query.get('continuation-token') ?? '';
    const keys = [...objects.keys()].filter((k) => k.startsWith(prefix) && k > after).sort();
    const page = keys.slice(0, 10);
    const contents = page.map((k) => `<Contents><Key>${escapeXml(k)}</Key></Contents>`).join('');
    const next = keys.length > 10 ? `<NextContinuationToken>${escapeXml(page[9]!)}</NextContinuationToken>` : '';
    reply(response, 200, xml(`<ListBucketResult>${next}${contents}</ListBucketResult>`));
  }

  function get(object: string, seen: Seen, response: ServerResponse): void {
    const bytes = objects.get(object);
    if (!bytes) return void reply(response, 404, seen.method === 'HEAD' ? '' : errorXml('NoSuchKey'));
    const range = /^bytes=(\d+)-(\d+)$/.exec(seen.headers.range ?? '');
    if (seen.method === 'HEAD') return void response.writeHead(200, { 'content-length': String(bytes.length) }).end();
    if (range) return void reply(response, 206, bytes.subarray(Number(range[1]), Number(range[2]) + 1));
    reply(response, 200, bytes);
  }

  function post(object: string, seen: Seen, response: ServerResponse): void {
    if (seen.query.has('uploads')) {
      const id = `up-${uploads.size + 1}/+=`;
      uploads.set(id, new Map());
      return void reply(
        response,
        200,
        xml(`<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`),
      );
    }
    const id = seen.query.get('uploadId') ?? '';
    const parts = uploads.get(id);
    if (!parts) return void reply(response, 404, errorXml('NoSuchUpload'));
    const named = [...seen.body.toString().matchAll(/<PartNumber>(\d+)<\/PartNumber><ETag>([^<]+)<\/ETag>/g)];
    const joined = named.map(([, number, etag]) => {
      const part = parts.get(Number(number));
      return part && etagOf(part) === etag ? part : undefined;
    });
    const tooSmall = joined.slice(0, -1).some((part) => part && part.length < 5 * 1024 * 1024);
    if (joined.includes(undefined) || tooSmall) return void reply(response, 200, errorXml('InvalidPart'));
    objects.set(object, Buffer.concat(joined as Buffer[]));
    uploads.delete(id);
    reply(response, 200, xml('<CompleteMultipartUploadResult/>'));
  }

  function put(object: string, seen: Seen, response: ServerResponse): void {
    if (faults.full) return void reply(response, 400, errorXml('QuotaExceeded'));
    const upload = seen.query.get('uploadId');
    if (upload === null) objects.set(object, seen.body);
    else uploads.get(upload)?.set(Number(seen.query.get('partNumber')), seen.body);
    reply(response, 200, '', { etag: etagOf(seen.body) });
  }

  function answer(seen: Seen, response: ServerResponse): void {
    requests.push(`${seen.method} ${[...seen.query.keys()].join(',')}`);
    if (faults.unavailable) {
      faults.unavailable--;
      return void reply(response, 503, errorXml('SlowDown'));
    }
    const refused = refusal(seen, key);
    if (refused) return void reply(response, 403, errorXml(refused));
    const [, inBucket, ...rest] = seen.path.split('/').map(decodeURIComponent);
    if (inBucket !== bucket) return void reply(response, 404, errorXml('NoSuchBucket'));
    const object = rest.join('/');
    if (object === '') return void list(seen, response);
    if (seen.method === 'GET' || seen.method === 'HEAD') return void get(object, seen, response);
    if (seen.method === 'POST') return void post(object, seen, response);
    if (seen.method === 'PUT') return void put(object, seen, response);
    const upload = seen.query.get('uploadId');
    if (upload === null) objects.delete(object);
    else uploads.delete(upload);
    reply(response, 204);
  }

  const server = createServer((request, response) => {
    void buffer(request).then((body) => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      answer(
        { method: request.method ?? '', path: url.pathname, query: url.searchParams, headers: request.headers, body },
        response,
      );
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://${key.accessKey}:${encodeURIComponent(key.secretKey)}@127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    uploads,
    faults,
    requests,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
