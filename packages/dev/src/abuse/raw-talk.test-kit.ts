import { createHash, randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

export interface Talk {
  /** Everything the server wrote, as Latin-1. */
  said: string;
  /** Whether the server ended the connection by itself. */
  ended: boolean;
}

export const portOf = (url: string): number => Number(new URL(url).port);

/**
 * Writes bytes as they are and listens until the server ends the connection, has said `enough`, or goes on saying nothing: first words are
 * waited for long, more of them for a second where nobody says what would be enough.
 */
export function talk(url: string, parts: readonly (string | Buffer)[], enough?: (said: Talk) => boolean): Promise<Talk> {
  return new Promise((resolve) => {
    const socket = connect({ port: portOf(url), host: '127.0.0.1' });
    let said = '';
    let timer: NodeJS.Timeout | undefined;
    const done = (ended: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ said, ended });
    };
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(() => done(false), said === '' || enough ? 10_000 : 1_000);
    };
    socket.on('connect', () => {
      for (const part of parts) socket.write(typeof part === 'string' ? Buffer.from(part, 'latin1') : part);
      wait();
    });
    socket.on('data', (chunk) => {
      said += chunk.toString('latin1');
      if (enough?.({ said, ended: false })) done(false);
      else wait();
    });
    socket.on('end', () => done(true));
    socket.on('error', () => done(true));
  });
}

/** Status codes of the answers in what a server said, in order. */
export const statuses = ({ said }: Talk): number[] => [...said.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map((m) => Number(m[1]));

export interface FrameParts {
  opcode?: number;
  fin?: boolean;
  /** RSV1 to RSV3 as the bits they are (0x40, 0x20, 0x10). */
  reserved?: number;
  masked?: boolean;
  /** Said instead of the true length, in the 64-bit form. */
  lie?: bigint;
}

/** A WebSocket frame of a client, right or wrong (RFC 6455 §5.2). */
export function clientFrame(
  payload: Buffer | string,
  { opcode = 1, fin = true, reserved = 0, masked = true, lie }: FrameParts = {},
): Buffer {
  const body = Buffer.from(payload);
  const length = lie ?? BigInt(body.length);
  const long = lie !== undefined || body.length > 65_535;
  const head = Buffer.alloc(long ? 10 : body.length > 125 ? 4 : 2);
  head[0] = (fin ? 0x80 : 0) | reserved | opcode;
  head[1] = (masked ? 0x80 : 0) | (long ? 127 : body.length > 125 ? 126 : body.length);
  if (long) head.writeBigUInt64BE(length, 2);
  else if (head.length === 4) head.writeUInt16BE(body.length, 2);
  if (!masked) return Buffer.concat([head, body]);
  const mask = randomBytes(4);
  for (let i = 0; i < body.length; i++) body[i] = body[i]! ^ mask[i % 4]!;
  return Buffer.concat([head, mask, body]);
}

export const closeFrame = (code: number): Buffer => {
  const body = Buffer.alloc(2);
  body.writeUInt16BE(code);
  return clientFrame(body, { opcode: 8 });
};

/** A WebSocket spoken by hand. */
export interface BareWire {
  socket: Socket;
  /** The answer to the handshake. */
  head: string;
  /** The code of the close frame the server sent, once it did; `gone` when it just went. */
  closed: Promise<number | 'gone'>;
  frames: { opcode: number; text: string }[];
}

export const handshake = (token: string | null, more: Record<string, string> = {}, path = '/api/v1/socket'): string => {
  const headers: Record<string, string> = {
    Host: '127.0.0.1',
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': createHash('md5').update(randomBytes(8)).digest('base64'),
    ...(token ? { Authorization: `Bearer ${token}` } : {}),
    ...more,
  };
  return `GET ${path} HTTP/1.1\r\n${Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n`;
};

/** Takes whole frames off the front of what has come. */
function takeFrames(bytes: Buffer, take: (opcode: number, payload: Buffer) => void): Buffer {
  let rest = bytes;
  for (;;) {
    if (rest.length < 2) return rest;
    const short = rest[1]! & 0x7f;
    const start = short === 126 ? 4 : short === 127 ? 10 : 2;
    if (rest.length < start) return rest;
    const length = short === 126 ? rest.readUInt16BE(2) : short === 127 ? Number(rest.readBigUInt64BE(2)) : short;
    if (rest.length < start + length) return rest;
    take(rest[0]! & 0x0f, rest.subarray(start, start + length));
    rest = rest.subarray(start + length);
  }
}

/** Opens a socket by hand; resolves when the handshake was answered. */
export async function openWire(url: string, token: string | null, more: Record<string, string> = {}): Promise<BareWire> {
  const socket = connect({ port: portOf(url), host: '127.0.0.1' });
  const frames: BareWire['frames'] = [];
  let close: (code: number | 'gone') => void = () => undefined;
  const closed = new Promise<number | 'gone'>((resolve) => {
    close = resolve;
  });
  socket.on('error', () => close('gone'));
  socket.on('close', () => close('gone'));
  socket.write(handshake(token, more));
  let rest: Buffer = Buffer.alloc(0);
  const head = await new Promise<string>((resolve) => {
    socket.on('close', () => resolve(rest.toString('latin1')));
    socket.on('data', function opening(chunk: Buffer) {
      rest = Buffer.concat([rest, chunk]);
      const end = rest.indexOf('\r\n\r\n');
      if (end < 0) return;
      socket.off('data', opening);
      resolve(rest.toString('latin1', 0, end));
      rest = rest.subarray(end + 4);
      const read = (more: Buffer) => {
        rest = takeFrames(Buffer.concat([rest, more]), (opcode, payload) => {
          frames.push({ opcode, text: payload.toString() });
          if (opcode === 8) close(payload.length >= 2 ? payload.readUInt16BE(0) : 1005);
        });
      };
      socket.on('data', read);
      read(Buffer.alloc(0));
    });
  });
  return { socket, head, closed, frames };
}
