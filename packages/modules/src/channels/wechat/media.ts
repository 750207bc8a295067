import type { Attachment } from '@rapport/contract';
import { type GuardedAnswer, GuardedFetchError } from '@rapport/platform';
import type { Arrival, At } from '../adapter.ts';
import { addressOf, answerOf, ask, passes, textOf, type Vendor, VendorRefused, VendorUnclear, withToken } from './vendor-api.ts';

/** What somebody may send is at most 20 MB; a little more for its wrapping. */
const mostBytes = 32 << 20;
const patience = 90_000;
/** The vendors keep what people send for three days. */
const keptFor = 3 * 86_400_000;

/** The name in a Content-Disposition (RFC 6266); vendors write UTF-8 where RFC 9110 has Latin-1. */
export function fileName(disposition: string | undefined): string | undefined {
  const extended = /filename\*=utf-8''([^;]+)/i.exec(disposition ?? '')?.[1];
  const plain = /filename="?([^";]+)"?/i.exec(disposition ?? '')?.[1];
  try {
    if (extended !== undefined) return decodeURIComponent(extended);
    return plain && new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(plain, 'latin1'));
  } catch {
    return plain;
  }
}

const endings: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'audio/amr': 'amr',
  'audio/mpeg': 'mp3',
  'audio/mp3': 'mp3',
  'video/mp4': 'mp4',
  'video/mpeg4': 'mp4',
};

async function download<S>(at: At<S>, url: string): Promise<GuardedAnswer> {
  const found = await at.fetch(url, { maxBytes: mostBytes, timeout: patience });
  const saysNo = found.status >= 400 || (found.body.length < 4096 && found.body.subarray(0, 1).toString() === '{');
  if (!saysNo) return found;
  // A video is told by its address; everything else that is JSON is a refusal.
  const video = textOf(answerOf(found.status, found.body), 'video_url');
  if (video === '') return found;
  return at.fetch(video, { maxBytes: mostBytes, timeout: patience });
}

/** Why bytes are not there: the vendor has thrown them away, they are more than the house takes, or the account may not have them. */
export type NoFile = 'gone' | 'too-large' | 'refused';

/**
 * The bytes of something that was sent to us, kept as a file of the house. What cannot be had any more is said; what may come later throws.
 * @param fallback another address of the same bytes (a picture's PicUrl)
 */
export async function keepMedia<S>(
  vendor: Vendor<S>,
  at: At<S>,
  wanted: { mediaId: string; name: string; fallback?: string; arrival: Arrival },
): Promise<Attachment | NoFile> {
  const get = (token: string): Promise<GuardedAnswer> =>
    download(at, addressOf(vendor.base(at.settings), '/cgi-bin/media/get', { access_token: token, media_id: wanted.mediaId }));
  try {
    const found = await withToken(vendor, at, get).catch((error: unknown) => {
      if (!(error instanceof VendorRefused) || !wanted.fallback) throw error;
      return at.fetch(wanted.fallback, { maxBytes: mostBytes, timeout: patience, types: ['image/*'] });
    });
    const ending = endings[found.type];
    const given = fileName(found.headers['content-disposition']);
    return await at.keepFile(given ?? (ending ? `${wanted.name}.${ending}` : wanted.name), found.body);
  } catch (error) {
    if (error instanceof VendorRefused && error.code === 40007) return 'gone';
    if (error instanceof GuardedFetchError && error.reason === 'bytes') return 'too-large';
    if (at.now() - (wanted.arrival.receivedAt ?? at.now()) > keptFor) return 'gone';
    if (passes(error)) throw new VendorUnclear(0);
    if (error instanceof VendorRefused) return 'refused';
    throw error;
  }
}

export const noFileWords: Readonly<Record<NoFile, string>> = {
  gone: '（文件已过期）',
  'too-large': '（文件太大）',
  refused: '（平台未提供文件）',
};

/** Uploads a file that goes out; the vendor's id of it holds for three days. @throws as `ask` */
export async function uploadMedia<S>(vendor: Vendor<S>, at: At<S>, type: string, file: Attachment): Promise<string> {
  const bytes = await at.bytesOf(file);
  const form = { field: 'media', name: file.name, type: file.type, bytes };
  return textOf(await ask(vendor, at, '/cgi-bin/media/upload', { query: { type }, form }), 'media_id');
}
