import { assertTx, type Tx } from '@rapport/platform';

const instant = (place: number): string => `to_timestamp($${place}::float8 / 1000)`;

export async function putInbox(
  tx: Tx,
  i: { id: string; name: string; group: string; hours: string | null; settings: unknown; archived: boolean; by: string },
  at: number,
): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into inbox (id, name, group_id, hours_id, settings, archived_at, created_at, created_by)
     values ($1, $2, $3, $4, $5, case when $6 then ${instant(7)} end, ${instant(7)}, $8)
     on conflict (id) do update set name = excluded.name, group_id = excluded.group_id, hours_id = excluded.hours_id,
       settings = excluded.settings, archived_at = case when $6 then coalesce(inbox.archived_at, excluded.archived_at) end`,
    [i.id, i.name, i.group, i.hours, JSON.stringify(i.settings), i.archived, at, i.by],
  );
}

export async function putSources(tx: Tx, inbox: string, sources: readonly { account: string; address: string }[]): Promise<void> {
  assertTx(tx);
  await tx.rows('delete from inbox_source where inbox_id = $1', [inbox]);
  await tx.rows(
    `insert into inbox_source (inbox_id, account_id, address)
     select distinct $1::uuid, u.account, u.address from unnest($2::uuid[], $3::text[]) as u (account, address)`,
    [inbox, sources.map((s) => s.account), sources.map((s) => s.address)],
  );
}

export async function putHours(
  tx: Tx,
  h: { id: string; name: string; zone: string; week: unknown; days: unknown; calendar: string | null },
  at: number,
): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into work_hours (id, name, zone, week, days, calendar_id, changed_at) values ($1, $2, $3, $4, $5, $6, ${instant(7)})
     on conflict (id) do update set name = excluded.name, zone = excluded.zone, week = excluded.week, days = excluded.days,
       calendar_id = excluded.calendar_id, changed_at = excluded.changed_at`,
    [h.id, h.name, h.zone, JSON.stringify(h.week), JSON.stringify(h.days), h.calendar, at],
  );
}

export async function putCalendar(tx: Tx, c: { id: string; name: string; days: unknown }, at: number): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into holiday_calendar (id, name, days, changed_at) values ($1, $2, $3, ${instant(4)})
     on conflict (id) do update set name = excluded.name, days = excluded.days, changed_at = excluded.changed_at`,
    [c.id, c.name, JSON.stringify(c.days), at],
  );
}

export async function putRule(
  tx: Tx,
  r: {
    id: string;
    inbox: string | null;
    position: number;
    name: string;
    event: string;
    conditions: unknown;
    acts: unknown;
    enabled: boolean;
  },
  at: number,
): Promise<number> {
  assertTx(tx);
  const row = await tx.row<{ version: number }>(
    `insert into inbox_rule (id, inbox_id, position, name, version, event, conditions, acts, enabled, changed_at)
     values ($1, $2, $3, $4, 1, $5, $6, $7, $8, ${instant(9)})
     on conflict (id) do update set inbox_id = excluded.inbox_id, position = excluded.position, name = excluded.name,
       version = inbox_rule.version + 1, event = excluded.event, conditions = excluded.conditions, acts = excluded.acts,
       enabled = excluded.enabled, changed_at = excluded.changed_at
     returning version`,
    [r.id, r.inbox, r.position, r.name, r.event, JSON.stringify(r.conditions), JSON.stringify(r.acts), r.enabled, at],
  );
  return row!.version;
}
