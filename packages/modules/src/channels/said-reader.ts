import type { Queryable } from '@rapport/platform';

/** A message by an id of the wire. */
export interface NativeMessage {
  conversation: string;
  seq: number;
  thread: string;
  handle: string;
}

/** The first of these ids that is known, in the order asked. */
export const nativeMessage = async (
  q: Queryable,
  account: string,
  nativeIds: readonly string[],
): Promise<NativeMessage | undefined> =>
  nativeIds.length === 0
    ? undefined
    : q.row<NativeMessage>(
        `select n.conversation_id as conversation, n.seq, n.thread, n.handle_id as handle
         from unnest($2::text[]) with ordinality as u (id, place) join native_message n on n.account_id = $1 and n.native_id = u.id
         order by u.place limit 1`,
        [account, nativeIds],
      );

/** Of each list the first id that is known, in the order asked; those with none are left out. */
export const nativeMessages = async (
  q: Queryable,
  account: string,
  lists: readonly (readonly string[])[],
): Promise<Map<number, NativeMessage>> => {
  const asked = lists.flatMap((ids, n) => ids.map((id) => ({ n, id })));
  if (asked.length === 0) return new Map();
  // Not prepared, nor is what follows: what a connection made of it for a few rows would read all of them, for each, when there are many.
  const rows = await q.rows<NativeMessage & { list: number }>(
    `select distinct on (u.list) u.list, n.conversation_id as conversation, n.seq, n.thread, n.handle_id as handle
     from unnest($2::int[], $3::text[]) with ordinality as u (list, id, place)
     cross join lateral (select n0.* from native_message n0 where n0.account_id = $1 and n0.native_id = u.id limit 1) n
     order by u.list, u.place`,
    [account, asked.map(({ n }) => n), asked.map(({ id }) => id)],
  );
  return new Map(rows.map(({ list, ...message }) => [list, message]));
};

/** Of each place the ids of the newest messages of its thread up to its `seq`, oldest first, in the order asked. A conversation is of one account. */
export const nativeIdsOfMany = async (
  q: Queryable,
  places: readonly { conversation: string; thread: string; seq: number }[],
  limit: number,
): Promise<string[][]> => {
  const rows = await q.rows<{ ids: string[] | null }>(
    `select n.ids from unnest($1::uuid[], $2::text[], $3::bigint[]) with ordinality as u (conversation, thread, seq, place)
     left join lateral (
       select array_agg(x.native_id order by x.seq) as ids from (
         select native_id, seq from native_message
         where conversation_id = u.conversation and thread = u.thread and seq <= u.seq
         order by seq desc limit $4) x) n on true
     order by u.place`,
    [places.map((p) => p.conversation), places.map((p) => p.thread), places.map((p) => p.seq), limit],
  );
  return rows.map(({ ids }) => ids ?? []);
};
