import type { Attachment, Message } from '@rapport/contract';
import type { At, Outbound, SendResult } from '../adapter.ts';

/** What goes out in one call: the words, a place, or one file. */
export type Piece = { text: string } | { file: Attachment } | { location: NonNullable<Message['location']> };

const piecesOf = ({ text, files, location }: Outbound): Piece[] => [
  ...(text.trim() === '' ? [] : [{ text }]),
  ...(location ? [{ location }] : []),
  ...files.map((file) => ({ file })),
];

/** Longer than any message is tried. */
const remembered = 7 * 86_400_000;
const nameless = '-';

class NotYet extends Error {}

/** The native id of a piece that an earlier attempt sent. */
const sentBefore = (at: At<unknown>, name: string): Promise<string | undefined> =>
  at
    .lease(name, () => Promise.reject(new NotYet()))
    .catch((error: unknown) => {
      if (error instanceof NotYet) return undefined;
      throw error;
    });

/**
 * Sends a message piece by piece, in their order. What has gone is remembered, so that a later attempt goes on where this one ended: a contact
 * never reads the words again because a picture behind them failed. It ends at the first piece that does not go.
 */
export async function sendPieces(
  at: At<unknown>,
  message: Outbound,
  sendOne: (piece: Piece, index: number) => Promise<SendResult>,
): Promise<SendResult> {
  const pieces = piecesOf(message);
  if (pieces.length === 1) return sendOne(pieces[0]!, 0);
  let last: SendResult = { ok: false, class: 'invalid', code: 'empty' };
  for (const [index, piece] of pieces.entries()) {
    const name = `sent/${message.id}/${index}`;
    const known = message.attempt > 1 ? await sentBefore(at, name) : undefined;
    if (known !== undefined) {
      last = { ok: true, state: 'sent', ...(known === nameless ? {} : { nativeId: known }) };
      continue;
    }
    last = await sendOne(piece, index);
    if (!last.ok) return last;
    const value = last.nativeId ?? nameless;
    await at.lease(name, () => Promise.resolve({ value, ttl: remembered }));
  }
  return last;
}
