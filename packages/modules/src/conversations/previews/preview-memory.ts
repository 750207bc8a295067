import type { Message } from '@rapport/contract';
import { GuardedFetchError, type GuardedFetchOptions, guardedFetch, type Platform } from '@rapport/platform';
import { decodePage, readPage } from './read-page.ts';

export type Preview = NonNullable<Message['preview']>;

const maxBytes = 256 * 1024;
const maxTime = 5_000;
const maxAge = 3_600_000;
const maxKept = 2_000;

/** Asks a page for what it says of itself; undefined when it may not be asked, does not answer in time, or says nothing. */
export async function fetchPreview(
  url: string,
  guard: Pick<GuardedFetchOptions, 'allow' | 'resolver'> & { timeout?: number },
): Promise<Preview | undefined> {
  try {
    const answer = await guardedFetch(url, {
      timeout: maxTime,
      ...guard,
      maxBytes,
      // What a page says of itself stands at its beginning.
      over: 'cut',
      types: ['text/html', 'application/xhtml+xml'],
      headers: { accept: 'text/html,application/xhtml+xml' },
    });
    if (answer.status < 200 || answer.status >= 300) return undefined;
    const facts = readPage(decodePage(answer.body, answer.headers['content-type']));
    return facts && { url, ...facts };
  } catch (error) {
    if (error instanceof GuardedFetchError) return undefined;
    throw error;
  }
}

/** Previews by address for an hour, failures too: a link that goes round is asked for once. */
class PreviewMemory {
  private readonly kept = new Map<string, { preview: Promise<Preview | undefined>; at: number }>();
  private readonly platform: Platform;
  private readonly cache;

  constructor(platform: Platform) {
    this.platform = platform;
    this.cache = platform.metrics.cache('link-previews', () => this.kept.size);
  }

  get(url: string): Promise<Preview | undefined> {
    const now = this.platform.clock.now();
    const found = this.kept.get(url);
    const hit = found !== undefined && now - found.at < maxAge;
    this.cache.looked(hit);
    if (hit) return found.preview;
    this.kept.delete(url);
    const named = new Set(this.platform.config.allowAddresses);
    const entry = { preview: fetchPreview(url, { allow: (address, port) => named.has(`${address}:${port}`) }), at: now };
    entry.preview.catch(() => this.kept.get(url) === entry && this.kept.delete(url));
    this.kept.set(url, entry);
    // A map keeps the order of entering: the first is the oldest.
    if (this.kept.size > maxKept) this.kept.delete(this.kept.keys().next().value!);
    return entry.preview;
  }
}

const memoryOf = (platform: Platform): PreviewMemory => new PreviewMemory(platform);
export const previewOf = (platform: Platform, url: string): Promise<Preview | undefined> => platform.keep(memoryOf).get(url);
