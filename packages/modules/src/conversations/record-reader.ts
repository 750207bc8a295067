import type { SigningCapture, SigningContent } from '@rapport/contract';
import type { Queryable } from '@rapport/platform';
import { ms } from './reader.ts';
import type { KeptProof, RedactionContent } from './redaction-writer.ts';
import type { Content } from './rows.ts';

/** What an event says beside a text. What was signed, or taken out, stands alone. */
export type RecordedContent = Omit<Content, 'preview'> & {
  signature?: SigningContent;
  capture?: SigningCapture;
  redaction?: RedactionContent;
};

/** What was said or signed, as the record keeps it. */
export interface RecordedSaying {
  ev: number;
  /** The version that it replaced. */
  previousEv: number | null;
  /** The record key, wrapped; null where parts were taken out: then `kept` has what is left of the proof. */
  key: Buffer | null;
  kept: KeptProof | null;
  text: string;
  /** Without what is added later (previews of links). */
  content: RecordedContent | null;
  /** Of what was imported: when it was said, Unix ms. */
  occurredAt: number | null;
}

/** The same, and where. */
export interface RecordedVersion extends RecordedSaying {
  conversation: string;
}

/** Whether an event is about a message: others are about the conversation. */
export const isAboutMessage = (type: string): boolean => type.startsWith('message.') || type === 'record.redacted';

/** What was made where `at` says, of each table by its name there; what is erased, and changes that say nothing, are left out. */
const madeSql = (at: (table: string) => string): string =>
  `select v0.ev, v0.seq, v0.previous_ev, v0.key, v0.kept, v0.text, v0.content from version v0
   where ${at('v0')} and (v0.key is not null or v0.kept is not null)
   union all
   select r0.ev, r0.seq, null, r0.key, null, '', jsonb_build_object('redaction', r0.content)
   from redaction r0 where ${at('r0')} and r0.key is not null
   union all
   select s0.ev, s0.seq, null, s0.key, null, '', jsonb_strip_nulls(jsonb_build_object('signature', s0.content, 'capture', s0.capture))
   from signing s0 where ${at('s0')} and s0.key is not null`;

const saidColumns = `v.ev, v.previous_ev as "previousEv", v.key, v.kept, v.text, nullif(v.content - 'preview', '{}'::jsonb) as content,
  ${ms('m.occurred_at')} as "occurredAt"`;

/** When a version `v` of a conversation was said, looked up by itself, whatever the planner believes of a young table. */
const occurredSql = (conversation: string): string =>
  `left join lateral (
     select m0.occurred_at from message m0 where m0.conversation_id = ${conversation} and m0.seq = v.seq and m0.ev = v.ev limit 1) m on true`;

/** Versions by the `ev` that made them, whoever asks; those that are erased, and changes that say nothing, are left out. */
export const recordedVersions = (
  q: Queryable,
  made: readonly { conversation: string; ev: number }[],
): Promise<RecordedVersion[]> =>
  q.prepared<RecordedVersion>(
    'recorded-versions',
    `select u.conversation, ${saidColumns} from unnest($1::uuid[], $2::bigint[]) as u (conversation, ev)
     cross join lateral (
       ${madeSql((table) => `${table}.conversation_id = u.conversation and ${table}.ev = u.ev`)} limit 1) v
     ${occurredSql('u.conversation')}`,
    [made.map((m) => m.conversation), made.map((m) => m.ev)],
  );

/** The same of one conversation, between two numbers: what stands side by side is read so at half of the cost. */
export const recordedBetween = (q: Queryable, conversation: string, from: number, to: number): Promise<RecordedSaying[]> =>
  q.prepared<RecordedSaying>(
    'recorded-between',
    `select ${saidColumns} from (
       ${madeSql((table) => `${table}.conversation_id = $1 and ${table}.ev between $2 and $3`)}) v
     ${occurredSql('$1')}`,
    [conversation, from, to],
  );

/** The `ev` of the version that a message shows now; undefined where there is none, or it was recalled. */
export async function standingVersion(q: Queryable, conversation: string, seq: number): Promise<number | undefined> {
  const row = await q.row<{ ev: number }>(
    'select version_ev as ev from message where conversation_id = $1 and seq = $2 and recalled_at is null',
    [conversation, seq],
  );
  return row?.ev;
}

/** Of an erased message: the `ev` of its sending, and of its erasure. Undefined where it was not erased. */
export const erasedMessage = (
  q: Queryable,
  conversation: string,
  seq: number,
): Promise<{ ev: number; versionEv: number; erasedEv: number } | undefined> =>
  q.row(
    // What came after it (a supplement that is counted) changed the message, too: backwards from the last change it is soon found.
    `select m.ev, m.version_ev as "versionEv", l.ev as "erasedEv" from message m
     cross join lateral (
       select ev from log where stream_id = m.conversation_id and ev > m.ev and ev <= m.changed_ev and target = m.ev
         and type = 'message.erased' order by ev desc limit 1) l
     where m.conversation_id = $1 and m.seq = $2 and m.erased_at is not null`,
    [conversation, seq],
  );
