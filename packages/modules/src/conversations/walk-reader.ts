import type { Message, SigningCapture, SigningContent } from '@rapport/contract';
import type { Queryable } from '@rapport/platform';
import { deliverySql, nameSql } from './customers/place-reader.ts';
import { labelsSql } from './message-label-reader.ts';
import { ms } from './reader.ts';
import type { RedactionContent } from './redaction-writer.ts';
import type { Content, Place } from './rows.ts';

/** Conversations as whoever takes the whole record out reads them: everything but what was taken away, whoever asks. */

export interface WalkedHead {
  id: string;
  kind: Place['kind'];
  name: string;
  purpose: string;
  visibility: Place['visibility'];
  archivedAt: number | null;
  createdAt: number;
  parent: string | null;
  anchorSeq: number | null;
  seq: number;
}

/** Conversations in the order of their ids; unknown ones are left out. */
export const walkedHeads = (q: Queryable, ids: readonly string[]): Promise<WalkedHead[]> =>
  q.rows<WalkedHead>(
    `select c.id, c.kind, ${nameSql('c')} as name, c.purpose, c.visibility, ${ms('c.archived_at')} as "archivedAt", ${ms('c.created_at')} as "createdAt",
       c.parent_id as parent, c.anchor_seq as "anchorSeq", s.seq
     from conversation c join stream s on s.id = c.id where c.id = any ($1::uuid[]) order by c.id`,
    [ids],
  );

export interface WalkedMember {
  user: string;
  role: 'owner' | 'admin' | 'member' | 'follower';
  guest: boolean;
  joinedAt: number;
  left: boolean;
}

/** Everybody who takes part or ever did, those who came first before the others. */
export const walkedMembers = (q: Queryable, conversation: string): Promise<WalkedMember[]> =>
  q.rows<WalkedMember>(
    `select user_id as user, role, guest, ${ms('joined_at')} as "joinedAt", left_ev is not null as left from membership
     where conversation_id = $1 order by joined_at, user_id`,
    [conversation],
  );

/** Which messages: numbered up to `upTo`, of a time (Unix ms, half-open, as the conversation shows it). */
export interface Span {
  conversation: string;
  upTo: number;
  after: number | null;
  before: number | null;
}

const spanSql = `m.conversation_id = $1 and m.seq > $2 and m.seq <= $3
  and ($4::float8 is null or m.at >= to_timestamp($4 / 1000)) and ($5::float8 is null or m.at < to_timestamp($5 / 1000))`;

export const countWalked = async (q: Queryable, { conversation, upTo, after, before }: Span): Promise<number> =>
  (await q.row<{ n: number }>(`select count(*) as n from message m where ${spanSql}`, [conversation, 0, upTo, after, before]))!.n;

/** A message without its words. */
export interface WalkedRow {
  seq: number;
  ev: number;
  versionEv: number;
  sender: string | null;
  clientId: string;
  at: number;
  /** Of what was imported: when it was said, Unix ms. */
  occurredAt: number | null;
  late: boolean;
  edits: number;
  recalledAt: number | null;
  recalledBy: string | null;
  erasedAt: number | null;
  withheldAt: number | null;
  pinnedAt: number | null;
  topic: string | null;
  supplementOf: number | null;
  signings: number;
  commitments: number;
  labels: string[] | null;
  redactions: number;
  /** Of what went to a contact: how far it came. */
  delivery: NonNullable<Message['delivery']> | null;
}

/** Messages above a `seq`, ascending. */
export const walkedRows = (
  q: Queryable,
  { conversation, upTo, after, before }: Span,
  above: number,
  limit: number,
): Promise<WalkedRow[]> =>
  q.prepared<WalkedRow>(
    'walked-rows',
    `select m.seq, m.ev, m.version_ev as "versionEv", m.sender, m.client_id as "clientId", m.at, ${ms('m.occurred_at')} as "occurredAt",
       m.late, m.edits, m.recalled_at as "recalledAt", m.recalled_by as "recalledBy", m.erased_at as "erasedAt",
       m.withheld_at as "withheldAt", m.pinned_at as "pinnedAt", m.topic_id as topic, m.supplement_of as "supplementOf", m.signings, m.commitments, ${labelsSql} as labels, m.redactions,
       (select ${deliverySql('o')} from message_outward o where o.conversation_id = m.conversation_id and o.seq = m.seq) as delivery
     from message m where ${spanSql} order by m.seq limit $6`,
    [conversation, above, upTo, after, before, limit],
  );

/** What a message said, as of an event. */
export interface WalkedVersion {
  ev: number;
  at: number;
  author: string | null;
  text: string;
  content: Content | null;
  /** Bytes of its words. */
  bytes: number;
}

const versionSql = `v.ev, v.at, v.author, v.text, v.content, octet_length(v.text) + coalesce(octet_length(v.content::text), 0) as bytes`;

/** Versions by their `ev`; erased ones are left out. */
export const walkedVersions = (q: Queryable, conversation: string, evs: readonly number[]): Promise<WalkedVersion[]> =>
  q.prepared<WalkedVersion>(
    'walked-versions',
    `select ${versionSql} from unnest($2::bigint[]) as u (ev)
     cross join lateral (select * from version where conversation_id = $1 and ev = u.ev and (key is not null or kept is not null) limit 1) v`,
    [conversation, evs],
  );

/**
 * All versions of one message, oldest first: the newest that have room in `bytes` and number no more than `limit`. `total`: how many there are.
 */
export const walkedHistory = (
  q: Queryable,
  conversation: string,
  newest: number,
  { limit, bytes }: { limit: number; bytes: number },
): Promise<(WalkedVersion & { total: number })[]> =>
  q.prepared<WalkedVersion & { total: number }>(
    'walked-history',
    `with recursive chain as (
       select ev, previous_ev from version where conversation_id = $1 and ev = $2
       union all
       select v.* from chain c cross join lateral (
         select ev, previous_ev from version where conversation_id = $1 and ev = c.previous_ev limit 1) v)
     select ev, at, author, text, content, bytes, total from (
       select x.*, sum(x.bytes) over (order by x.ev desc) - x.bytes as before from (
         select ${versionSql}, c.total from (select ev, count(*) over () as total from chain order by ev desc limit $3) c
         cross join lateral (select * from version where conversation_id = $1 and ev = c.ev and (key is not null or kept is not null) limit 1) v) x) y
     where before < $4 order by ev`,
    [conversation, newest, limit, bytes],
  );

export const walkedReactions = (
  q: Queryable,
  conversation: string,
  seqs: readonly number[],
): Promise<{ seq: number; emoji: string; user: string; at: number }[]> =>
  q.rows(
    `select seq, emoji, user_id as user, at from reaction where conversation_id = $1 and seq = any ($2::bigint[])
     order by seq, at, emoji, user_id`,
    [conversation, seqs],
  );

/** What was taken out of a message for good, and why; nothing of what it was. */
export interface WalkedRedaction {
  seq: number;
  ev: number;
  at: number;
  content: Pick<RedactionContent, 'records' | 'reason'>;
}

export const walkedRedactions = (q: Queryable, conversation: string, seqs: readonly number[]): Promise<WalkedRedaction[]> =>
  q.rows<WalkedRedaction>(
    `select seq, ev, at, content from redaction where conversation_id = $1 and seq = any ($2::bigint[]) order by seq, ev`,
    [conversation, seqs],
  );

export interface WalkedSigning {
  seq: number;
  ev: number;
  content: SigningContent;
  capture: SigningCapture | null;
}

export const walkedSignings = (q: Queryable, conversation: string, seqs: readonly number[]): Promise<WalkedSigning[]> =>
  q.rows<WalkedSigning>(
    `select seq, ev, content, capture from signing
     where conversation_id = $1 and seq = any ($2::bigint[]) and content is not null order by seq, ev`,
    [conversation, seqs],
  );
