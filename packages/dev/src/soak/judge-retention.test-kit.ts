import { until } from '../test-house.ts';
import type { Seat } from '../test-people.ts';
import type { Book } from './book.test-kit.ts';
import type { Site } from './site.test-kit.ts';

/** Decisions under way: each comes to an end by itself, however often a server was killed. */
const waiting = `select 'disposition ' || id as what from disposition where state in ('approved', 'listing')
  union all select 'erasure ' || id from erasure where state = 'working'
  union all select 'event ' || type from retention_event where ev is null limit 5`;

export async function retentionSettled(site: Site): Promise<void> {
  await until(async () => (await site.rows(waiting)).length === 0).catch(async () => {
    const jobs = await site.rows(
      `select task_identifier as task, attempts, run_at - now() as due, locked_by, left(last_error, 200) as error
       from graphile_worker.jobs where task_identifier like 'retention.%' limit 10`,
    );
    throw new Error(`RT6 these never ended: ${JSON.stringify(await site.rows(waiting))} ${JSON.stringify(jobs)}`);
  });
}

/** Of some conversations and their topics. */
const here = `m.conversation_id in (select id from conversation where id = any ($1::uuid[]) or parent_id = any ($1::uuid[]))`;
const placeSql = `m.conversation_id || '/' || m.seq`;

const wrongs: readonly (readonly [string, string])[] = [
  [
    'RT4 erased, and nobody decided that',
    `select ${placeSql} as what from message m where ${here} and m.erased_at is not null
       and not exists (select 1 from disposition_item i where i.conversation_id = m.conversation_id and i.seq = m.seq and i.state = 'destroyed')
       and not exists (select 1 from erasure e where e.state <> 'waiting'
         and ((e.conversation_id = m.conversation_id and e.seq = m.seq) or (e.kind = 'person' and e.user_id = m.sender)))`,
  ],
  [
    'RT7 withheld, and nobody asked for that',
    `select ${placeSql} as what from message m where ${here} and m.withheld_at is not null
       and not exists (select 1 from erasure e where e.state = 'restricted'
         and ((e.conversation_id = m.conversation_id and e.seq = m.seq) or (e.kind = 'person' and e.user_id = m.sender)))`,
  ],
  [
    'RT6 erased, and its words or keys are there',
    `select ${placeSql} as what from message m join version v on v.conversation_id = m.conversation_id and v.ev = m.version_ev
     where ${here} and m.erased_at is not null and (v.text <> '' or v.content is not null or v.key is not null)`,
  ],
  [
    'SY4 not erased, and its words or keys are gone',
    `select ${placeSql} as what from message m join version v on v.conversation_id = m.conversation_id and v.ev = m.version_ev
     where ${here} and m.erased_at is null and (v.key is null or (v.text = '' and v.content is null))`,
  ],
  [
    'RT6 said to be destroyed, and is not',
    `select ${placeSql} as what from message m join disposition_item i on i.conversation_id = m.conversation_id and i.seq = m.seq
     where ${here} and i.state = 'destroyed' and m.erased_at is null`,
  ],
  [
    'RT7 said to be erased, and is not',
    `select ${placeSql} as what from message m join erasure e on e.conversation_id = m.conversation_id and e.seq = m.seq
     where ${here} and m.erased_at is null and (e.state = 'done' or (e.state = 'restricted' and m.withheld_at is null))`,
  ],
  [
    'RT6 found by the index, and shown to nobody',
    `select ${placeSql} as what from message m join search_message s on s.conversation_id = m.conversation_id and s.seq = m.seq
     where ${here} and (m.erased_at is not null or m.withheld_at is not null)`,
  ],
  [
    'RT6 destroyed without a certificate',
    `select d.id::text as what from disposition d where d.state = 'done' and (d.certificate is null
       or not exists (select 1 from retention_event e where e.id = d.id and e.type = 'disposition.executed' and e.ev is not null))
       and $1::uuid[] is not null`,
  ],
];

/** RT1: nothing that was there when a hold was answered is gone as long as nobody wished it lifted. */
async function judgeHeld(site: Site, { held }: Book): Promise<void> {
  for (const { hold, scope, words } of held) {
    const gone = await site.rows<{ what: string }>(
      `select ${placeSql} as what from unnest($1::uuid[], $2::int[]) as u (conversation, seq)
         join message m on m.conversation_id = u.conversation and m.seq = u.seq where m.erased_at is not null limit 5`,
      [words.map(({ conversation }) => conversation), words.map(({ seq }) => seq)],
    );
    if (gone.length > 0)
      throw new Error(`RT1 held by ${hold} (${scope.kind} ${scope.id}) and gone: ${gone.map(({ what }) => what).join(' ')}`);
  }
}

const notErased = (one: string) =>
  `exists (select 1 from message m where m.conversation_id = ${one}.conversation and m.seq = ${one}.seq and m.erased_at is null)`;

/** Commitments and signatures that were answered are there, unless the message they hang on is erased. */
async function judgeMade(site: Site, { commitments, signed }: Book): Promise<void> {
  const lost = await site.rows<{ what: string }>(
    `select 'commitment ' || c.id as what from unnest($1::uuid[], $2::int[], $3::uuid[], $4::text[]) as c (conversation, seq, id, states)
     where ${notErased('c')}
       and not exists (select 1 from commitment r where r.id = c.id and r.state = any (string_to_array(c.states, ' ')))
     union all
     select 'signature on ' || s.conversation || '/' || s.seq from unnest($5::uuid[], $6::int[], $7::text[]) as s (conversation, seq, name)
     where ${notErased('s')} and not exists (select 1 from signing g where g.conversation_id = s.conversation and g.seq = s.seq
       and g.content ->> 'kind' in ('signed', 'declined') and g.content ->> 'name' = s.name)`,
    [
      commitments.map((c) => c.conversation),
      commitments.map((c) => c.seq),
      commitments.map((c) => c.id),
      commitments.map((c) => c.states.join(' ')),
      signed.map((s) => s.conversation),
      signed.map((s) => s.seq),
      signed.map((s) => s.name),
    ],
  );
  if (lost.length > 0) throw new Error(`An answered record is lost: ${lost[0]!.what}`);
}

/** A repeat is refused as known under other words only where those it repeats are gone. */
async function judgeRepeats(site: Site, { refused }: Book): Promise<void> {
  const repeats = [...refused].flatMap(([clientId, { code }]) => (code === 'client-id-reused' ? [clientId] : []));
  const there = await site.rows<{ id: string }>(
    'select client_id as id from message where client_id = any ($1::uuid[]) and erased_at is null',
    [repeats],
  );
  if (there.length > 0) throw new Error(`SY4 the repeat of ${there[0]!.id} was refused, and its words are there`);
}

/** What the keeper of the record did is done, whole, and reached nothing else. */
export async function judgeRetention(site: Site, book: Book, conversations: readonly string[]): Promise<void> {
  for (const [wrong, sql] of wrongs) {
    const found = await site.rows<{ what: string }>(`${sql} limit 5`, [conversations]);
    if (found.length > 0) throw new Error(`${wrong}: ${found.map(({ what }) => what).join(' ')}`);
  }
  await judgeHeld(site, book);
  await judgeMade(site, book);
  await judgeRepeats(site, book);
}

/** Proofs asked for of a schedule. */
const most = 6;

/** RT6: of what was erased the ledger proves that it was there, and that it was erased; to be asked once all is sequenced. */
export async function judgeErasedProofs(site: Site, keeper: Seat, conversations: readonly string[]): Promise<void> {
  const rows = await site.rows<{ conversation: string; seq: number; visible: boolean }>(
    `select m.conversation_id as conversation, m.seq::int from message m join conversation c on c.id = m.conversation_id
     where ${here} and m.erased_at is not null and c.visibility = 'open' and c.parent_id is null order by m.erased_at limit ${most}`,
    [conversations],
  );
  for (const { conversation, seq } of rows) {
    let state = '';
    // What was asked for over a line that stood still may be erased only now, and be in the ledger a second later.
    const erased = async () => {
      ({ state } = await site.call(keeper, 'records.proof', { conversation: conversation as never, seq }));
      return state === 'erased';
    };
    await until(erased).catch(() => {
      throw new Error(`RT6 ${conversation}/${seq} is erased, and its proof says ${state}`);
    });
  }
}
