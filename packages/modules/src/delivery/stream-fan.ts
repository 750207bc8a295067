import {
  bytesOfFrame,
  type Connection,
  type Connections,
  type Hints,
  type LiveFrame,
  type Platform,
  textFrame,
  textOfFrame,
} from '@rapport/platform';
import { framesBetween, streamPlace } from '../conversations/index.ts';
import type { Actor } from '../people/index.ts';
import { lookAgain, lookAgainAtTopics, watchOn } from './look-again.ts';
import { type FanFigures, FollowedHints, measureFan } from './measure-fan.ts';
import { type MemberFrame, oldestIn, Recipients } from './recipients.ts';

/** How long a gap in a stream may be a mere reordering before it is repaired from the log. */
const patience = 80;
/** A longer gap is not made again frame by frame: clients pull. */
const mostMended = 200;
/** Tries to read who takes part, and the rest between them (ms). */
const tries = 6;
const rest = 250;
/** Streams whose members are remembered. */
const maxStreams = 50_000;

type StreamHint = Hints['stream'];

interface Fan {
  stream: string;
  /** Last `ev` that was handed out. */
  last: number;
  members: Recipients;
  /** For topics: where it hangs. */
  parent: { conversation: string; seq: number } | undefined;
  /** Frames of this turn. */
  turn: Buffer[];
  /** Hints ahead of their turn, by first `ev`. */
  ahead: Map<number, StreamHint>;
  repair: NodeJS.Timeout | undefined;
  /** A repair is under way, as far as this. */
  mending: boolean;
  mendTo: number;
}

/** Tells that a stream has come as far as `ev`: whoever does not hold that pulls. */
export const movedFrame = (stream: string, ev: number): Buffer => textFrame(JSON.stringify({ type: 'stream.moved', stream, ev }));

/**
 * Hands the frames of conversations to whoever is connected here (SY5). Recipients are the stream's members ∩ the people
 * online; a frame is encoded once, and all frames of a stream and turn travel as one buffer. Reordered hints are put right
 * here, once for all clients; lost ones are made again from the log.
 */
export class StreamFan {
  private readonly fans = new Map<string, Fan>();
  private readonly opening = new Map<string, StreamHint[]>();
  private readonly dirty = new Set<Fan>();
  private scheduled = false;
  private readonly figures: FanFigures;
  private readonly followed: FollowedHints;
  private readonly platform: Platform;
  private readonly connections: Connections<Actor>;

  constructor(platform: Platform, connections: Connections<Actor>) {
    this.platform = platform;
    this.connections = connections;
    this.figures = measureFan(platform.metrics, this.fans);
    this.followed = new FollowedHints(platform.tracer);
  }

  take(hint: StreamHint): void {
    // Nobody is here to be told, and whoever comes looks first (SY6): another node's people cost this one nothing.
    if (this.connections.count === 0) return this.forget(hint.stream);
    if (hint.trace) this.followed.arrived(hint);
    const fan = this.fans.get(hint.stream);
    if (fan) return this.arrive(fan, hint);
    const waiting = this.opening.get(hint.stream);
    if (waiting) waiting.push(hint);
    else {
      this.opening.set(hint.stream, [hint]);
      void this.open(hint.stream);
    }
  }

  /** The log goes as far as `ev`: what no hint has brought is made again from it. */
  reached(stream: string, ev: number): void {
    const fan = this.fans.get(stream);
    if (!fan) this.take({ stream, kind: 'conversation', first: ev, last: ev, frames: [] });
    else if (fan.last < ev) void this.mend(fan, ev);
  }

  private forget(stream: string): void {
    const fan = this.fans.get(stream);
    clearTimeout(fan?.repair);
    this.fans.delete(stream);
  }

  /** Reads who takes part, then works off what has come meanwhile. */
  private async open(stream: string, attempt = 1): Promise<void> {
    try {
      const [members, place] = await Promise.all([Recipients.of(this.platform, stream), streamPlace(this.platform.db, stream)]);
      const hints = (this.opening.get(stream) ?? []).sort((a, b) => a.first - b.first);
      if (this.fans.size >= maxStreams) this.forgetOldest();
      const fan: Fan = {
        stream,
        last: hints[0]!.first - 1,
        members,
        parent: place?.parent,
        turn: [],
        ahead: new Map(),
        repair: undefined,
        mending: false,
        mendTo: 0,
      };
      this.fans.set(stream, fan);
      this.opening.delete(stream);
      for (const hint of hints) this.arrive(fan, hint);
    } catch (error) {
      this.platform.logger.warn({ err: error, stream }, 'members of a stream could not be read');
      if (attempt < tries) setTimeout(() => void this.open(stream, attempt + 1), rest).unref();
      // Nobody was told; clients find the gap by the next frame's `prev`, or at their next look.
      else this.opening.delete(stream);
    }
  }

  private arrive(fan: Fan, hint: StreamHint): void {
    if (hint.last <= fan.last) return;
    if (hint.first > fan.last + 1) fan.ahead.set(hint.first, hint);
    else this.handOut(fan, hint);
    this.workOff(fan);
  }

  /** Hands out what no longer waits for anything, and gives what still does some patience. */
  private workOff(fan: Fan): void {
    if (fan.ahead.size === 0 && fan.repair === undefined) return;
    for (const [first, hint] of [...fan.ahead].sort(([a], [b]) => a - b)) {
      if (first > fan.last + 1) break;
      fan.ahead.delete(first);
      if (hint.last > fan.last) this.handOut(fan, hint);
    }
    if (fan.ahead.size > 0) fan.repair ??= setTimeout(() => this.mendAhead(fan), patience);
    else {
      clearTimeout(fan.repair);
      fan.repair = undefined;
    }
  }

  /** What waits has waited long enough. */
  private mendAhead(fan: Fan): void {
    fan.repair = undefined;
    if (fan.ahead.size > 0) void this.mend(fan, Math.min(...fan.ahead.keys()) - 1);
  }

  /** The gap up to `end` stayed: its frames are made again from the log, or clients are told to pull. One at a time. */
  private async mend(fan: Fan, end: number): Promise<void> {
    fan.mendTo = Math.max(fan.mendTo, end);
    if (fan.mending) return;
    fan.mending = true;
    while (fan.last < fan.mendTo) await this.mendOnce(fan, fan.last + 1, fan.mendTo);
    fan.mending = false;
    this.workOff(fan);
  }

  private async mendOnce(fan: Fan, first: number, end: number): Promise<void> {
    const short = end - first < mostMended;
    const frames = short ? await framesBetween(this.platform, fan.stream, first, end).catch(() => undefined) : undefined;
    // What came meanwhile may have closed the gap, or a part of it.
    if (fan.last >= end) return;
    this.figures.repairs(frames ? 'log' : 'pull').add();
    if (frames) this.pushFrames(fan, frames.slice(fan.last + 1 - first), end);
    else await this.tellMoved(fan, end);
  }

  /** What a hint brings; of changes too many to be sent (imports) only how far they go. */
  private handOut(fan: Fan, hint: StreamHint): void {
    if (hint.frames.length === hint.last - hint.first + 1)
      this.pushFrames(fan, hint.frames.slice(fan.last + 1 - hint.first), hint.last);
    else void this.tellMoved(fan, hint.last);
  }

  /** Clients pull the range; who takes part, and who may look, may have changed in it. */
  private async tellMoved(fan: Fan, ev: number): Promise<void> {
    this.flushFan(fan);
    fan.last = ev;
    const moved = movedFrame(fan.stream, ev);
    this.pushToAll(fan, () => moved);
    try {
      const { joined, left } = await fan.members.reload();
      for (const user of joined) this.pushTo(user, moved);
      await this.lookersAgain(fan, left);
    } catch (error) {
      this.platform.logger.warn({ err: error, stream: fan.stream }, 'who takes part could not be read again');
    }
  }

  /** Nobody was told who left, or that the conversation turned private: those who look are asked for their right anew (DE2). */
  private async lookersAgain(fan: Fan, left: readonly string[]): Promise<void> {
    const only = [...(this.connections.watchersOf(fan.stream) ?? [])].filter((c) => !fan.members.all().has(c.user));
    const gone = left.flatMap((user) => [...(this.connections.of(user) ?? [])]);
    for (const c of new Set([...only, ...gone])) await lookAgain(this.platform, this.connections, c);
    await lookAgainAtTopics(this.platform, this.connections, fan.stream);
  }

  private pushFrames(fan: Fan, frames: readonly LiveFrame[], last: number): void {
    fan.last = last;
    for (const [i, live] of frames.entries()) {
      const frame = bytesOfFrame(live);
      // The head of a frame is our own writing: no need to parse a message to see that it is one.
      const head = textOfFrame(live, 150);
      const change = head.includes('"type":"member.') ? (JSON.parse(textOfFrame(live)) as MemberFrame) : undefined;
      // What was said in the same turn, before somebody came without the history, is not theirs (SY10).
      if (change?.type === 'member.joined' && change.member.fromSeq > 1) this.flushFan(fan);
      const oldest = fan.members.latestFrom > 1 ? oldestIn(textOfFrame(live)) : undefined;
      if (oldest !== undefined && oldest < fan.members.latestFrom)
        this.pushBounded(fan, frame, oldest, last - frames.length + 1 + i);
      else fan.turn.push(frame);
      if (change) this.changeMembers(fan, change, frame);
      else if (head.includes('"type":"conversation.changed"')) this.endWatching(fan);
      else if (head.includes('"type":"conversation.audience"')) void this.askAgain(fan);
    }
    this.dirty.add(fan);
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => this.flush());
  }

  /** Of what was said before their time newcomers without history learn only that the stream moved (SY10). */
  private pushBounded(fan: Fan, frame: Buffer, oldest: number, ev: number): void {
    this.flushFan(fan);
    const moved = movedFrame(fan.stream, ev);
    this.pushToAll(fan, (from) => (from > oldest ? moved : frame));
  }

  private changeMembers(fan: Fan, change: MemberFrame, frame: Buffer): void {
    const knew = change.type === 'member.left' && fan.members.all().has(change.user);
    // The leaver is told too, and then no more.
    if (change.type === 'member.left') this.flushFan(fan);
    fan.members.apply(change);
    if (change.type !== 'member.left') return;
    // Members were read after the leaving: then the leaver was not among those who were told.
    if (!knew) this.pushTo(change.user, frame);
    for (const c of this.connections.of(change.user) ?? []) this.connections.watch(c, [], []);
  }

  /** Who only looks may have lost the right to, here and in the topics: they ask again when they next watch. */
  private endWatching(fan: Fan): void {
    this.flushFan(fan);
    const { stream } = fan;
    for (const c of [...(this.connections.watchersOf(stream) ?? [])])
      if (!fan.members.all().has(c.user)) this.connections.watch(c, [], [...c.watchingPeople]);
    lookAgainAtTopics(this.platform, this.connections, stream).catch((error: unknown) =>
      this.platform.logger.error({ err: error, stream }, 'who looks at the topics of a stream could not be checked'),
    );
  }

  /** Who may read it is others now: nobody is told any more until it is known who still may; they pull what went by (DE2). */
  private async askAgain(fan: Fan): Promise<void> {
    this.flushFan(fan);
    const { stream } = fan;
    const lookers = [...(this.connections.watchersOf(stream) ?? [])];
    const without = (c: Connection<Actor>) => [...c.watching].filter((id) => id !== stream);
    for (const c of lookers) this.connections.watch(c, without(c), [...c.watchingPeople]);
    try {
      for (const c of await watchOn(this.platform, this.connections, lookers, stream)) c.push(movedFrame(stream, fan.last));
    } catch (error) {
      this.platform.logger.error({ err: error, stream }, 'who may still look at a conversation could not be checked');
    }
  }

  private pushTo(user: string, bytes: Buffer): void {
    for (const c of this.connections.of(user) ?? []) c.push(bytes);
  }

  /** To members, each by the first `seq` they may see, and to those who only look; answers to how many sockets. */
  private pushToAll(fan: Fan, bytes: (fromSeq: number) => Buffer): number {
    let sockets = 0;
    for (const [user, from] of fan.members.all()) {
      const here = this.connections.of(user);
      if (!here) continue;
      for (const c of here) c.push(bytes(from));
      sockets += here.size;
    }
    const watchers = this.connections.watchersOf(fan.stream);
    for (const c of watchers ?? []) {
      if (fan.members.all().has(c.user)) continue;
      c.push(bytes(1));
      sockets += 1;
    }
    return sockets;
  }

  private flush(): void {
    this.scheduled = false;
    for (const fan of this.dirty) this.flushFan(fan);
    this.dirty.clear();
  }

  private flushFan(fan: Fan): void {
    if (fan.turn.length === 0) return;
    const bytes = fan.turn.length === 1 ? fan.turn[0]! : Buffer.concat(fan.turn);
    const frames = fan.turn.length;
    fan.turn = [];
    const sockets = this.pushToAll(fan, () => bytes);
    this.figures.deliveries.add(frames * sockets);
    this.followed.handed(fan.stream, frames, sockets);
    if (fan.parent) this.tellParent(fan);
  }

  /** Under the parent's message stands how many replies there are: told to those who look, in the lossy lane (SY11). */
  private tellParent(fan: Fan): void {
    const watchers = fan.parent && this.connections.watchersOf(fan.parent.conversation);
    if (!watchers || watchers.size === 0) return;
    const topic = fan.stream;
    void streamPlace(this.platform.db, topic)
      .then(async (place) => {
        if (!place?.parent) return;
        const { conversation: parent, seq } = place.parent;
        const members = this.fans.get(parent)?.members ?? (await Recipients.of(this.platform, parent));
        const frame = textFrame(
          JSON.stringify({
            type: 'topic.activity',
            parent,
            seq,
            topic: { conversation: topic, count: place.seq, lastAt: place.lastAt },
          }),
        );
        // A topic that hangs on a message from before somebody's time is not theirs to know of (SY10).
        for (const c of watchers) if ((members.all().get(c.user) ?? 1) <= seq) c.push(frame);
      })
      .catch(() => undefined);
  }

  private forgetOldest(): void {
    let count = maxStreams / 10;
    for (const [stream, fan] of this.fans) {
      if (fan.ahead.size > 0 || fan.turn.length > 0) continue;
      this.fans.delete(stream);
      if (--count <= 0) return;
    }
  }
}
