import type { Delivery, DeliveryState } from '@rapport/contract';
import type { Queryable } from '@rapport/platform';
import { deliverySql } from './place-reader.ts';

/** How far outward messages have come, in no order. */
export const deliveriesAt = (
  q: Queryable,
  places: readonly { conversation: string; seq: number }[],
): Promise<{ conversation: string; seq: number; delivery: Delivery }[]> =>
  q.prepared(
    'conversations.deliveriesAt',
    `select u.conversation, u.seq, o.delivery from unnest($1::uuid[], $2::bigint[]) as u (conversation, seq)
     cross join lateral (
       select ${deliverySql('o0')} as delivery from message_outward o0
       where o0.conversation_id = u.conversation and o0.seq = u.seq limit 1) o`,
    [places.map((p) => p.conversation), places.map((p) => p.seq)],
  );

/** An outward message without its words. */
export interface Outgoing {
  conversation: string;
  seq: number;
  /** Of its sending. */
  ev: number;
  state: DeliveryState;
}

/** Some by their places, in no order; unknown places are left out. */
export const outgoingAt = (q: Queryable, places: readonly { conversation: string; seq: number }[]): Promise<Outgoing[]> =>
  q.prepared(
    'conversations.outgoingAt',
    `select u.conversation, u.seq, o.ev, o.state from unnest($1::uuid[], $2::bigint[]) as u (conversation, seq)
     cross join lateral (
       select o0.ev, o0.state from message_outward o0
       where o0.conversation_id = u.conversation and o0.seq = u.seq limit 1) o`,
    [places.map((p) => p.conversation), places.map((p) => p.seq)],
  );

/** How far one has come. */
export const deliveryAt = async (q: Queryable, conversation: string, seq: number): Promise<Delivery | undefined> =>
  (await deliveriesAt(q, [{ conversation, seq }]))[0]?.delivery;

/** Whether something to the contact came back for good, and they have not written since. */
export const isUnreachable = async (q: Queryable, conversation: string): Promise<boolean> =>
  (await q.row(
    `select 1 as one from message_outward o where o.conversation_id = $1 and o.unreachable and not exists (
       select 1 from message m where m.conversation_id = $1 and m.seq > o.seq and m.handle_id is not null) limit 1`,
    [conversation],
  )) !== undefined;
