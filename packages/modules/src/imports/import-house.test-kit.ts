import type { TestHouse } from '@rapport/dev';
import { expect } from 'vitest';
import { type ImportReport, type ImportRun, runImport } from './index.ts';

/** What a run added, without where things were skipped. */
export function bare(report: ImportReport): Omit<ImportReport, 'details' | 'detailsLeftOut' | 'known' | 'layout' | 'workspace'> {
  const { details: _d, detailsLeftOut: _l, known: _k, layout: _a, workspace: _w, ...counts } = report;
  return counts;
}

export const nothing = { users: 0, conversations: 0, messages: 0, edits: 0, deletes: 0, reactions: 0, files: 0 };

/** Imports for real, after a dry run that must foretell it and change nothing. */
export async function importWithRehearsal(kit: TestHouse, run: ImportRun): Promise<ImportReport> {
  const before = await fingerprint(kit);
  const foretold = await runImport(kit.house.platform, { ...run, dryRun: true });
  expect(await fingerprint(kit)).toEqual(before);
  const report = await runImport(kit.house.platform, run);
  expect(bare(foretold)).toEqual(bare(report));
  return report;
}

const tables = [
  'user_account',
  'conversation',
  'membership',
  'message',
  'version',
  'mention',
  'reaction',
  'log',
  'stream',
  'audit',
];
const imported = ['import_source', 'import_person', 'import_place', 'import_item'];

/** How many rows there are of everything an import touches. */
async function fingerprint(kit: TestHouse): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of [...tables, ...imported])
    counts[table] = (await kit.house.platform.db.row<{ n: number }>(`select count(*) as n from ${table}`))!.n;
  return counts;
}

/**
 * What was imported, by what it was there: independent of ids and of how many runs it took. Numbers and marks of lateness are
 * left out with `order: false`, for runs that could not know what was still to come.
 */
export async function contents(kit: TestHouse, options = { order: true }): Promise<unknown[]> {
  const order = options.order ? 'm.seq, m.late,' : '';
  return kit.house.platform.db.rows(
    `select p.external_id as place, c.kind, c.anchor_seq is not null as topic, ${order} m.client_id, u.name,
       regexp_replace(v.text, '<@[0-9a-f-]{36}>', '<@>', 'g') as text,
       v.content #- '{forward,conversation}' #- '{forward,sender}' as content,
       m.occurred_at as said, m.edits, m.edited_at, m.recalled_at, m.pinned_at,
       (select count(*) from version w where w.conversation_id = m.conversation_id and w.seq = m.seq) as versions,
       (select array_agg(r.emoji || ' ' || x.name order by 1) from reaction r join user_account x on x.id = r.user_id
         where r.conversation_id = m.conversation_id and r.seq = m.seq) as reactions,
       (select array_agg(x.name order by 1) from mention t join user_account x on x.id = t.user_id
         where t.conversation_id = m.conversation_id and t.seq = m.seq) as mentions
     from message m join conversation c on c.id = m.conversation_id
     join import_place p on p.conversation_id = coalesce(c.parent_id, c.id)
     join version v on v.conversation_id = m.conversation_id and v.ev = m.version_ev
     left join user_account u on u.id = m.sender
     order by p.external_id, m.client_id`,
  );
}

/** SY1, SY2: every stream's numbers are dense, every message has its log row, every version its place; lists agree with rows. */
export async function expectSound(kit: TestHouse): Promise<void> {
  const broken = await kit.house.platform.db.rows(
    `select s.id, s.ev, s.seq from stream s where s.kind = 'conversation' and (
       s.ev <> (select count(*) from log l where l.stream_id = s.id)
       or s.ev <> coalesce((select max(l.ev) from log l where l.stream_id = s.id), 0)
       or s.seq <> (select count(*) from message m where m.conversation_id = s.id)
       or s.seq <> coalesce((select max(m.seq) from message m where m.conversation_id = s.id), 0)
       or s.seq <> (select count(*) from log l where l.stream_id = s.id and l.type = 'message.sent'))
     union all
     select m.conversation_id, m.ev, m.seq from message m where m.changed_ev < m.ev
       or not exists (select 1 from log l where l.stream_id = m.conversation_id and l.ev = m.ev and l.type = 'message.sent')
       or not exists (select 1 from version v where v.conversation_id = m.conversation_id and v.ev = m.version_ev and v.seq = m.seq)
     union all
     select a.conversation_id, a.ev, a.seq from message a join message b on b.conversation_id = a.conversation_id and b.seq = a.seq + 1
       where b.ev <= a.ev or (not b.late and not a.late and b.occurred_at < a.occurred_at)
     union all
     select c.id, c.member_count, c.guest_count from conversation c
       where c.member_count <> (select count(*) from membership m where m.conversation_id = c.id and m.left_ev is null)`,
  );
  expect(broken).toEqual([]);
}
