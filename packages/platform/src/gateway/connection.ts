import type { Socket } from 'node:net';
import { closeCodes } from '@rapport/contract';
import type { WebSocket } from 'ws';
import { textFrame } from './frame.ts';

/** Bytes that may wait in one socket before its owner is cut (SY12). */
const maxWaitingBytes = 8 * 1024 * 1024;
/** Bytes that may wait in all sockets of one person here: many that do not read are no better than one. */
const maxWaitingOfPerson = 16 * 1024 * 1024;
/** Below this nobody adds up. */
const worthAdding = 256 * 1024;

/** Connections with something to write in this turn of the event loop. */
const dirty = new Set<Connection<unknown>>();
let flushing = false;
/** What waits for this turn's writes. */
let written: (() => void)[] = [];

function flushAll(): void {
  flushing = false;
  for (const connection of dirty) connection.flush();
  dirty.clear();
  if (written.length === 0) return;
  const acts = written;
  written = [];
  for (const act of acts) act();
}

/** Runs once what was queued in this turn has been handed to the sockets. */
export function afterWrites(act: () => void): void {
  if (dirty.size === 0) act();
  else written.push(act);
}

/**
 * One socket of one signed-in caller. All frames of a turn leave in one write; `ws` itself only reads frames, answers pings
 * and closes, so raw writes never mix into a frame of its own (no compression is negotiated).
 */
export class Connection<A> {
  readonly socket: WebSocket;
  readonly user: string;
  readonly session: string;
  actor: A;
  /** Streams looked at without following them (open groups, topics on screen). */
  readonly watching = new Set<string>();
  /** People whose presence is on screen. */
  readonly watchingPeople = new Set<string>();
  alive = true;
  /** When it was last known that its caller may still be here, Unix ms. */
  knownAt: number;
  callsUnderWay = 0;
  /** All connections of the same person here, this one among them once it was added. */
  ofPerson: ReadonlySet<Connection<A>> = new Set();
  /** Why this side closed it; undefined while it has not. */
  cutWith: number | undefined;
  private readonly raw: Socket;
  private waiting: Buffer[] = [];

  constructor(socket: WebSocket, raw: Socket, actor: A, user: string, session: string, now: number) {
    this.knownAt = now;
    this.socket = socket;
    this.raw = raw;
    this.actor = actor;
    this.user = user;
    this.session = session;
  }

  /** Queues a ready-made frame (see `textFrame`). */
  push(frame: Buffer): void {
    if (this.waiting.length === 0) {
      dirty.add(this as Connection<unknown>);
      if (!flushing) {
        flushing = true;
        setImmediate(flushAll);
      }
    }
    this.waiting.push(frame);
  }

  send(value: unknown): void {
    this.push(textFrame(typeof value === 'string' ? value : JSON.stringify(value)));
  }

  flush(): void {
    const frames = this.waiting;
    this.waiting = [];
    if (frames.length === 0 || this.socket.readyState !== this.socket.OPEN) return;
    this.raw.write(frames.length === 1 ? frames[0]! : Buffer.concat(frames));
    this.cutIfSlow();
  }

  /** Bytes that wait for this peer to take them. */
  get waitingBytes(): number {
    return this.raw.writableLength;
  }

  /** Cuts a peer for whom too much waits (SY12). */
  cutIfSlow(): void {
    const waits = this.raw.writableLength;
    if (waits < worthAdding || this.socket.readyState !== this.socket.OPEN) return;
    if (waits > maxWaitingBytes || this.waitingOfPerson() > maxWaitingOfPerson)
      this.end(closeCodes.slowConsumer, 'slow-consumer');
  }

  private waitingOfPerson(): number {
    let sum = 0;
    for (const connection of this.ofPerson) sum += connection.waitingBytes;
    return sum;
  }

  close(code: number, reason: string): void {
    this.flush();
    this.end(code, reason);
  }

  /** Says why, and does not wait for ever for a peer that does not read it. From here on nothing more is queued. */
  private end(code: number, reason: string): void {
    this.cutWith ??= code;
    this.socket.close(code, reason);
    setTimeout(() => this.socket.terminate(), 2_000).unref();
  }
}
