import type { Queryable, Tx } from '@rapport/platform';
import { assertTx } from '@rapport/platform';
import type { Actor } from '../people/index.ts';
import { ms } from './reader.ts';
import { versionChainSql } from './version-chain-reader.ts';
import { visibleAmongSql, visibleConversationsSql } from './visible-reader.ts';

/** A commitment as stored. */
export interface CommitmentRow {
  id: string;
  conversation: string;
  seq: number;
  versionEv: number;
  what: string;
  debtorId: string | null;
  debtorName: string;
  creditorId: string | null;
  creditorName: string;
  /** `2026-11-27` */
  due: string | null;
  state: 'open' | 'kept' | 'dropped';
  madeBy: string;
  madeAt: number;
  settledBy: string | null;
  settledAt: number | null;
  note: string;
}

const columns = `c.id, c.conversation_id as conversation, c.seq, c.version_ev as "versionEv", c.what, c.debtor_id as "debtorId",
  c.debtor_name as "debtorName", c.creditor_id as "creditorId", c.creditor_name as "creditorName", to_char(c.due, 'YYYY-MM-DD') as due, c.state,
  c.made_by as "madeBy", ${ms('c.made_at')} as "madeAt", c.settled_by as "settledBy", ${ms('c.settled_at')} as "settledAt", c.note`;

export const commitmentById = (q: Queryable, id: string): Promise<CommitmentRow | undefined> =>
  q.row<CommitmentRow>(`select ${columns} from commitment c where c.id = $1`, [id]);

/** The same, locked until the transaction ends. */
export function lockCommitment(tx: Tx, id: string): Promise<CommitmentRow | undefined> {
  assertTx(tx);
  return tx.row<CommitmentRow>(`select ${columns} from commitment c where c.id = $1 for no key update`, [id]);
}

/** All that stand in these messages, whoever asks. */
export const walkedCommitments = (q: Queryable, conversation: string, seqs: readonly number[]): Promise<CommitmentRow[]> =>
  q.rows<CommitmentRow>(
    `select ${columns} from commitment c where c.conversation_id = $1 and c.seq = any ($2::bigint[]) order by c.seq, c.made_at, c.id`,
    [conversation, seqs],
  );

/** Versions of all that stand in a message, by the events that made them. */
export const commitmentEvs = async (q: Queryable, conversation: string, seq: number): Promise<number[]> =>
  (
    await q.rows<{ ev: number }>(versionChainSql('commitment c', 'c.version_ev', 'c.conversation_id = $1 and c.seq = $2'), [
      conversation,
      seq,
    ])
  ).map(({ ev }) => ev);

export interface CommitmentQuery {
  whose: 'mine' | 'owed' | 'all';
  state: 'open' | 'settled' | 'all';
  dueBy: string | undefined;
  conversation: string | undefined;
  seq: number | undefined;
  after: { due: string; id: string } | undefined;
  limit: number;
}

/** Later than every day: where those without one stand. */
export const noDay = '9999-12-31';

const mine = { mine: 'c.debtor_id = $1::uuid', owed: 'c.creditor_id = $1::uuid', all: 'true' };

/** Commitments the actor may see (CV1, SY10), by their day, those without one last. Messages that are erased or withheld show none. */
export function commitmentsFor(q: Queryable, actor: Actor, asked: CommitmentQuery): Promise<CommitmentRow[]> {
  const who = mine[asked.whose];
  // One's own are few: their conversations alone are judged. Of all, one's conversations are gone through.
  const visible =
    asked.whose === 'all' && asked.conversation === undefined
      ? visibleConversationsSql(actor, 1)
      : visibleAmongSql(
          actor,
          `select c.conversation_id from commitment c where ${who} and ($3::uuid is null or c.conversation_id = $3)`,
          1,
        );
  return q.rows<CommitmentRow>(
    `select ${columns} from (${visible}) v join commitment c on c.conversation_id = v.id and c.seq >= v.from_seq
     join message m on m.conversation_id = c.conversation_id and m.seq = c.seq and m.erased_at is null and m.withheld_at is null
     where ${who} and ($2 = 'all' or (c.state = 'open') = ($2 = 'open')) and ($3::uuid is null or c.conversation_id = $3)
       and ($4::bigint is null or c.seq = $4) and ($5::date is null or c.due <= $5)
       and ($6::date is null or (coalesce(c.due, '${noDay}'), c.id) > ($6, $7::uuid))
     order by coalesce(c.due, '${noDay}'), c.id limit $8`,
    [
      actor.user,
      asked.state,
      asked.conversation ?? null,
      asked.seq ?? null,
      asked.dueBy ?? null,
      asked.after?.due ?? null,
      asked.after?.id ?? null,
      asked.limit,
    ],
  );
}
