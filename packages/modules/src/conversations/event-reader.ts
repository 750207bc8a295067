import type { Queryable } from '@rapport/platform';

/** The message that an event is about, as far as later rooms need it to decide who may see the event. */
export interface EventMessage {
  seq: number;
  /** Of its sending. */
  ev: number;
  changedEv: number;
  versionEv: number;
  recalled: boolean;
}

const columns = `m.seq, m.ev, m.changed_ev as "changedEv", m.version_ev as "versionEv", m.recalled_at is not null as recalled`;

/** The message that was sent as an `ev`; undefined when that was something else. */
export const messageSentAs = (q: Queryable, conversation: string, ev: number): Promise<EventMessage | undefined> =>
  // Numbers of messages rise with those of events: the walk begins at the last one that may be it and goes over later ones only.
  q.row<EventMessage>(
    `select * from (select ${columns} from message m where m.conversation_id = $1 and m.seq <= $2 and m.ev <= $2 order by m.seq desc limit 1) x
     where x.ev = $2`,
    [conversation, ev],
  );

export const messageNumbered = (q: Queryable, conversation: string, seq: number): Promise<EventMessage | undefined> =>
  q.row<EventMessage>(`select ${columns} from message m where m.conversation_id = $1 and m.seq = $2`, [conversation, seq]);

/** The `ev`s of a message's versions, newest first, up to `most`. */
export const versionEvs = async (q: Queryable, conversation: string, versionEv: number, most: number): Promise<number[]> =>
  (
    await q.rows<{ ev: number }>(
      `with recursive chain as (
         select ev, previous_ev from version where conversation_id = $1 and ev = $2
         union all
         select v.* from chain c cross join lateral (
           select ev, previous_ev from version where conversation_id = $1 and ev = c.previous_ev limit 1) v)
       select ev from chain limit $3`,
      [conversation, versionEv, most],
    )
  ).map(({ ev }) => ev);
