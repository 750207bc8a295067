import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { closeCodes, type Language } from '@rapport/contract';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Logger } from '../logger.ts';
import { networkOf } from '../net/network-of.ts';
import { HeadCount } from './head-count.ts';
import { parseJson } from './plain-data.ts';

const maxFrameBytes = 64 * 1024;
/** A guest who does not read what is sent is cut. */
const mostUnreadBytes = 1024 * 1024;
/** Frames a guest may send: a burst, and so many a second after it. */
const burst = 40;
const perSecond = 4;

/** A socket for people who do not sign in: a room serves it under a path of its own. */
export interface GuestDoor {
  /** The whole path. */
  path: RegExp;
  /** Somebody has come. Answers what to do with what they say, and when they are gone. */
  enter(line: GuestLine, path: RegExpExecArray): GuestTalk;
}

/** One guest's socket. */
export interface GuestLine {
  ip: string;
  language: Language;
  send(frame: object): void;
  /** @param code 4000–4999 (RFC 6455 §7.4.2) */
  close(code: number, reason: string): void;
}

export interface GuestTalk {
  /** A JSON frame came; frames come one after another. Rejecting closes the socket. */
  hear(frame: unknown): Promise<void>;
  gone(): void;
}

/** A budget of frames that fills again with time. */
class FrameBudget {
  private left = burst;
  private at = Date.now();

  take(): boolean {
    const now = Date.now();
    this.left = Math.min(burst, this.left + ((now - this.at) / 1000) * perSecond);
    this.at = now;
    if (this.left < 1) return false;
    this.left--;
    return true;
  }
}

interface Guest {
  ws: WebSocket;
  alive: boolean;
}

/** Sockets of guests: small frames, a budget each, so many an address, cut when they do not read or do not answer pings. */
export class GuestSockets {
  private readonly doors: readonly GuestDoor[];
  private readonly logger: Logger;
  private readonly crowd: HeadCount;
  private readonly guests = new Set<Guest>();
  private readonly wss = new WebSocketServer({
    noServer: true,
    maxPayload: maxFrameBytes,
    perMessageDeflate: false,
    clientTracking: false,
  });

  constructor(doors: readonly GuestDoor[], mostPerAddress: number, logger: Logger) {
    this.doors = doors;
    this.logger = logger;
    this.crowd = new HeadCount(mostPerAddress);
  }

  /** Whether somebody serves this path; if so the socket is theirs. */
  takes(path: string, request: IncomingMessage, socket: Socket, head: Buffer, ip: string): boolean {
    for (const door of this.doors) {
      const found = door.path.exec(path);
      if (!found) continue;
      this.wss.handleUpgrade(request, socket, head, (ws) => this.accept(ws, door, found, request, ip));
      return true;
    }
    return false;
  }

  private accept(ws: WebSocket, door: GuestDoor, found: RegExpExecArray, request: IncomingMessage, ip: string): void {
    ws.on('error', (error) => this.logger.debug({ reason: error.message }, 'a guest’s socket failed'));
    const network = networkOf(ip);
    if (!this.crowd.enter(network)) {
      ws.close(closeCodes.crowded, 'crowded');
      return void setTimeout(() => ws.terminate(), 2_000).unref();
    }
    const guest: Guest = { ws, alive: true };
    this.guests.add(guest);
    const budget = new FrameBudget();
    const language = /^zh/i.test(request.headers['accept-language'] ?? '') ? 'zh-CN' : 'en';
    const talk = door.enter({ ip, language, send: (frame) => this.send(ws, frame), close: (...why) => ws.close(...why) }, found);
    // One after another: what a guest says keeps its order.
    let last = Promise.resolve();
    ws.on('message', (data, isBinary) => {
      guest.alive = true;
      if (ws.readyState !== ws.OPEN) return;
      if (!budget.take()) return ws.close(closeCodes.tooFast, 'too-fast');
      last = last.then(async () => {
        if (ws.readyState === ws.OPEN) await this.hear(ws, talk, data as Buffer, isBinary);
      });
    });
    ws.on('pong', () => {
      guest.alive = true;
    });
    ws.on('close', () => {
      this.crowd.leave(network);
      this.guests.delete(guest);
      talk.gone();
    });
  }

  private async hear(ws: WebSocket, talk: GuestTalk, data: Buffer, isBinary: boolean): Promise<void> {
    let frame: unknown;
    try {
      if (isBinary) throw new Error('binary');
      frame = parseJson(data.toString('utf8'));
    } catch {
      return ws.close(closeCodes.badFrame, 'bad-frame');
    }
    try {
      await talk.hear(frame);
    } catch (error) {
      this.logger.error({ err: error }, 'a frame of a guest failed');
      ws.close(closeCodes.failed, 'failed');
    }
  }

  private send(ws: WebSocket, frame: object): void {
    if (ws.readyState !== ws.OPEN) return;
    if (ws.bufferedAmount > mostUnreadBytes) return ws.close(closeCodes.slowConsumer, 'slow-consumer');
    ws.send(JSON.stringify(frame));
  }

  ping(): void {
    for (const { ws, alive } of this.guests) if (!alive) ws.terminate();
    for (const guest of this.guests) {
      guest.alive = false;
      guest.ws.ping();
    }
  }

  stop(): void {
    for (const { ws } of this.guests) ws.close(closeCodes.stopping, 'stopping');
  }
}
