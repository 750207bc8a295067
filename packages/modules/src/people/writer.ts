import type { OrganizationSettings } from '@rapport/contract';
import { assertTx, newId, type Tx } from '@rapport/platform';

/** The first user makes the organization; later calls change nothing. */
export async function insertOrganization(
  tx: Tx,
  o: { id: string; stream: string; name: string; language: string; at: number },
): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into organization (id, stream_id, name, default_language, created_at)
     values ($1, $2, $3, $4, to_timestamp($5::float8 / 1000))`,
    [o.id, o.stream, o.name, o.language, o.at],
  );
}

/** One set-up or first user at a time, on all nodes. */
export async function lockOrganization(tx: Tx): Promise<void> {
  assertTx(tx);
  await tx.rows('select pg_advisory_xact_lock(84200002)');
}

export async function updateOrganization(
  tx: Tx,
  o: { name?: string | undefined; defaultLanguage?: string | undefined; settings?: Partial<OrganizationSettings> | undefined },
): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `update organization set name = coalesce($1, name), default_language = coalesce($2, default_language),
       settings = settings || $3::jsonb`,
    [o.name ?? null, o.defaultLanguage ?? null, JSON.stringify(o.settings ?? {})],
  );
}

export interface Audited {
  /** Unix ms. */
  at: number;
  /** Null for the house itself and its command line. */
  actor: string | null;
  /** Past tense, as an event: `user.deactivated`. */
  act: string;
  subjectKind: string;
  subject: string | null;
  /** Never secrets, never content. */
  detail?: Record<string, unknown>;
  /** An IP address, or `command-line`. */
  from: string;
}

/** Writes down an administrator's act, in the transaction of the act (AC6). */
export async function audit(tx: Tx, a: Audited): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into audit (id, at, actor, act, subject_kind, subject, detail, "from")
     values ($1, to_timestamp($2::float8 / 1000), $3, $4, $5, $6, $7, $8)`,
    [newId(a.at), a.at, a.actor, a.act, a.subjectKind, a.subject, JSON.stringify(a.detail ?? {}), a.from],
  );
}

/** Notes that people take part in a conversation: they may see each other from now on (PE9). */
export async function noteMembers(tx: Tx, conversation: string, users: readonly string[]): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into shared_conversation_member (conversation_id, user_id) select $1, unnest($2::uuid[]) on conflict do nothing`,
    [conversation, users],
  );
}

/** Notes that somebody left a conversation. */
export async function noteLeft(tx: Tx, conversation: string, user: string): Promise<void> {
  assertTx(tx);
  await tx.rows('delete from shared_conversation_member where conversation_id = $1 and user_id = $2', [conversation, user]);
}
