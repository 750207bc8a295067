import type { CapLimit, ChannelAccount, ConsentPurpose, Purpose, WindowTrigger } from '@rapport/contract';
import type { Queryable } from '@rapport/platform';
import type { Way } from './policy.ts';
import type { Group } from './reader.ts';

/** An earlier decision about the same message that let it out. */
interface DecidedRow {
  id: string;
  purpose: Purpose;
  by: Way['by'];
  endsAt: number | null;
}

export interface StateRow extends Pick<ChannelAccount, 'kind' | 'enabled' | 'capabilities'> {
  /** The version of the rules in force; 0 before any was set. */
  rulesVersion: number;
  /** What was sent and counts, in no order; null: nothing. */
  sentAt: number[] | null;
  sentWeights: number[] | null;
  sentHere: boolean[] | null;
  /** Windows of the handle by all accounts; `here`: by this one. */
  windows: { trigger: WindowTrigger; openedAt: number; here: boolean; used: number }[] | null;
  consent: Partial<Record<ConsentPurpose, boolean>> | null;
  preference: CapLimit | { most: null; hours: null } | null;
  decided: DecidedRow | null;
}

/** Instants in arrays and objects, where the driver does not read them. */
const ms = (column: string): string => `(extract(epoch from ${column}) * 1000)::float8`;

/**
 * Lists of so many ids, filled up with the last one. Of an array the planner does not know how long it is: it would plan the statement anew each time,
 * which takes longer than running it.
 */
const lengths = [1, 3, 10];

/** Whether a column is one of the ids that stand from a place on. */
const among = (column: string, first: number, length: number | undefined): string =>
  length === undefined
    ? `${column} = any ($${first}::uuid[])`
    : `${column} in (${Array.from({ length }, (_, i) => `$${first + i}`).join(', ')})`;

/** Parameters: handle, account, since, key; handles of the group, its contacts. What a window let out is read in its order: by its index, whatever the statistics say. */
function stateSql(length: number | undefined): string {
  const handles = (column: string): string => among(column, 5, length);
  const contacts = (column: string): string => among(column, 5 + (length ?? 1), length);
  return `select a.kind, a.enabled, a.capabilities, (select coalesce(max(r.version), 0) from policy_rules r) as "rulesVersion",
      sent."sentAt", sent."sentWeights", sent."sentHere",
      (select json_agg(json_build_object('trigger', w.trigger, 'openedAt', ${ms('w.opened_at')}, 'here', w.account_id = a.id,
          'used', case when w.account_id = a.id then (select coalesce(sum(d.pieces), 0) from (
              select d0.* from policy_decision d0 where d0.handle_id = w.handle_id and d0.at >= w.opened_at order by d0.at offset 0) d
            where d.account_id = w.account_id and d.window_trigger = w.trigger and d.allowed and d.refunded_at is null) end))
         from contact_window w where w.handle_id = $1) as windows,
      (select json_object_agg(said.purpose, said.given) from (
         select distinct on (c.purpose) c.purpose, c.given from contact_consent c
         where c.channel = a.kind and (${handles('c.handle_id')} or (c.handle_id is null and ${contacts('c.contact_id')}))
         order by c.purpose, c.at desc, c.id desc) said) as consent,
      (select json_build_object('most', p.most, 'hours', p.hours) from contact_preference p
         where ${contacts('p.contact_id')} and p.channel = a.kind order by p.at desc, p.id desc limit 1) as preference,
      (select json_build_object('id', d.id, 'purpose', d.purpose, 'by', d.way, 'endsAt', ${ms('d.window_ends_at')})
         from policy_decision d where d.key = $4) as decided
    from channel_account a cross join (
      select array_agg(${ms('d.at')}) as "sentAt", array_agg(d.weight) as "sentWeights",
        array_agg(d.channel = (select k.kind from channel_account k where k.id = $2)) as "sentHere"
      from policy_decision d where ${handles('d.handle_id')} and d.allowed and d.refunded_at is null and d.counted
        and d.at > to_timestamp($3::float8 / 1000)) sent
    where a.id = $2`;
}

const statements = new Map([...lengths, undefined].map((length) => [length, stateSql(length)]));

const filled = (ids: readonly string[], length: number): string[] => Array.from({ length }, (_, i) => ids[i] ?? ids.at(-1)!);

/** What a decision rests on, as of one moment: the account, what is the group's, and the handle's; undefined without the account. */
export async function stateOf(
  q: Queryable,
  { handles, contacts }: Group,
  asked: { handle: string; account: string; since: number; key: string | null },
): Promise<StateRow | undefined> {
  const length = lengths.find((one) => one >= handles.length && one >= contacts.length);
  const ids = length === undefined ? [handles, contacts] : [...filled(handles, length), ...filled(contacts, length)];
  const [row] = await q.prepared<StateRow>(`policy.state.${length ?? 'many'}`, statements.get(length)!, [
    asked.handle,
    asked.account,
    asked.since,
    asked.key,
    ...ids,
  ]);
  return row;
}
