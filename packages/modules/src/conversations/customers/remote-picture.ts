import { text } from 'node:stream/consumers';
import { Fault, type Output, type Parsed } from '@rapport/contract';
import { GuardedFetchError, guardedFetch, type Platform } from '@rapport/platform';
import { Parser } from 'htmlparser2';
import { bytesOfFiles, fileDigests } from '../../files/index.ts';
import type { Actor } from '../../people/index.ts';
import { requireConversation } from '../guard.ts';
import { messageBySeq } from '../message-reader.ts';

/** Bytes of one picture, and of a mail that is read for its pictures. */
const mostBytes = 3_000_000;
const mostHtml = 4_000_000;
/** Milliseconds. */
const patience = 10_000;
/** What browsers draw and nothing runs in. */
const types = ['image/png', 'image/gif', 'image/jpeg', 'image/webp'];

const gone = () => new Fault('not-found', { what: 'picture' });

/** Addresses of pictures that a mail shows from elsewhere. */
async function picturesIn(platform: Platform, file: string): Promise<Set<string>> {
  const found = new Set<string>();
  // What was stored just now has no digest yet.
  await fileDigests(platform, [file]);
  const bytes = (await bytesOfFiles(platform, [file])).get(file);
  if (!bytes || bytes.size > mostHtml) return found;
  const parser = new Parser({
    onopentag: (name, { src = '' }) => {
      if (name === 'img' && /^https?:/i.test(src)) found.add(src);
    },
  });
  parser.end(await text(await bytes.open()));
  return found;
}

/**
 * A picture that a mail shows from elsewhere, asked for by the house: the sender learns the house's address, not the reader's. Only
 * addresses that stand in that very mail are asked, behind the guard; why one gave no picture is not told.
 */
export async function remotePicture(
  platform: Platform,
  actor: Actor,
  input: Parsed<'conversations.remotePicture'>,
): Promise<Output<'conversations.remotePicture'>> {
  const place = await requireConversation(platform.db, actor, input.conversation, 'look');
  const message = input.seq >= place.fromSeq ? await messageBySeq(platform.db, input.conversation, input.seq) : undefined;
  const html = message?.inbound?.html;
  if (!html || !(await picturesIn(platform, html)).has(input.address)) throw gone();
  const named = new Set(platform.config.allowAddresses);
  try {
    const answer = await guardedFetch(input.address, {
      maxBytes: mostBytes,
      timeout: patience,
      types,
      headers: { accept: types.join(', ') },
      allow: (address, port) => named.has(`${address}:${port}`),
    });
    if (answer.status !== 200) throw gone();
    return { type: answer.type, bytes: answer.body.toString('base64') };
  } catch (error) {
    if (error instanceof GuardedFetchError) throw gone();
    throw error;
  }
}
