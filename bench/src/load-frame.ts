const zero = 0x30;

/** A masked text frame (RFC 6455 §5.3) under the mask 0, which costs nothing to apply. */
export function maskedFrame(text: string): Buffer {
  const body = Buffer.from(text);
  const short = body.length < 126;
  const head = Buffer.alloc(short ? 6 : 8);
  head[0] = 0x81;
  if (short) head[1] = 0x80 | body.length;
  else {
    head[1] = 0x80 | 126;
    head.writeUInt16BE(body.length, 2);
  }
  return Buffer.concat([head, body]);
}

/** A decimal number in what was received. */
export function digitsAt(bytes: Buffer, at: number): number {
  let value = 0;
  for (let i = at; ; i++) {
    const digit = bytes[i]! - zero;
    if (digit < 0 || digit > 9) return value;
    value = value * 10 + digit;
  }
}

/** Writes a number with leading zeros into a frame. */
export function writeDigits(frame: Buffer, at: number, count: number, value: number): void {
  let rest = value;
  for (let i = at + count - 1; i >= at; i--) {
    frame[i] = zero + (rest % 10);
    rest = Math.floor(rest / 10);
  }
}
