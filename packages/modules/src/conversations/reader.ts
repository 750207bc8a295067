import type { Conversation, Member, MyState } from '@rapport/contract';
import type { Queryable } from '@rapport/platform';
import { customerPlaceSql, nameSql, throughGroupsSql } from './customers/place-reader.ts';
import type { Place } from './rows.ts';

/** A conversation and my place in it; undefined when there is none. Visibility is decided by `policy`. */
export async function placeOf(q: Queryable, user: string, id: string): Promise<Place | undefined> {
  const [row] = await q.prepared<Place & { parentFrom: number; ownFrom: number | null }>(
    'place',
    `select c.id, c.kind, coalesce(p.name, ${nameSql('c')}) as name, coalesce(p.visibility, c.visibility) as visibility,
       coalesce(p.posting, c.posting) as posting, coalesce(p.no_forward, c.no_forward) as "noForward",
       (c.archived_at is not null or p.archived_at is not null) as archived, c.parent_id as "parentId", c.anchor_seq as "anchorSeq",
       coalesce(m.role, t.role) as role, own.user_id is not null as mine, own.from_seq as "ownFrom", coalesce(m.from_seq, 1) as "parentFrom", s.ev, s.seq
     from conversation c join stream s on s.id = c.id
     left join conversation p on p.id = c.parent_id
     left join membership m on m.user_id = $1 and m.conversation_id = coalesce(c.parent_id, c.id) and m.left_ev is null
     left join membership own on own.user_id = $1 and own.conversation_id = c.id and own.left_ev is null
     left join lateral (
       select 'member' as role from (${throughGroupsSql('c.id', '$1')}) g where c.kind = 'customer' limit 1) t on true
     where c.id = $2`,
    [user, id],
  );
  if (!row) return undefined;
  const { parentFrom, ownFrom, ...place } = row;
  if (place.parentId === null) return { ...place, fromSeq: ownFrom ?? 1 };
  // A topic that hangs on a message from before my time is not mine to see (SY10).
  if (place.role !== null && (place.anchorSeq ?? 0) < parentFrom) return undefined;
  return { ...place, fromSeq: 1 };
}

interface SummaryRow {
  /** Of those asked for: whose it is, from 1. */
  n: number;
  id: string;
  kind: Conversation['kind'];
  name: string;
  purpose: string;
  visibility: 'private' | 'open';
  posting: 'all' | 'admins';
  archived: boolean;
  noForward: boolean;
  parentId: string | null;
  anchorSeq: number | null;
  peers: string[] | null;
  customer: Conversation['customer'] | null;
  memberCount: number;
  guestCount: number;
  createdAt: number;
  ev: number;
  seq: number;
  last: (NonNullable<Conversation['last']> & { senderName: string | null }) | null;
  role: MyState['role'] | null;
  rev: number;
  fromSeq: number;
  readSeq: number;
  unread: number;
  mentions: number;
  unreadFrom: number | null;
  notify: MyState['notify'];
  mutedUntil: number | null;
  folder: MyState['folder'];
  favourite: boolean;
  hiddenSeq: number | null;
  position: number | null;
  left: boolean;
}

/** Unix ms of a timestamptz inside JSON; what is below one is cut off, as it is outside of JSON: both ways tell the same instant. */
export const ms = (column: string): string => `floor(extract(epoch from ${column}) * 1000)::bigint`;

/** The newest message not recalled, from a `seq` on; parameters are SQL expressions. */
export const lastMessageSql = (conversation: string, fromSeq: string): string => `
  select jsonb_build_object('seq', x.seq, 'sender', x.sender, 'senderName', v.content ->> 'senderName', 'at', ${ms('x.at')},
    'text', left(v.text, 200), 'attachments', coalesce(jsonb_array_length(v.content -> 'attachments'), 0))
    || case when v.content #> '{attachments,0,kind}' is null then '{}' else jsonb_build_object('attachmentKind', v.content #> '{attachments,0,kind}') end as last
  from message x
  cross join lateral (select text, content from version where conversation_id = x.conversation_id and ev = x.version_ev limit 1) v
  where x.conversation_id = ${conversation} and x.seq >= ${fromSeq} and x.recalled_at is null
  order by x.seq desc limit 1`;

/** What counts as read: up to the pointer, or up to where somebody marked it unread again (SY8). `least` passes over nulls. */
export const pointerSql = (membership: string): string => `least(${membership}.read_seq, ${membership}.unread_from - 1)`;

/**
 * Messages above the pointer that are neither mine nor recalled, up to 1,001. `seq` is dense and whoever writes has read (SY1, SY8), so
 * those recalled are taken from what was said; only where mine may lie above the pointer (imported, or marked unread) each is looked at.
 */
const unreadSql = `
  select case when m.unread_from is null and m.read_seq >= c.imported_seq then (
    select least(greatest(s.seq - f.seq - (select count(*) from message x where x.conversation_id = c.id and x.seq > f.seq and x.recalled_at is not null), 0), 1001)
  ) else (
    select count(*) from (
      select 1 from message x
      where x.conversation_id = c.id and x.seq > f.seq and x.sender is distinct from w.me and x.recalled_at is null limit 1001) y
  ) end as n
  from (select greatest(${pointerSql('m')}, m.from_seq - 1) as seq) f`;

/** `from` brings `w` (whose summary: `me`, `departments`), `c` (conversation), `s` (stream) and `m` (my membership or nulls). */
const summarySql = `
  select w.n, c.id, c.kind, coalesce(cu.name, c.name) as name, c.purpose, c.visibility, c.posting, c.archived_at is not null as archived, c.no_forward as "noForward",
    c.parent_id as "parentId", c.anchor_seq as "anchorSeq",
    case when c.kind = 'direct' then array(select o.user_id from membership o where o.conversation_id = c.id and o.user_id <> w.me order by o.user_id) end as peers,
    cu.place as customer, c.member_count as "memberCount", c.guest_count as "guestCount", c.created_at as "createdAt", s.ev, s.seq, l.last,
    m.role, m.rev, m.from_seq as "fromSeq", m.read_seq as "readSeq", coalesce(un.n, 0)::int as unread, coalesce(me.n, 0)::int as mentions,
    m.unread_from as "unreadFrom", m.notify, m.muted_until as "mutedUntil", m.folder_id as folder, m.favourite,
    m.hidden_seq as "hiddenSeq", m.position, m.left_ev is not null as left`;

const summaryJoins = `
  left join lateral (${lastMessageSql('c.id', 'coalesce(m.from_seq, 1)')}) l on m.left_ev is null
  left join lateral (${unreadSql}) un on m.user_id is not null and s.seq > ${pointerSql('m')}
  left join lateral (
    select count(distinct t.seq) as n from mention t join message x on x.conversation_id = t.conversation_id and x.seq = t.seq
    where t.conversation_id = c.id and t.seq > greatest(${pointerSql('m')}, m.from_seq - 1)
      and (t.user_id = w.me or t.audience = 'all' or t.audience = any (w.departments::text[]))
      and x.sender is distinct from w.me and x.recalled_at is null
  ) me on m.user_id is not null and s.seq > ${pointerSql('m')}`;

/** Whoever has left is told so and nothing else: not its name, not what happened since (SY10). */
const hideFromLeaver = (r: SummaryRow): SummaryRow => ({
  ...r,
  name: '',
  purpose: '',
  peers: null,
  customer: null,
  memberCount: 0,
  guestCount: 0,
  ev: 0,
  seq: 0,
  last: null,
  unread: 0,
  mentions: 0,
});

function toConversation(row: SummaryRow): Conversation {
  const r = row.left ? hideFromLeaver(row) : row;
  const last = r.last && { ...r.last, senderName: r.last.senderName ?? undefined };
  return {
    id: r.id as Conversation['id'],
    kind: r.kind,
    name: r.name,
    purpose: r.purpose,
    visibility: r.visibility,
    posting: r.posting,
    archived: r.archived,
    noForward: r.noForward,
    ...(r.parentId ? { parent: { conversation: r.parentId as Conversation['id'], seq: r.anchorSeq! } } : {}),
    ...(r.peers ? { peers: r.peers as Member['user'][] } : {}),
    ...(r.customer ? { customer: r.customer } : {}),
    memberCount: r.memberCount,
    guestCount: r.guestCount,
    createdAt: r.createdAt,
    ev: r.ev,
    seq: r.seq,
    last: last as Conversation['last'],
    me: r.role
      ? {
          rev: r.rev,
          role: r.role,
          fromSeq: r.fromSeq,
          readSeq: r.readSeq,
          unread: r.unread,
          mentions: r.mentions,
          unreadFrom: r.unreadFrom,
          notify: r.notify,
          mutedUntil: r.mutedUntil,
          folder: r.folder,
          favourite: r.favourite,
          hiddenSeq: r.hiddenSeq,
          position: r.position,
          left: r.left,
        }
      : null,
  };
}

export interface Me {
  user: string;
  departments: readonly string[];
}

const myColumns = [
  ...['user_id', 'role', 'rev', 'from_seq', 'read_seq', 'unread_from', 'notify', 'muted_until', 'folder_id', 'favourite'],
  ...['hidden_seq', 'position', 'left_ev'],
];

/** My membership; of a customer conversation how far I have read it, if I take part in it by a group (CV28). */
const mySql = `
  select ${myColumns.map((column) => `m0.${column}`).join(', ')} from membership m0
  where m0.user_id = w.me and m0.conversation_id = c.id and ($5 or m0.left_ev is null)
  union all
  select w.me, 'member', coalesce(r.rev, 0), 1, coalesce(r.read_seq, 0), null, 'mentions', null, null, false, null, null, null
  from (select 1 from (${throughGroupsSql('c.id', 'w.me')}) t0 where c.kind = 'customer' limit 1) t
  left join customer_read r on r.user_id = w.me and r.conversation_id = c.id`;

/** Whose summaries are asked for, in `$3` and `$4` by the number that stands with each conversation. Everything is looked up by keys. */
const summariesSql = `${summarySql}
  from unnest($1::int[], $2::uuid[]) as u (n, conversation)
  cross join lateral (select u.n, ($3::uuid[])[u.n] as me, (($4::text[])[u.n])::text[] as departments offset 0) w
  cross join lateral (select c0.* from conversation c0 where c0.id = u.conversation limit 1) c
  cross join lateral (select s0.* from stream s0 where s0.id = u.conversation limit 1) s
  left join lateral (${mySql} limit 1) m on true
  left join lateral (${customerPlaceSql('c')} limit 1) cu on true ${summaryJoins}`;

/**
 * Conversations by id, as each of some people sees them (no check: callers have guarded); one list for each. What somebody has left
 * counts as never joined, so that an open group can be looked at again; `tombstones` brings those too, told apart by `me.left` (SY10).
 */
export async function summariesFor(
  q: Queryable,
  wanted: readonly { me: Me; ids: readonly string[] }[],
  tombstones: 'with tombstones' | 'without',
): Promise<Conversation[][]> {
  const rows = await q.prepared<SummaryRow>('summaries', summariesSql, [
    wanted.flatMap(({ ids }, n) => ids.map(() => n + 1)),
    wanted.flatMap(({ ids }) => ids),
    wanted.map(({ me }) => me.user),
    wanted.map(({ me }) => `{${me.departments.join(',')}}`),
    tombstones === 'with tombstones',
  ]);
  const lists: Conversation[][] = wanted.map(() => []);
  for (const row of rows) lists[row.n - 1]!.push(toConversation(row));
  return lists;
}

/** The same for me alone. */
export const summariesOf = async (
  q: Queryable,
  me: Me,
  ids: readonly string[],
  tombstones: 'with tombstones' | 'without' = 'without',
): Promise<Conversation[]> => (await summariesFor(q, [{ me, ids }], tombstones))[0]!;

export async function summaryOf(q: Queryable, me: Me, id: string): Promise<Conversation> {
  const found = (await summariesOf(q, me, [id]))[0];
  if (!found) throw new Error(`The conversation ${id} vanished.`);
  return found;
}

/** A page of my conversations, newest activity first. `before` is the activity (Unix ms) and id of the last one seen. */
export async function newestIds(
  q: Queryable,
  user: string,
  page: { before?: { at: number; id: string } | undefined; limit: number; archived: boolean },
): Promise<{ id: string; at: number }[]> {
  return q.prepared(
    'newest-conversations',
    `select id, at from (
       select c.id, coalesce((select ${ms('x.at')} from message x where x.conversation_id = c.id and x.seq = s.seq), ${ms('c.created_at')}) as at
       from membership m join conversation c on c.id = m.conversation_id join stream s on s.id = c.id
       where m.user_id = $1 and m.left_ev is null and (c.archived_at is not null) = $5
     ) z where $2::bigint is null or (at, id) < ($2, $3::uuid) order by at desc, id desc limit $4`,
    [user, page.before?.at ?? null, page.before?.id ?? null, page.limit, page.archived],
  );
}

/** Open groups by name that I am not in. */
export async function openGroupIds(
  q: Queryable,
  user: string,
  text: string,
  after: readonly [string, string] | undefined,
  limit: number,
): Promise<{ id: string; name: string }[]> {
  return q.rows(
    `select c.id, c.name from conversation c
     where c.kind = 'group' and c.visibility = 'open' and c.archived_at is null
       and not exists (select 1 from membership m where m.conversation_id = c.id and m.user_id = $1 and m.left_ev is null)
       and ($2 = '' or strpos(lower(c.name || ' ' || c.purpose), lower($2)) > 0)
       and ($3::text is null or (c.name, c.id) > ($3, $4::uuid))
     order by c.name, c.id limit $5`,
    [user, text, after?.[0] ?? null, after?.[1] ?? null, limit],
  );
}

/** Who takes part now, and what as: owners are 1, administrators 2, members 3, followers 4. */
export const memberRanks = (q: Queryable, conversation: string): Promise<{ user: string; rank: number }[]> =>
  q.rows(
    `select user_id as "user", array_position(array['owner', 'admin', 'member', 'follower'], role) as rank
     from membership where conversation_id = $1 and left_ev is null`,
    [conversation],
  );

/** Everyone who takes part now, with the first message each may see: what fan-out caches. */
export const recipientsOf = (q: Queryable, conversation: string): Promise<{ user: string; fromSeq: number }[]> =>
  q.rows(`select user_id as user, from_seq as "fromSeq" from membership where conversation_id = $1 and left_ev is null`, [
    conversation,
  ]);

/** The same of these people only. */
export const recipientsAmong = (
  q: Queryable,
  conversation: string,
  users: readonly string[],
): Promise<{ user: string; fromSeq: number }[]> =>
  q.rows(
    `select user_id as user, from_seq as "fromSeq" from membership
     where conversation_id = $1 and user_id = any ($2::uuid[]) and left_ev is null`,
    [conversation, users],
  );

export async function membershipOf(
  q: Queryable,
  conversation: string,
  user: string,
): Promise<{ role: Member['role']; guest: boolean; left: boolean; joinedAt: number; fromSeq: number } | undefined> {
  return q.row(
    `select role, guest, left_ev is not null as left, joined_at as "joinedAt", from_seq as "fromSeq" from membership where conversation_id = $1 and user_id = $2`,
    [conversation, user],
  );
}

/** Of these people, the ones with a membership row, as lists and frames show them. */
export const membersAmong = (q: Queryable, conversation: string, users: readonly string[]): Promise<Member[]> =>
  q.rows<Member>(
    `select user_id as user, role, joined_at as "joinedAt", from_seq as "fromSeq", guest from membership
     where conversation_id = $1 and user_id = any ($2::uuid[])`,
    [conversation, users],
  );

/** Topics of a conversation that someone follows, by id. */
export async function followedTopics(q: Queryable, parent: string, user: string): Promise<string[]> {
  const rows = await q.rows<{ id: string }>(
    `select c.id from conversation c join membership m on m.conversation_id = c.id and m.user_id = $2 and m.left_ev is null
     where c.parent_id = $1 order by c.id`,
    [parent, user],
  );
  return rows.map((r) => r.id);
}

/** How many take part, and how many of them own it. */
export async function headCount(q: Queryable, conversation: string): Promise<{ people: number; owners: number }> {
  const row = await q.row<{ people: number; owners: number }>(
    `select count(*) as people, count(*) filter (where role = 'owner') as owners from membership
     where conversation_id = $1 and left_ev is null`,
    [conversation],
  );
  return row!;
}

export async function directOf(q: Queryable, key: string): Promise<string | undefined> {
  return (await q.row<{ id: string }>('select id from conversation where direct_key = $1', [key]))?.id;
}

export async function topicOf(q: Queryable, parent: string, seq: number): Promise<string | undefined> {
  return (await q.row<{ id: string }>('select id from conversation where parent_id = $1 and anchor_seq = $2', [parent, seq]))?.id;
}

/** Of these conversations, the ones that are topics of another. */
export async function topicsAmong(q: Queryable, parent: string, ids: readonly string[]): Promise<string[]> {
  const rows = await q.rows<{ id: string }>('select id from conversation where parent_id = $1 and id = any ($2::uuid[])', [
    parent,
    ids,
  ]);
  return rows.map(({ id }) => id);
}

/** Topics of a conversation that hang on messages from `fromSeq` on, newest activity first. */
export async function topicIds(
  q: Queryable,
  parent: string,
  fromSeq: number,
  before: { at: number; id: string } | undefined,
  limit: number,
): Promise<{ id: string; at: number }[]> {
  return q.rows(
    `select id, at from (
       select c.id, coalesce((select ${ms('x.at')} from message x where x.conversation_id = c.id and x.seq = s.seq), ${ms('c.created_at')}) as at
       from conversation c join stream s on s.id = c.id where c.parent_id = $1 and c.anchor_seq >= $2
     ) z where $3::bigint is null or (at, id) < ($3, $4::uuid) order by at desc, id desc limit $5`,
    [parent, fromSeq, before?.at ?? null, before?.id ?? null, limit],
  );
}

export async function readPointers(
  q: Queryable,
  conversation: string,
): Promise<{ user: string; readSeq: number; fromSeq: number }[]> {
  return q.rows(
    `select user_id as user, read_seq as "readSeq", from_seq as "fromSeq" from membership where conversation_id = $1 and left_ev is null`,
    [conversation],
  );
}

/** What fan-out needs of a stream: where a topic hangs, its newest message. */
export async function streamPlace(
  q: Queryable,
  conversation: string,
): Promise<{ seq: number; lastAt: number | null; parent: { conversation: string; seq: number } | undefined } | undefined> {
  const row = await q.row<{ seq: number; lastAt: number | null; parentId: string | null; anchorSeq: number | null }>(
    `select s.seq, c.parent_id as "parentId", c.anchor_seq as "anchorSeq",
       (select ${ms('x.at')} from message x where x.conversation_id = c.id and x.seq = s.seq) as "lastAt"
     from conversation c join stream s on s.id = c.id where c.id = $1`,
    [conversation],
  );
  if (!row) return undefined;
  const parent = row.parentId === null ? undefined : { conversation: row.parentId, seq: row.anchorSeq! };
  return { seq: row.seq, lastAt: row.lastAt, parent };
}
