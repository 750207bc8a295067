import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { FrameReader, opcodes } from './frame-reader.ts';

/** One read buffer for all sockets: reads are worked off at once. */
const readBuffer = Buffer.allocUnsafe(256 * 1024);
/** An empty, masked pong. */
const pong = Buffer.of(0x8a, 0x80, 0, 0, 0, 0);
const endOfHead = Buffer.from('\r\n\r\n');

export interface Target {
  host: string;
  port: number;
  path: string;
  token: string | undefined;
}

/** What a socket tells: payloads of frames, lent. */
export type Listener = (socket: LoadSocket, bytes: Buffer, start: number, end: number) => void;

/** A WebSocket client that only counts: no events, no copies, no decoding of what it receives. */
export class LoadSocket {
  readonly index: number;
  listener: Listener | undefined;
  /** The last `ev` of the stream listened to; −1 before the first. */
  lastEv = -1;
  private socket: Socket | undefined;
  private head: Buffer | undefined = Buffer.alloc(0);
  private readonly reader: FrameReader;

  constructor(index: number) {
    this.index = index;
    this.reader = new FrameReader(
      (bytes, start, end) => this.listener?.(this, bytes, start, end),
      (opcode) => {
        if (opcode === opcodes.ping) this.write(pong);
      },
    );
  }

  /** Opens the socket; resolves after the server has switched protocols. */
  open(target: Target, onLost: (reason: string) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = connect({
        host: target.host,
        port: target.port,
        noDelay: true,
        onread: {
          buffer: readBuffer,
          callback: (length: number, bytes: Uint8Array) => {
            this.read(bytes as Buffer, length, resolve, reject);
            return true;
          },
        },
      });
      this.socket = socket;
      socket.on('connect', () => socket.write(handshake(target)));
      socket.on('error', (error) => reject(error));
      socket.on('close', () => {
        reject(new Error('The server closed a socket during the handshake.'));
        if (this.socket) onLost(`socket ${this.index} was closed by the server`);
      });
    });
  }

  private read(bytes: Buffer, length: number, opened: () => void, refused: (error: Error) => void): void {
    if (this.head === undefined) return this.reader.take(bytes, length);
    this.head = Buffer.concat([this.head, bytes.subarray(0, length)]);
    const end = this.head.indexOf(endOfHead);
    if (end < 0) return;
    const rest = this.head.subarray(end + 4);
    const status = this.head.toString('latin1', 0, 12);
    this.head = undefined;
    if (status !== 'HTTP/1.1 101') return refused(new Error(`The server answered ${status} to the handshake.`));
    opened();
    if (rest.length > 0) this.reader.take(rest, rest.length);
  }

  write(frame: Buffer): void {
    this.socket?.write(frame);
  }

  close(): void {
    const socket = this.socket;
    this.socket = undefined;
    socket?.destroy();
  }
}

function handshake(target: Target): string {
  const key = randomBytes(16).toString('base64');
  return [
    `GET ${target.path} HTTP/1.1`,
    `Host: ${target.host}:${target.port}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${key}`,
    ...(target.token ? [`Authorization: Bearer ${target.token}`] : []),
    '\r\n',
  ].join('\r\n');
}
