/**
 * A WebSocket text frame from the server (RFC 6455 §5.2): FIN, opcode 1, never masked. Made once per event and written to
 * every socket as it is.
 */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(head + length);
  frame[0] = 0x81;
  if (head === 2) frame[1] = length;
  else if (head === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(text, head);
  return frame;
}

/** A live frame: its JSON text, or, as it came from another node, the bytes that `textFrame` made of it. */
export type LiveFrame = string | Buffer;

/** What is written to sockets. */
export const bytesOfFrame = (frame: LiveFrame): Buffer => (typeof frame === 'string' ? textFrame(frame) : frame);

/** Where the text of a ready-made frame begins. */
const textAt = (frame: Buffer): number => (frame[1] === 126 ? 4 : frame[1] === 127 ? 10 : 2);

/** The JSON text, or only its first characters: bytes of another node are decoded no further than asked for. */
export function textOfFrame(frame: LiveFrame, most?: number): string {
  if (typeof frame === 'string') return most === undefined ? frame : frame.slice(0, most);
  const start = textAt(frame);
  return frame.toString('utf8', start, most === undefined ? frame.length : Math.min(frame.length, start + most));
}

/** Whether bytes are one whole text frame as `textFrame` makes it: what is not would put every socket out of step. */
export function isTextFrame(bytes: Buffer): boolean {
  // Of the second byte the high bit says that what follows is masked: a server's frame never is.
  if (bytes.length < 2 || bytes[0] !== 0x81 || bytes[1]! > 127) return false;
  const start = textAt(bytes);
  if (bytes.length < start) return false;
  const length = start === 2 ? bytes[1]! : start === 4 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  return bytes.length === start + length;
}
