import type { Queryable } from '@rapport/platform';

/** A link that works. */
export interface SigningLink {
  id: string;
  conversation: string;
  seq: number;
  versionEv: number;
  /** The event that noted it. */
  ev: number;
  name: string;
  organization: string | null;
  mail: string | null;
  madeBy: string;
  expiresAt: number;
}

/** Whether links to one of these messages are kept. */
export const someLinked = async (q: Queryable, conversation: string, seqs: readonly number[]): Promise<boolean> =>
  (await q.row('select 1 from signing_link where conversation_id = $1 and seq = any ($2::bigint[]) limit 1', [
    conversation,
    seqs,
  ])) !== undefined;

const columns = `id, conversation_id as conversation, seq, version_ev as "versionEv", ev, name, organization, mail,
  made_by as "madeBy", expires_at as "expiresAt"`;

/** A link by its token's hash, if it works now (Unix ms). */
export const workingLink = (q: Queryable, tokenHash: Buffer, now: number): Promise<SigningLink | undefined> =>
  q.row(
    `select ${columns} from signing_link where token_hash = $1 and ended_at is null and expires_at > to_timestamp($2::float8 / 1000)`,
    [tokenHash, now],
  );

/** Of a message, a link that was not used or revoked. */
export const openLink = (
  q: Queryable,
  place: { conversation: string; seq: number; link: string },
): Promise<SigningLink | undefined> =>
  q.row(`select ${columns} from signing_link where id = $1 and conversation_id = $2 and seq = $3 and ended_at is null`, [
    place.link,
    place.conversation,
    place.seq,
  ]);
