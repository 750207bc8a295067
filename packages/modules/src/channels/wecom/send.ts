import type { Attachment } from '@rapport/contract';
import type { At, Outbound, SendResult } from '../adapter.ts';
import { uploadMedia } from '../wechat/media.ts';
import { type Piece, sendPieces } from '../wechat/pieces.ts';
import { ask, type CodeTable, resultOf, textOf } from '../wechat/vendor-api.ts';
import { nativeIdOf } from './native-id.ts';
import { type WecomSettings, wecomCapabilities } from './settings.ts';
import { service } from './vendor.ts';

/** Of the codes of kf/send_msg those that mean something of their own (全局错误码, path/90313; 95001, 95002 from memory, 2026-11). */
const codes: CodeTable = {
  95001: 'quota',
  95002: 'window',
  // "conversation end"
  95013: 'window',
  // The same calls again in a short while.
  45033: { after: 10_000 },
  40056: 'invalid',
  40058: 'invalid',
  40096: 'invalid',
};

/** A message may be sent while the talk is new or a machine's; not while it waits for, or is with, a colleague in WeCom. */
const wrongState = 95018;

/** The vendor's word for what a file is. */
function kindOf(file: Attachment, settings: WecomSettings): string | { refused: string } {
  const { parts } = wecomCapabilities(settings);
  const kind = (['image', 'voice', 'video'] as const).find(
    (one) => parts[one]?.mimes?.includes(file.type) && file.size <= parts[one].maxBytes!,
  );
  // What is too large for a picture goes as a file: it arrives all the same.
  return kind ?? (file.size <= parts.file!.maxBytes! && file.size >= 5 ? 'file' : { refused: 'file-size' });
}

async function contentOf(piece: Piece, at: At<WecomSettings>): Promise<Record<string, unknown>> {
  if ('text' in piece) return { msgtype: 'text', text: { content: piece.text } };
  if ('location' in piece) {
    const { label, latitude, longitude } = piece.location;
    return { msgtype: 'location', location: { name: label ?? '', address: label ?? '', latitude, longitude } };
  }
  const kind = kindOf(piece.file, at.settings) as string;
  return { msgtype: kind, [kind]: { media_id: await uploadMedia(service, at, kind, piece.file) } };
}

/** Which state the talk is in, told in the code: what to do about it is in a person's hands. */
async function ofState(message: Outbound, openKfId: string, at: At<WecomSettings>): Promise<SendResult> {
  const body = { open_kfid: openKfId, external_userid: message.handle };
  const answer = await ask(service, at, '/cgi-bin/kf/service_state/get', { body }).catch(() => ({}));
  const state = textOf(answer, 'service_state');
  if (state === '0' || state === '1') return { ok: false, class: 'retry', code: `95018-${state}`, after: 2_000 };
  return { ok: false, class: state === '4' ? 'window' : 'permanent', code: state === '' ? '95018' : `95018-${state}` };
}

async function sendPiece(piece: Piece, index: number, message: Outbound, at: At<WecomSettings>): Promise<SendResult> {
  const openKfId = at.settings.openKfIds.find((one) => one === message.thread) ?? at.settings.openKfIds[0]!;
  const nativeId = nativeIdOf(message.id, index);
  let content: Record<string, unknown>;
  try {
    content = await contentOf(piece, at);
  } catch (error) {
    return resultOf(error, codes, false);
  }
  try {
    // A greeting goes back by the code of what it answers (document/path/95122).
    const { occasion } = message;
    const whom = occasion === undefined ? { touser: message.handle, open_kfid: openKfId } : { code: occasion };
    const path = occasion === undefined ? '/cgi-bin/kf/send_msg' : '/cgi-bin/kf/send_msg_on_event';
    await ask(service, at, path, { body: { ...whom, msgid: nativeId, ...content } });
    // Taken; that it could not be delivered is told later (msg_send_fail), that it could is never told.
    return { ok: true, state: 'accepted', nativeId };
  } catch (error) {
    const result = resultOf(error, codes, true);
    return !result.ok && result.code === String(wrongState) ? ofState(message, openKfId, at) : result;
  }
}

function problemOf({ text, files }: Outbound, settings: WecomSettings): string | undefined {
  if (Buffer.byteLength(text) > wecomCapabilities(settings).parts.text!.maxBytes!) return 'text-size';
  return files.map((file) => kindOf(file, settings)).find((kind) => typeof kind === 'object')?.refused;
}

/** Sends by kf/send_msg (developer.work.weixin.qq.com/document/path/94677). */
export async function sendMessage(message: Outbound, at: At<WecomSettings>): Promise<SendResult> {
  const problem = problemOf(message, at.settings);
  if (problem !== undefined) return { ok: false, class: 'invalid', code: problem };
  return sendPieces(at, message, (piece, index) => sendPiece(piece, index, message, at));
}
