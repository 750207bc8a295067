import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { type Clock, systemClock } from '../clock.ts';
import { assertBlobId, BlobError, type Blobs, isBlobId } from './blobs.ts';
import { callS3, type S3Address, type S3Call } from './s3-client.ts';

/** Bytes of one part; S3 wants at least 5 MiB for all but the last and allows 10,000 parts (so ≤ 80 GB a blob). */
const partSize = 8 * 1024 * 1024;

/** Cuts a stream into buffers of the part size; an empty stream gives one empty buffer. */
async function* partsOf(bytes: Readable): AsyncGenerator<Buffer<ArrayBuffer>> {
  let held: Buffer[] = [];
  let length = 0;
  let given = 0;
  for await (const chunk of bytes) {
    let rest = chunk as Buffer;
    while (length + rest.length >= partSize) {
      const take = partSize - length;
      yield Buffer.concat([...held, rest.subarray(0, take)]);
      given++;
      rest = rest.subarray(take);
      held = [];
      length = 0;
    }
    if (rest.length > 0) held.push(rest);
    length += rest.length;
  }
  if (length > 0 || given === 0) yield Buffer.concat(held);
}

const unescapeXml = (text: string): string =>
  text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&apos;|&#39;/g, "'")
    .replace(/&amp;/g, '&');

const tag = (xml: string, name: string): string | undefined => {
  const found = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  return found === undefined ? undefined : unescapeXml(found);
};

async function found(response: Response, id: string): Promise<Response> {
  if (response.status !== 404) return response;
  await response.body?.cancel();
  throw new BlobError('missing', `There is no blob ${id} in the bucket, or no bucket.`);
}

/** Blobs in an S3 bucket, path-style, with a client of our own: small blobs in one PUT, large ones in parts. */
class S3Blobs implements Blobs {
  private readonly address: S3Address;
  private readonly clock: Clock;

  constructor(address: S3Address, clock: Clock) {
    this.address = address;
    this.clock = clock;
  }

  private call(given: S3Call): Promise<Response> {
    return callS3(this.address, this.clock, given);
  }

  /** Sends the parts and joins them; what was sent is given up when anything fails, so no half blob is paid for. */
  private async writeParts(id: string, first: Buffer<ArrayBuffer>, rest: AsyncIterable<Buffer<ArrayBuffer>>): Promise<number> {
    const begun = await found(await this.call({ method: 'POST', object: id, query: [['uploads', '']] }), id);
    const upload = tag(await begun.text(), 'UploadId');
    if (!upload) throw new BlobError('unreachable', 'The S3 store began an upload without an id.');
    try {
      const tags: string[] = [];
      let size = 0;
      const send = async (part: Buffer<ArrayBuffer>): Promise<void> => {
        const query = [['partNumber', String(tags.length + 1)] as const, ['uploadId', upload] as const];
        const answer = await found(await this.call({ method: 'PUT', object: id, query, body: part }), id);
        await answer.body?.cancel();
        tags.push(answer.headers.get('etag') ?? '');
        size += part.length;
      };
      await send(first);
      for await (const part of rest) await send(part);
      await this.joinParts(id, upload, tags);
      return size;
    } catch (error) {
      await this.call({ method: 'DELETE', object: id, query: [['uploadId', upload]] }).catch(() => undefined);
      throw error;
    }
  }

  private async joinParts(id: string, upload: string, tags: readonly string[]): Promise<void> {
    const list = tags.map((etag, i) => `<Part><PartNumber>${i + 1}</PartNumber><ETag>${etag}</ETag></Part>`).join('');
    const body = Buffer.from(`<CompleteMultipartUpload>${list}</CompleteMultipartUpload>`);
    const done = await found(await this.call({ method: 'POST', object: id, query: [['uploadId', upload]], body }), id);
    // S3 may answer 200 and put an error in the body.
    if (/<Error>/.test(await done.text())) throw new BlobError('unreachable', 'The S3 store could not join the parts.');
  }

  async write(id: string, bytes: Readable): Promise<number> {
    assertBlobId(id);
    const parts = partsOf(bytes);
    const first = (await parts.next()).value as Buffer<ArrayBuffer>;
    if (first.length === partSize) return this.writeParts(id, first, parts);
    await parts.return(undefined);
    const answer = await found(await this.call({ method: 'PUT', object: id, body: first }), id);
    await answer.body?.cancel();
    return first.length;
  }

  async read(id: string, range?: { start: number; end: number }): Promise<Readable> {
    assertBlobId(id);
    if (range && range.end <= range.start) return Readable.from([]);
    const headers: Record<string, string> = range ? { range: `bytes=${range.start}-${range.end - 1}` } : {};
    const answer = await found(await this.call({ method: 'GET', object: id, headers }), id);
    if (range && answer.status !== 206) {
      await answer.body?.cancel();
      throw new BlobError('unreachable', 'The S3 store does not answer ranges.');
    }
    return answer.body ? Readable.fromWeb(answer.body as ReadableStream) : Readable.from([]);
  }

  async size(id: string): Promise<number | undefined> {
    assertBlobId(id);
    const answer = await this.call({ method: 'HEAD', object: id });
    return answer.status === 404 ? undefined : Number(answer.headers.get('content-length'));
  }

  async remove(id: string): Promise<void> {
    assertBlobId(id);
    const answer = await this.call({ method: 'DELETE', object: id });
    await answer.body?.cancel();
  }

  async *list(): AsyncIterable<string> {
    const { prefix } = this.address;
    let next: string | undefined;
    do {
      const query: [string, string][] = [
        ['list-type', '2'],
        ['prefix', prefix],
      ];
      if (next !== undefined) query.push(['continuation-token', next]);
      const xml = await (await found(await this.call({ method: 'GET', query }), '(list)')).text();
      for (const [, raw] of xml.matchAll(/<Key>([^<]*)<\/Key>/g)) {
        const id = unescapeXml(raw ?? '').slice(prefix.length);
        if (isBlobId(id)) yield id;
      }
      next = tag(xml, 'NextContinuationToken');
    } while (next !== undefined);
  }
}

export const createS3Blobs = (address: S3Address, clock: Clock = systemClock): Blobs => new S3Blobs(address, clock);
