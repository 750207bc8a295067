import type { Attachment } from '@rapport/contract';
import type { At, Outbound, SendResult } from '../adapter.ts';
import { uploadMedia } from './media.ts';
import { official } from './official.ts';
import { type Piece, sendPieces } from './pieces.ts';
import { type WechatSettings, wechatCapabilities } from './settings.ts';
import { sendTemplate } from './template.ts';
import { ask, type CodeTable, resultOf, textOf } from './vendor-api.ts';
import { placeOf } from './words.ts';

/** Of the codes of message/custom/send those that mean something of their own (全局返回码, read 2026-11). */
const codes: CodeTable = {
  45015: 'window',
  45047: 'quota',
  // Not a follower, not one any more; on the account's black list.
  43004: 'blocked',
  50005: 'blocked',
  43019: 'blocked',
};

/** The vendor's word for what a file is, or why it cannot go. */
function kindOf(file: Attachment, settings: WechatSettings): 'image' | 'voice' | 'video' | { refused: string } {
  const { parts } = wechatCapabilities(settings);
  const kind = (['image', 'voice', 'video'] as const).find((one) => parts[one]?.mimes?.includes(file.type));
  if (kind === undefined) return { refused: 'file-type' };
  return file.size <= parts[kind]!.maxBytes! ? kind : { refused: 'file-size' };
}

/** What the vendor is told of a piece. @throws as `ask`, for what must be uploaded first */
async function contentOf(piece: Piece, at: At<WechatSettings>): Promise<Record<string, unknown>> {
  if ('text' in piece) return { msgtype: 'text', text: { content: piece.text } };
  // There is no message for a place here: it goes as words.
  if ('location' in piece) return { msgtype: 'text', text: { content: placeOf(piece.location) } };
  const kind = kindOf(piece.file, at.settings) as string;
  return { msgtype: kind, [kind]: { media_id: await uploadMedia(official, at, kind, piece.file) } };
}

async function sendPiece(piece: Piece, message: Outbound, at: At<WechatSettings>): Promise<SendResult> {
  let content: Record<string, unknown>;
  try {
    content = await contentOf(piece, at);
  } catch (error) {
    return resultOf(error, codes, false);
  }
  try {
    const answer = await ask(official, at, '/cgi-bin/message/custom/send', { body: { touser: message.handle, ...content } });
    const nativeId = textOf(answer, 'msgid');
    return { ok: true, state: 'sent', ...(nativeId === '' ? {} : { nativeId }) };
  } catch (error) {
    return resultOf(error, codes, true);
  }
}

/** What cannot go is found before anything went: half a message is worse than none. */
function problemOf({ text, files }: Outbound, settings: WechatSettings): string | undefined {
  if (Buffer.byteLength(text) > wechatCapabilities(settings).parts.text!.maxBytes!) return 'text-size';
  const refused = files.map((file) => kindOf(file, settings)).find((kind) => typeof kind === 'object');
  return refused?.refused;
}

/** Sends by 客服消息 (message/custom/send), the only way an account may answer a person; outside its windows as a template. */
export async function sendMessage(message: Outbound, at: At<WechatSettings>): Promise<SendResult> {
  if (message.template !== undefined) return sendTemplate(message, message.template, at);
  const problem = problemOf(message, at.settings);
  if (problem !== undefined) return { ok: false, class: 'invalid', code: problem };
  return sendPieces(at, message, (piece) => sendPiece(piece, message, at));
}
