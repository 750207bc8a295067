import type { Delivery, DeliveryState } from '@rapport/contract';
import { assertTx, type Tx } from '@rapport/platform';

interface NewDelivery {
  conversation: string;
  seq: number;
  state: DeliveryState;
  at: number;
  code: string | null;
  unreachable: boolean;
}

/** How far messages have come; their streams are locked. */
export async function setDeliveries(tx: Tx, all: readonly NewDelivery[]): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `update message_outward o set state = u.state, state_at = to_timestamp(u.at / 1000), code = u.code, unreachable = u.unreachable
     from unnest($1::uuid[], $2::bigint[], $3::text[], $4::float8[], $5::text[], $6::bool[])
       as u (conversation, seq, state, at, code, unreachable)
     where o.conversation_id = u.conversation and o.seq = u.seq`,
    [
      ...[all.map((d) => d.conversation), all.map((d) => d.seq), all.map((d) => d.state)],
      ...[all.map((d) => d.at), all.map((d) => d.code), all.map((d) => d.unreachable)],
    ],
  );
}

export const setDelivery = (tx: Tx, one: NewDelivery): Promise<void> => setDeliveries(tx, [one]);

export async function setRecipients(
  tx: Tx,
  r: { conversation: string; seq: number; recipients: NonNullable<Delivery['recipients']> },
): Promise<void> {
  assertTx(tx);
  await tx.rows('update message_outward set recipients = $3 where conversation_id = $1 and seq = $2', [
    r.conversation,
    r.seq,
    JSON.stringify(r.recipients),
  ]);
}
