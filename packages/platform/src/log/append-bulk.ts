import type { Bus } from '../bus.ts';
import { assertTx, type Tx } from '../db.ts';
import { newId } from '../random.ts';
import { frameText } from './frame.ts';

/** Where a locked stream stands. */
export interface StreamHead {
  stream: string;
  kind: string;
  ev: number;
  seq: number;
}

/** A change whose number was taken by its writer, from a locked stream; else as `Change`. */
export interface NumberedChange {
  stream: string;
  ev: number;
  type: string;
  actor: string | null;
  target?: number;
  subject?: string;
  /** Whether it also took a `seq`. */
  message?: boolean;
  /** What live clients are told besides the envelope. Where any change of a stream has none, all of that stream is pulled. */
  live?: (ev: number, at: number) => Record<string, unknown>;
}

/** Locks streams in ascending order of their ids, so that their next numbers can be handed out before they are written. */
export async function lockStreams(tx: Tx, streams: readonly string[]): Promise<Map<string, StreamHead>> {
  assertTx(tx);
  const rows = await tx.rows<StreamHead>(
    'select id as stream, kind, ev, seq from stream where id = any ($1::uuid[]) order by id for no key update',
    [[...new Set(streams)].sort()],
  );
  return new Map(rows.map((row) => [row.stream, row]));
}

interface Growth {
  first: number;
  last: number;
  messages: number;
}

function growthOf(changes: readonly NumberedChange[]): Map<string, Growth> {
  const grown = new Map<string, Growth>();
  for (const { stream, ev, message } of changes) {
    const g = grown.get(stream);
    if (g && ev !== g.last + 1) throw new Error(`Numbers of the stream ${stream} are not in order.`);
    if (g) g.last = ev;
    const growth = g ?? { first: ev, last: ev, messages: 0 };
    if (message) growth.messages++;
    grown.set(stream, growth);
  }
  return grown;
}

interface Moved {
  stream: string;
  kind: string;
  at: number;
}

/** What live clients are told of each stream once it is committed; without frames they pull. */
function framesOf(moved: ReadonlyMap<string, Moved>, changes: readonly NumberedChange[]): Map<string, string[]> {
  const frames = new Map<string, string[]>();
  const pulled = new Set(changes.flatMap(({ stream, live }) => (live ? [] : [stream])));
  for (const { stream, ev, type, actor, live } of changes) {
    if (!live || pulled.has(stream)) continue;
    const { at } = moved.get(stream)!;
    const frame = frameText({ stream, ev, type, actor, at }, live(ev, at));
    const told = frames.get(stream);
    if (told) told.push(frame);
    else frames.set(stream, [frame]);
  }
  return frames;
}

/**
 * Writes many changes of many streams in two statements. Their numbers must follow on the locked heads, in order. Of changes without
 * `live` the bus is told how far each stream has moved (a hint with no frames), and clients pull. Answers when each stream moved (Unix ms).
 */
export async function appendBulk(bus: Bus, tx: Tx, changes: readonly NumberedChange[]): Promise<Map<string, number>> {
  assertTx(tx);
  if (changes.length === 0) return new Map();
  const grown = [...growthOf(changes)];
  // Not prepared: a plan made while there were few streams would read all of them when there are many.
  const rows = await tx.rows<Moved>(
    `update stream s set ev = g.last, seq = s.seq + g.messages, last_tx = pg_current_xact_id()
     from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[]) as g (id, first, last, messages)
     where s.id = g.id and s.ev = g.first - 1
     returning s.id as stream, s.kind, date_trunc('milliseconds', clock_timestamp()) as at`,
    [grown.map(([id]) => id), grown.map(([, g]) => g.first), grown.map(([, g]) => g.last), grown.map(([, g]) => g.messages)],
  );
  if (rows.length !== grown.length) throw new Error('A stream has moved: lock it before numbering its changes.');
  const moved = new Map(rows.map((row) => [row.stream, row]));
  await tx.prepared(
    'log.appendMany',
    `insert into log (stream_id, ev, type, actor, at, record_id, target, subject)
     select u.stream, u.ev, u.type, u.actor, to_timestamp(u.at / 1000), u.record_id, u.target, u.subject
     from unnest($1::uuid[], $2::bigint[], $3::text[], $4::uuid[], $5::uuid[], $6::bigint[], $7::uuid[], $8::float8[])
       as u (stream, ev, type, actor, record_id, target, subject, at)`,
    [
      changes.map((c) => c.stream),
      changes.map((c) => c.ev),
      changes.map((c) => c.type),
      changes.map((c) => c.actor),
      changes.map(() => newId()),
      changes.map((c) => c.target ?? null),
      changes.map((c) => c.subject ?? null),
      changes.map((c) => moved.get(c.stream)!.at),
    ],
  );
  tx.afterCommit(() => {
    const frames = framesOf(moved, changes);
    for (const [stream, { first, last }] of grown)
      bus.publish('stream', { stream, kind: moved.get(stream)!.kind, first, last, frames: frames.get(stream) ?? [] });
  });
  return new Map(rows.map(({ stream, at }) => [stream, at]));
}
