import type { Queryable } from '@rapport/platform';
import { ms } from './reader.ts';
import type { Content } from './rows.ts';

/** What was said, as the record keeps it. */
export interface RecordedVersion {
  conversation: string;
  ev: number;
  /** The version that it replaced. */
  previousEv: number | null;
  /** The record key, wrapped. */
  key: Buffer;
  text: string;
  /** Without what is added later (previews of links). */
  content: Omit<Content, 'preview'> | null;
  /** Of what was imported: when it was said, Unix ms. */
  occurredAt: number | null;
}

/** Versions by the `ev` that made them, whoever asks; those that are erased, and changes that say nothing, are left out. */
export const recordedVersions = (
  q: Queryable,
  made: readonly { conversation: string; ev: number }[],
): Promise<RecordedVersion[]> =>
  q.prepared<RecordedVersion>(
    'recorded-versions',
    `select v.conversation_id as conversation, v.ev, v.previous_ev as "previousEv", v.key, v.text,
       nullif(v.content - 'preview', '{}'::jsonb) as content, ${ms('m.occurred_at')} as "occurredAt"
     from unnest($1::uuid[], $2::bigint[]) as u (conversation, ev)
     cross join lateral (select v0.* from version v0 where v0.conversation_id = u.conversation and v0.ev = u.ev limit 1) v
     left join lateral (
       select m0.occurred_at from message m0
       where m0.conversation_id = v.conversation_id and m0.seq = v.seq and m0.ev = v.ev limit 1) m on true`,
    [made.map((m) => m.conversation), made.map((m) => m.ev)],
  );

/** The `ev` of the version that a message shows now; undefined where there is none, or it was recalled. */
export async function standingVersion(q: Queryable, conversation: string, seq: number): Promise<number | undefined> {
  const row = await q.row<{ ev: number }>(
    'select version_ev as ev from message where conversation_id = $1 and seq = $2 and recalled_at is null',
    [conversation, seq],
  );
  return row?.ev;
}
