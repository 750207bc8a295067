import { type PlanFilling, type PlannedAsk, plansHold } from '@rapport/dev/plans-hold';
import { type Db, newId } from '@rapport/platform';
import { handlesEver, ownersOf, sureAddresses } from './owner-reader.ts';
import {
  alike,
  contactRow,
  contactRows,
  dataOf,
  groupRows,
  handlesOf,
  historyOf,
  keptApart,
  labelCounts,
  listedContacts,
  lockContacts,
  mergesOf,
  namedContacts,
  remarksOf,
  remarksUntil,
  seenHandleIds,
  seenHandleRow,
  verifiedHolder,
} from './reader.ts';
import { fieldOfGroup, handlesAt, lockedStanding, sameAddress, standingOfContact, standingOfHandle } from './standing-reader.ts';
import { companyNamed, dataOfMany, handlesOfMany, hasAlike, importedAs, labelsOfMany } from './transfer/transfer-reader.ts';
import { mergeInto, settleContact, settleKeys, takeApart } from './writer.ts';

/** Contacts of a side: of four one is merged into another of them. What a side is called begins its values. */
const contacts = 2_000;
/** Rows of each kind that a contact has. */
const each = 4;
const page = 50;

const idSql = (what: string, n: string): string => `md5($1::text || '${what}' || ${n})::uuid`;
const rootSql = (n: string): string => `(case when ${n} % 4 = 1 then ${n} - 1 else ${n} end)`;

async function fill(db: Db, side: string, most = contacts): Promise<void> {
  const from = `generate_series(0, $2::int - 1) n`;
  const withEach = `${from}, generate_series(1, ${each}) e`;
  const at = `now() - n * interval '1 hour'`;
  const values = [side, most];
  await db.rows(
    `insert into contact (id, root, merged_into, is_company, name, sort_key, kind, owner_id, company_id, labels, created_at, changed_at)
     select ${idSql('contact', 'n')}, ${idSql('contact', rootSql('n'))}, case when n % 4 = 1 then ${idSql('contact', 'n - 1')} end, n % 100 = 0,
       $1 || ' ' || n, $1 || ' ' || n, 'customer', ${idSql('owner', 'n / 20')}, case when n % 100 <> 0 then ${idSql('contact', 'n / 100 * 100')} end,
       case when n % 50 = 2 then array[$1 || n / 500] else '{}' end, ${at}, ${at} from ${from}`,
    values,
  );
  await db.rows(
    `insert into contact_datum (id, contact_id, field, use, value, source, at, ended_at)
     select ${idSql('datum', `n || ' ' || e`)}, ${idSql('contact', 'n')}, (array['timeZone', 'language', 'title', 'x-stage'])[e], '', '"x"', 'person', ${at},
       case when e = 3 then ${at} end from ${withEach}`,
    values,
  );
  await db.rows(
    `insert into contact_handle (id, contact_id, kind, value, scope, use, strength, source, at, ended_at)
     select ${idSql('handle', `n || ' ' || e`)}, ${idSql('contact', 'n')}, (array['email', 'phone', 'email', 'wechat'])[e],
       case when e = 3 then $1 || ' shared ' || n / 8 else $1 || ' ' || n || ' ' || e end, '', '', case when e = 3 then 'claimed' else 'verified' end, 'channel',
       ${at}, case when e = 4 then ${at} end from ${withEach}`,
    values,
  );
  await db.rows(
    `insert into contact_key (contact_id, key) select ${idSql('contact', 'n')}, $1 || ' ' || n || ' ' || e from ${withEach}`,
    values,
  );
  await db.rows(
    `insert into contact_merge (id, keep, merged, at, undone_at)
     select ${idSql('merge', 'n')}, ${idSql('contact', 'n - 1')}, ${idSql('contact', 'n')}, ${at}, case when n % 4 <> 1 then ${at} end from ${from}`,
    values,
  );
  await db.rows(
    `insert into contact_apart (one, other, at, by_id) select ${idSql('contact', 'n')}, ${idSql('contact', 'n + 2')}, ${at}, ${idSql('owner', '1')} from ${from}`,
    values,
  );
  await db.rows(
    `insert into contact_remark (id, contact_id, author_id, text, at)
     select ${idSql('remark', `n || ' ' || e`)}, ${idSql('contact', 'n')}, ${idSql('owner', '1')}, 'x', ${at} from ${withEach}`,
    values,
  );
  await db.rows(
    `insert into contact_import_key (key, contact_id, said_hash) select sha256(($1 || n)::bytea), ${idSql('contact', 'n')}, '' from ${from}`,
    values,
  );
}

const filling: PlanFilling = {
  tables: 'contact, contact_datum, contact_handle, contact_key, contact_merge, contact_apart, contact_remark, contact_import_key',
  little: (db) => fill(db, 'one', 1),
  others: (db) => fill(db, 'others'),
  ours: (db) => fill(db, 'ours'),
  once: [
    [
      'are of when nobody was merged, and all were of one channel',
      async (db) => {
        await db.rows('update contact set root = id');
        await db.rows(`update contact_handle set kind = 'x' || kind, scope = kind`);
      },
      async (db) => {
        await db.rows('update contact set root = coalesce(merged_into, id)');
        await db.rows(`update contact_handle set kind = scope, scope = ''`);
      },
    ],
  ],
};

const named = new Map<string, string>();
const idOf = (key: string): string => named.get(key)!;
const many = Array.from({ length: page }, (_, i) => i * 8);
const contactsOf = (): string[] => many.map((n) => idOf(`contact ${n}`));
const handleOf = (n: number, e = 1): string => idOf(`handle ${n} ${e}`);
const by = { at: Date.now(), by: null } as never;
const listed = { archived: false, after: undefined, limit: page, prefixes: [] };
const value = (n: number, e = 1): string => `ours ${n} ${e}`;
/** Rows of one kind that a contact has with the one merged into it. */
const both = 2 * each;
const address = { kind: 'email', scope: '', value: value(8), strength: 'verified' };

// biome-ignore format: one a line
const asks: PlannedAsk[] = [
  ['a contact', 1, (tx) => contactRow(tx, idOf('contact 8'))],
  ['some contacts', page, (tx) => contactRows(tx, contactsOf())],
  ['a group', 2, (tx) => groupRows(tx, idOf('contact 8'))],
  ['the first by name', page, (tx) => listedContacts(tx, listed)],
  ['who is called so', each * 11, (tx) => listedContacts(tx, { ...listed, prefixes: ['ours 199'] })],
  ['whom somebody owns', 20, (tx) => listedContacts(tx, { ...listed, owner: idOf('owner 4') })],
  ['who has a label', 20, (tx) => listedContacts(tx, { ...listed, label: 'ours1' })],
  ['who belongs to a firm', 100, (tx) => listedContacts(tx, { ...listed, company: idOf('contact 400') })],
  ['whom some names mean', each * 22, (tx) => namedContacts(tx, [['ours 199'], ['ours 198', 'x']], page)],
  ['what is known', both, (tx) => dataOf(tx, idOf('contact 8'))],
  ['handles', both, (tx) => handlesOf(tx, idOf('contact 8'))],
  ['who holds a handle', 1, (tx) => verifiedHolder(tx, address)],
  ['whom a channel knows so', 1, (tx) => seenHandleRow(tx, address)],
  ['whom a channel knows so, of several', page, (tx) => seenHandleIds(tx, many.map((n) => ({ ...address, value: value(n) })))],
  ['whether two are kept apart', both, (tx) => keptApart(tx, idOf('contact 8'), idOf('contact 12'))],
  ['merges', 2, (tx) => mergesOf(tx, idOf('contact 8'))],
  ['a history', both * 4, (tx) => historyOf(tx, idOf('contact 8'), undefined, page)],
  ['who may be the same', both * 8, (tx) => alike(tx, idOf('contact 8'), page)],
  ['remarks', both, (tx) => remarksOf(tx, idOf('contact 8'), undefined, page)],
  ['remarks of a time', both, (tx) => remarksUntil(tx, idOf('contact 8'), null, page)],
  ['labels', contacts / 5, (tx) => labelCounts(tx)],
  ['contacts that are taken', 6, (tx) => lockContacts(tx, contactsOf().slice(0, 3))],
  ['whom a decision is about', both * 2, (tx) => standingOfHandle(tx, handleOf(8))],
  ['the same, taken', both * 2, (tx) => lockedStanding(tx, handleOf(8))],
  ['a group as others see it', both * 2, (tx) => standingOfContact(tx, idOf('contact 8'))],
  ['a field', both, (tx) => fieldOfGroup(tx, idOf('contact 8'), 'x-stage')],
  ['the same address', 8, (tx) => sameAddress(tx, handleOf(8, 3))],
  ['who has one of some addresses', page * 5, (tx) => handlesAt(tx, 'email', many.map((n) => `ours shared ${n / 8}`))],
  ['whose handles are', page, (tx) => ownersOf(tx, many.map((n) => handleOf(n)))],
  ['every handle ever', both, (tx) => handlesEver(tx, idOf('contact 8'))],
  ['addresses for sure', both, (tx) => sureAddresses(tx, idOf('contact 8'))],
  ['whom a file calls so', 1, async (tx) => importedAs(tx, (await tx.row<{ key: Buffer }>(`select sha256('ours8') as key`))!.key)],
  ['a firm by name', 1, (tx) => companyNamed(tx, 'ours 400', 'ours 400')],
  ['whether somebody is alike', 8, (tx) => hasAlike(tx, { handles: [address as never], sortKey: 'nobody', isCompany: false })],
  ['what is known of several', page * both, (tx) => dataOfMany(tx, contactsOf())],
  ['handles of several', page * both, (tx) => handlesOfMany(tx, contactsOf())],
  ['labels of several', page * 2, (tx) => labelsOfMany(tx, contactsOf())],
  ['a merge', both * 2, (tx) => mergeInto(tx, { id: newId(), keep: idOf('contact 8'), merged: idOf('contact 16'), ...(by as object) } as never)],
  ['its undoing', both * 2, (tx) => takeApart(tx, idOf('contact 9'), by)],
  ['what follows of a change', both * 4, (tx) => settleContact(tx, idOf('contact 8'), Date.now())],
  ['what it is found by', both * 4, (tx) => settleKeys(tx, idOf('contact 8'))],
];

plansHold(filling, asks, async (db) => {
  const keys = [
    ...[...many, 9, 12, 16, 400].flatMap((n) => [`contact ${n}`, ...[1, 2, 3, 4].map((e) => `handle ${n} ${e}`)]),
    'owner 4',
  ];
  for (const { key, id } of await db.rows<{ key: string; id: string }>(
    `select key, md5('ours' || replace(replace(replace(key, 'contact ', 'contact'), 'handle ', 'handle'), 'owner ', 'owner'))::uuid as id
     from unnest($1::text[]) as u (key)`,
    [keys],
  ))
    named.set(key, id);
});
