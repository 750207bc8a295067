import { lookup } from 'node:dns/promises';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { KeptConnections } from './kept-connections.ts';
import { isPublicAddress } from './public-address.ts';

export interface ResolvedAddress {
  address: string;
  family: 4 | 6;
}
export type Resolver = (host: string) => Promise<readonly ResolvedAddress[]>;

export interface GuardedFetchOptions {
  /** Bytes of the body, counted after decompression. */
  maxBytes: number;
  /** Milliseconds for everything, redirects and body included. */
  timeout: number;
  /** At the limit: refuse (default), or answer what came so far with `cut: true`. */
  over?: 'refuse' | 'cut';
  /** Accepted media types (`text/html`, `image/*`); anything when absent. */
  types?: readonly string[];
  method?: 'GET' | 'HEAD' | 'POST';
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array;
  /** Ports that may be asked; 80 and 443 when absent. */
  ports?: readonly number[];
  /** How names become addresses; the system's way when absent. */
  resolver?: Resolver;
  /** Addresses let through although they are not public: a named exception of a test or an administrator. */
  allow?: (address: string, port: number) => boolean;
  signal?: AbortSignal;
  /** Takes connections to the same checked address again; without it each call has one of its own. */
  kept?: KeptConnections;
}

export interface GuardedAnswer {
  /** The address after redirects. */
  url: string;
  status: number;
  /** Media type in lower case, without parameters. */
  type: string;
  headers: IncomingMessage['headers'];
  body: Buffer;
  /** True when the body went on beyond `maxBytes`. */
  cut: boolean;
}

export type FetchTrouble = 'scheme' | 'address' | 'port' | 'redirects' | 'bytes' | 'time' | 'type' | 'network';

/** Why a guarded fetch gave no answer. The message holds nothing of the answer, so that a refusal tells nothing about the inside. */
export class GuardedFetchError extends Error {
  readonly reason: FetchTrouble;
  constructor(reason: FetchTrouble, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'GuardedFetchError';
    this.reason = reason;
  }
}

const maxRedirects = 3;
const systemResolver: Resolver = async (host) => (await lookup(host, { all: true, verbatim: true })) as ResolvedAddress[];

/** Host as a bare name or number: brackets of IPv6 gone. */
const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '');
const portOf = (url: URL): number => (url.port ? Number(url.port) : url.protocol === 'https:' ? 443 : 80);

function parseTarget(text: string, base?: URL): URL {
  let url: URL;
  try {
    url = new URL(text, base);
  } catch {
    throw new GuardedFetchError('scheme', 'The address cannot be read.');
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new GuardedFetchError('scheme', 'Only http and https are asked.');
  if (url.username || url.password) throw new GuardedFetchError('scheme', 'Addresses with a user name are not asked.');
  return url;
}

/** Resolves once and decides on that answer: the connection goes to the very address that was checked. */
async function checkedAddress(url: URL, options: GuardedFetchOptions): Promise<ResolvedAddress> {
  const host = hostOf(url);
  const port = portOf(url);
  const ports = options.ports ?? [80, 443];
  const literal = isIP(host);
  const found = literal
    ? [{ address: host, family: literal as 4 | 6 }]
    : await (options.resolver ?? systemResolver)(host).catch((error: unknown) => {
        throw new GuardedFetchError('network', 'The name cannot be resolved.', error);
      });
  const first = found[0];
  if (!first) throw new GuardedFetchError('network', 'The name has no address.');
  // One bad address among good ones refuses the name: a mixed answer is how rebinding looks.
  for (const { address } of found) {
    if (options.allow?.(address, port)) continue;
    if (!isPublicAddress(address)) throw new GuardedFetchError('address', 'The address is not one of the open internet.');
    if (!ports.includes(port)) throw new GuardedFetchError('port', `Port ${port} is not asked.`);
  }
  return first;
}

function request(url: URL, target: ResolvedAddress, options: GuardedFetchOptions, signal: AbortSignal): Promise<IncomingMessage> {
  const pinned: LookupFunction = (_host, given, callback) => {
    if (given.all) callback(null, [target]);
    else callback(null, target.address, target.family);
  };
  const headers = { 'user-agent': 'Rapport/1', 'accept-encoding': 'gzip, br, deflate', ...options.headers };
  return new Promise((resolve, reject) => {
    const make = url.protocol === 'https:' ? https.request : http.request;
    const agent = options.kept?.for(url.protocol) ?? false;
    const asked = { method: options.method ?? 'GET', headers, lookup: pinned, agent, signal, pinned: target.address };
    const outgoing = make(url, asked, resolve);
    outgoing.on('error', reject);
    outgoing.end(options.body);
  });
}

function decoded(incoming: IncomingMessage): Readable {
  const encoding = (incoming.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity' || encoding === '') return incoming;
  const unpack =
    encoding === 'gzip' || encoding === 'x-gzip'
      ? createGunzip()
      : encoding === 'br'
        ? createBrotliDecompress()
        : encoding === 'deflate'
          ? createInflate()
          : undefined;
  if (!unpack) throw new GuardedFetchError('type', 'The answer is packed in an unknown way.');
  incoming.on('error', (error) => unpack.destroy(error));
  return incoming.pipe(unpack);
}

async function readBody(incoming: IncomingMessage, options: GuardedFetchOptions): Promise<{ body: Buffer; cut: boolean }> {
  const parts: Buffer[] = [];
  let size = 0;
  const declared = Number(incoming.headers['content-length'] ?? 0);
  if (options.over !== 'cut' && declared > options.maxBytes) throw new GuardedFetchError('bytes', 'The answer is too large.');
  for await (const chunk of decoded(incoming)) {
    parts.push(chunk as Buffer);
    size += (chunk as Buffer).length;
    if (size > options.maxBytes) {
      if (options.over !== 'cut') throw new GuardedFetchError('bytes', 'The answer is too large.');
      return { body: Buffer.concat(parts).subarray(0, options.maxBytes), cut: true };
    }
  }
  return { body: Buffer.concat(parts), cut: false };
}

const isAccepted = (type: string, accepted: readonly string[]): boolean =>
  accepted.some((wanted) => wanted === type || (wanted.endsWith('/*') && type.startsWith(wanted.slice(0, -1))));

/** Secrets meant for one origin stay there. */
function withoutSecrets(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !/^(authorization|cookie|proxy-authorization)$/i.test(name)),
  );
}

async function follow(start: URL, given: GuardedFetchOptions, signal: AbortSignal): Promise<GuardedAnswer> {
  let url = start;
  let options = given;
  for (let hops = 0; ; hops++) {
    const target = await checkedAddress(url, options);
    signal.throwIfAborted();
    const incoming = await request(url, target, options, signal);
    try {
      const status = incoming.statusCode ?? 0;
      const location = incoming.headers.location;
      if (status >= 300 && status < 400 && location !== undefined) {
        if (hops >= maxRedirects || options.method === 'POST') throw new GuardedFetchError('redirects', 'Too many redirects.');
        const next = parseTarget(location, url);
        if (next.origin !== url.origin) options = { ...options, headers: withoutSecrets(options.headers) };
        url = next;
        continue;
      }
      const type = (incoming.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
      if (options.types && !isAccepted(type, options.types))
        throw new GuardedFetchError('type', 'The answer is of another type.');
      return { url: url.href, status, type, headers: incoming.headers, ...(await readBody(incoming, options)) };
    } finally {
      incoming.destroy();
    }
  }
}

/** Whether an address may be asked as far as can be known without asking; the fetch itself checks again. */
export async function checkAddress(
  address: string,
  options: Pick<GuardedFetchOptions, 'allow' | 'resolver' | 'ports' | 'timeout'>,
): Promise<boolean> {
  const late = new Promise<false>((resolve) => setTimeout(() => resolve(false), options.timeout).unref());
  try {
    const found = checkedAddress(parseTarget(address), { maxBytes: 0, ...options }).then(() => true);
    found.catch(() => undefined);
    return await Promise.race([found, late]);
  } catch (error) {
    if (error instanceof GuardedFetchError) return false;
    throw error;
  }
}

/**
 * Fetches from the open internet on behalf of somebody who is not trusted (OWASP SSRF prevention): own resolving, every
 * address checked, the connection pinned to the checked address, redirects (≤ 3) checked anew, bytes, time and types bounded.
 * @throws GuardedFetchError
 */
export async function guardedFetch(address: string, options: GuardedFetchOptions): Promise<GuardedAnswer> {
  const limit = AbortSignal.timeout(options.timeout);
  const signal = options.signal ? AbortSignal.any([limit, options.signal]) : limit;
  const ended = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new GuardedFetchError('time', 'The answer took too long.')), { once: true });
  });
  // A resolver cannot be interrupted, so the time limit races it.
  ended.catch(() => undefined);
  try {
    return await Promise.race([follow(parseTarget(address), options, signal), ended]);
  } catch (error) {
    if (error instanceof GuardedFetchError) throw error;
    if (signal.aborted) throw new GuardedFetchError('time', 'The answer took too long.');
    throw new GuardedFetchError('network', 'The connection failed.', error);
  }
}
