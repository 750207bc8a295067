import { type Connections, type Hints, type Platform, textFrame } from '@rapport/platform';
import { framesBetween, memberIds, streamPlace } from '../conversations/index.ts';
import type { Actor } from '../people/index.ts';

/** How long a gap in a stream may be a mere reordering before it is repaired from the log. */
const patience = 80;
/** A longer gap is not made again frame by frame: clients pull. */
const mostMended = 200;
/** Streams whose members are remembered. */
const maxStreams = 50_000;

type StreamHint = Hints['stream'];

interface Fan {
  /** Last `ev` that was handed out. */
  last: number;
  members: Set<string>;
  /** For topics: where it hangs. */
  parent: { conversation: string; seq: number } | undefined;
  /** Frames of this turn. */
  turn: Buffer[];
  /** Hints ahead of their turn, by first `ev`. */
  ahead: Map<number, StreamHint>;
  repair: NodeJS.Timeout | undefined;
}

/**
 * Hands the frames of conversations to whoever is connected here (SY5). Recipients are the stream's members ∩ the people
 * online; a frame is encoded once, and all frames of a stream and turn travel as one buffer. Reordered hints are put right
 * here, once for all clients; lost ones are made again from the log.
 */
export class StreamFan {
  private readonly fans = new Map<string, Fan>();
  private readonly opening = new Map<string, StreamHint[]>();
  private readonly dirty = new Set<Fan & { id?: string }>();
  private readonly ids = new WeakMap<Fan, string>();
  private scheduled = false;
  private readonly platform: Platform;
  private readonly connections: Connections<Actor>;

  constructor(platform: Platform, connections: Connections<Actor>) {
    this.platform = platform;
    this.connections = connections;
  }

  take(hint: StreamHint): void {
    const fan = this.fans.get(hint.stream);
    if (fan) return this.arrive(hint.stream, fan, hint);
    const waiting = this.opening.get(hint.stream);
    if (waiting) waiting.push(hint);
    else {
      this.opening.set(hint.stream, [hint]);
      void this.open(hint.stream);
    }
  }

  /** Reads who takes part, then works off what has come meanwhile. */
  private async open(stream: string): Promise<void> {
    try {
      const [members, place] = await Promise.all([memberIds(this.platform.db, stream), streamPlace(this.platform.db, stream)]);
      const hints = (this.opening.get(stream) ?? []).sort((a, b) => a.first - b.first);
      if (this.fans.size >= maxStreams) this.forgetOldest();
      const fan: Fan = {
        last: hints[0]!.first - 1,
        members: new Set(members),
        parent: place?.parent,
        turn: [],
        ahead: new Map(),
        repair: undefined,
      };
      this.fans.set(stream, fan);
      this.ids.set(fan, stream);
      this.opening.delete(stream);
      for (const hint of hints) this.arrive(stream, fan, hint);
    } catch (error) {
      this.opening.delete(stream);
      // Nobody was told; clients find the gap by the next frame's `prev`, or at their next look.
      this.platform.logger.warn({ err: error, stream }, 'members of a stream could not be read');
    }
  }

  private arrive(stream: string, fan: Fan, hint: StreamHint): void {
    if (hint.last <= fan.last) return;
    if (hint.first > fan.last + 1) {
      fan.ahead.set(hint.first, hint);
      fan.repair ??= setTimeout(() => void this.mend(stream, fan), patience);
      return;
    }
    this.handOut(stream, fan, hint);
    for (let next = fan.ahead.get(fan.last + 1); next; next = fan.ahead.get(fan.last + 1)) {
      fan.ahead.delete(next.first);
      this.handOut(stream, fan, next);
    }
    if (fan.ahead.size === 0 && fan.repair) {
      clearTimeout(fan.repair);
      fan.repair = undefined;
    }
  }

  /** The gap stayed: its frames are made again from the log, or clients are told to pull. */
  private async mend(stream: string, fan: Fan): Promise<void> {
    fan.repair = undefined;
    const nearest = Math.min(...fan.ahead.keys());
    if (!Number.isFinite(nearest) || nearest <= fan.last + 1) return;
    const short = nearest - fan.last <= mostMended;
    const frames = short
      ? await framesBetween(this.platform, stream, fan.last + 1, nearest - 1).catch(() => undefined)
      : undefined;
    if (fan.last >= nearest - 1) return;
    if (frames) this.pushFrames(fan, frames, nearest - 1);
    else await this.tellMoved(stream, fan, nearest - 1);
    const next = fan.ahead.get(fan.last + 1);
    if (next) {
      fan.ahead.delete(next.first);
      this.arrive(stream, fan, next);
    }
  }

  /** What a hint brings; of changes too many to be sent (imports) only how far they go. */
  private handOut(stream: string, fan: Fan, hint: StreamHint): void {
    if (hint.frames.length === hint.last - hint.first + 1)
      this.pushFrames(fan, hint.frames.slice(fan.last + 1 - hint.first), hint.last);
    else void this.tellMoved(stream, fan, hint.last);
  }

  /** Clients pull the range; who takes part may have changed in it. */
  private async tellMoved(stream: string, fan: Fan, ev: number): Promise<void> {
    this.flushFan(fan);
    fan.last = ev;
    const moved = textFrame(JSON.stringify({ type: 'stream.moved', stream, ev }));
    for (const user of fan.members) for (const c of this.connections.of(user) ?? []) c.push(moved);
    for (const c of this.connections.watchersOf(stream) ?? []) if (!fan.members.has(c.user)) c.push(moved);
    fan.members = new Set(await memberIds(this.platform.db, stream).catch(() => [...fan.members]));
  }

  private pushFrames(fan: Fan, frames: readonly string[], last: number): void {
    fan.last = last;
    for (const text of frames) {
      const frame = textFrame(text);
      fan.turn.push(frame);
      // The head of a frame is our own writing: no need to parse a message to see that it is one.
      if (text.slice(0, 150).includes('"type":"member.')) this.changeMembers(fan, JSON.parse(text) as MemberFrame);
      else if (text.slice(0, 150).includes('"type":"conversation.changed"')) this.endWatching(this.ids.get(fan)!);
    }
    this.dirty.add(fan);
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => this.flush());
  }

  private changeMembers(fan: Fan, frame: MemberFrame): void {
    if (frame.type === 'member.joined') fan.members.add(frame.member.user);
    if (frame.type !== 'member.left') return;
    // The leaver is told too, and then no more.
    this.flushFan(fan);
    fan.members.delete(frame.user);
    for (const c of this.connections.of(frame.user) ?? []) this.connections.watch(c, [], []);
  }

  /** Who only looks may have lost the right to: they ask again when they next watch. */
  private endWatching(stream: string): void {
    for (const c of [...(this.connections.watchersOf(stream) ?? [])])
      this.connections.watch(
        c,
        [...c.watching].filter((s) => s !== stream),
        [...c.watchingPeople],
      );
  }

  private flush(): void {
    this.scheduled = false;
    for (const fan of this.dirty) this.flushFan(fan);
    this.dirty.clear();
  }

  private flushFan(fan: Fan): void {
    if (fan.turn.length === 0) return;
    const bytes = fan.turn.length === 1 ? fan.turn[0]! : Buffer.concat(fan.turn);
    fan.turn = [];
    for (const user of fan.members) {
      const here = this.connections.of(user);
      if (here) for (const c of here) c.push(bytes);
    }
    const stream = this.ids.get(fan)!;
    const watchers = this.connections.watchersOf(stream);
    if (watchers) for (const c of watchers) if (!fan.members.has(c.user)) c.push(bytes);
    if (fan.parent) this.tellParent(stream, fan);
  }

  /** Under the parent's message stands how many replies there are: told to those who look, in the lossy lane (SY11). */
  private tellParent(topic: string, fan: Fan): void {
    const watchers = fan.parent && this.connections.watchersOf(fan.parent.conversation);
    if (!watchers || watchers.size === 0) return;
    void streamPlace(this.platform.db, topic)
      .then((place) => {
        if (!place?.parent) return;
        const { conversation: parent, seq } = place.parent;
        const frame = textFrame(
          JSON.stringify({
            type: 'topic.activity',
            parent,
            seq,
            topic: { conversation: topic, count: place.seq, lastAt: place.lastAt },
          }),
        );
        for (const c of watchers) c.push(frame);
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

type MemberFrame =
  | { type: 'member.joined'; member: { user: string } }
  | { type: 'member.left'; user: string }
  | { type: 'member.changed' };
