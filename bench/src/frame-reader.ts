/** Called with a whole text frame's payload in `bytes` from `start` to `end`; the bytes are only lent. */
export type OnPayload = (bytes: Buffer, start: number, end: number) => void;

export const opcodes = { text: 1, close: 8, ping: 9 } as const;

/**
 * Cuts a server's byte stream into WebSocket frames (RFC 6455 §5.2) without copying or decoding what lies whole in one read:
 * the load generator must cost less than what it measures.
 */
export class FrameReader {
  /** A frame of which only a part has come. */
  private part: Buffer = Buffer.alloc(0);
  private filled = 0;
  private readonly onPayload: OnPayload;
  private readonly onControl: (opcode: number) => void;

  constructor(onPayload: OnPayload, onControl: (opcode: number) => void = () => undefined) {
    this.onPayload = onPayload;
    this.onControl = onControl;
  }

  /** Takes the next `length` bytes of the stream. */
  take(bytes: Buffer, length: number): void {
    let at = this.filled > 0 ? this.completePart(bytes, length) : 0;
    while (at < length) {
      const size = frameSize(bytes, at, length);
      if (size === 0 || at + size > length) {
        this.keep(bytes, at, length);
        return;
      }
      this.hand(bytes, at, size);
      at += size;
    }
  }

  private hand(bytes: Buffer, at: number, size: number): void {
    const opcode = bytes[at]! & 0x0f;
    if (opcode === opcodes.text) this.onPayload(bytes, at + headSize(bytes[at + 1]!), at + size);
    else this.onControl(opcode);
  }

  private keep(bytes: Buffer, from: number, to: number): void {
    if (this.part.length < to - from) this.part = Buffer.allocUnsafe(Math.max(2_048, 2 * (to - from)));
    this.filled = bytes.copy(this.part, 0, from, to);
  }

  /** Adds to the frame that was cut; answers how many bytes of this read it took. */
  private completePart(bytes: Buffer, length: number): number {
    let at = 0;
    for (;;) {
      const size = frameSize(this.part, 0, this.filled);
      const wanted = size === 0 ? this.filled + 1 : size;
      if (this.part.length < wanted) this.part = Buffer.concat([this.part.subarray(0, this.filled)], wanted);
      const added = Math.min(wanted - this.filled, length - at);
      bytes.copy(this.part, this.filled, at, at + added);
      this.filled += added;
      at += added;
      if (this.filled < wanted) return at;
      if (size === 0) continue;
      this.filled = 0;
      this.hand(this.part, 0, size);
      return at;
    }
  }
}

const headSize = (second: number): number => (second === 126 ? 4 : second === 127 ? 10 : 2);

/** Bytes of the frame that begins at `at`; 0 while its head is not whole. Servers do not mask. */
function frameSize(bytes: Buffer, at: number, length: number): number {
  const here = length - at;
  if (here < 2) return 0;
  const second = bytes[at + 1]!;
  if (second < 126) return 2 + second;
  if (second === 126) return here < 4 ? 0 : 4 + bytes.readUInt16BE(at + 2);
  return here < 10 ? 0 : 10 + Number(bytes.readBigUInt64BE(at + 2));
}
