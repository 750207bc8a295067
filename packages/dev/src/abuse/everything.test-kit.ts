import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { mailLike } from '../customers.ts';
import type { TestHouse } from '../test-house.ts';
import type { Seat } from '../test-people.ts';

/** Words that stand in the private area and nowhere else. */
export const canary = 'kanarienvogel';

/** A private area with one of everything in it. */
export interface Everything {
  maker: Seat;
  mate: Seat;
  /** The private group, whose first messages were said before `late` came. */
  group: string;
  /** Seqs in the group that whoever joined without history may not see. */
  early: readonly number[];
  /** Ids of things in the private area, by noun. */
  ids: Readonly<Record<string, string>>;
  /** A person who was in the group and is not any more, and one who came without history. */
  left: Seat;
  late: Seat;
}

/** Uploads by hand (tus); answers the id. `part` leaves it unfinished. */
export async function uploadFile(kit: TestHouse, seat: Seat, name: string, bytes: Buffer, part = bytes.length): Promise<string> {
  const headers = { authorization: `Bearer ${seat.token}`, 'tus-resumable': '1.0.0' };
  const made = await fetch(`${kit.url}/api/files/upload`, {
    method: 'POST',
    headers: {
      ...headers,
      'upload-length': String(bytes.length),
      'upload-metadata': `filename ${Buffer.from(name).toString('base64')}`,
    },
  });
  const id = made.headers.get('location')!.split('/').at(-1)!;
  const sent = await fetch(`${kit.url}/api/files/upload/${id}`, {
    method: 'PATCH',
    headers: { ...headers, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
    body: new Uint8Array(bytes.subarray(0, part)),
  });
  if (sent.status !== 204) throw new Error(`upload: ${sent.status} ${await sent.text()}`);
  return id;
}

const draft = (text: string, more: object = {}) => ({ clientId: randomUUID(), text, ...more });

/** What people keep for themselves in the group: drafts, saved messages, folders, plans, words that call them. */
async function ownThings(kit: TestHouse, maker: Seat, group: string, seq: number) {
  const conversation = group as never;
  await kit.call(maker, 'conversations.saveDraft', { conversation, text: `${canary} draft` });
  await kit.call(maker, 'conversations.save', {
    conversation,
    seq,
    on: true,
    note: `${canary} note`,
    remindAt: Date.now() + 9e8,
  });
  const scheduled = draft(`${canary} scheduled`);
  await kit.call(maker, 'conversations.scheduleMessage', { conversation, draft: scheduled, sendAt: Date.now() + 9e8 });
  const folder = await kit.call(maker, 'conversations.changeFolder', { name: `${canary} folder` });
  await kit.call(maker, 'conversations.changeMine', { conversation, folder: folder.id, favourite: true });
  await kit.call(maker, 'delivery.changeSettings', { keywords: [`${canary} word`] });
  const sessions = await kit.call(maker, 'people.tokens', {});
  return { scheduled: scheduled.clientId, folder: folder.id, token: sessions.tokens[0]!.id };
}

/** Messages in all their states, a topic, files finished and under way. */
async function saidThings(kit: TestHouse, maker: Seat, mate: Seat, group: string) {
  const conversation = group as never;
  const picture = await uploadFile(kit, maker, `${canary}.txt`, Buffer.from(`${canary} in bytes`));
  const under = await uploadFile(kit, maker, `${canary} under way.txt`, Buffer.from(`${canary} half`), 5);
  const say = (seat: Seat, text: string, more: object = {}) => kit.say(seat, group, text, more);
  const first = await say(maker, `${canary} first with a link https://192.0.2.1/${canary}`, { attachments: [picture] });
  const edited = await say(maker, `${canary} before the edit`);
  await kit.call(maker, 'conversations.editMessage', { conversation, seq: edited.seq, text: `${canary} after the edit` });
  const form = {
    template: '00000000-0000-7000-8000-000000000106',
    version: 1,
    title: `${canary} report`,
    summary: `${canary} in a form`,
    channel: 'chat',
    occurred: { from: Date.now() - 1000, zone: 'UTC' },
    participants: [{ name: `${canary} participant` }],
    values: { kind: 'day', reportsTo: `${canary} in a field` },
  };
  await say(maker, '', { form });
  const recalled = await say(mate, `${canary} recalled`);
  await kit.call(mate, 'conversations.recallMessage', { conversation, seq: recalled.seq });
  await kit.call(mate, 'conversations.react', { conversation, seq: first.seq, emoji: `${canary}😀`, on: true });
  await kit.call(maker, 'conversations.pin', { conversation, seq: first.seq, on: true });
  const topic = await kit.call(mate, 'conversations.startTopic', { conversation, seq: first.seq });
  await kit.say(mate, topic.id, `${canary} in the topic`);
  const answer = await say(mate, `@[${maker.name}](user:${maker.user}) ${canary} answer`, { quote: first.seq });
  await kit.call(maker, 'conversations.markRead', { conversation, seq: answer.seq });
  return {
    early: [first.seq, edited.seq, recalled.seq, answer.seq],
    ids: { file: picture, upload: under, topic: topic.id as string },
  };
}

/** Things of the house that only those who manage it may see. */
async function houseThings(kit: TestHouse, database: pg.Client) {
  await kit.call(kit.owner, 'people.invite', { emails: [`${canary}@rapport.test`] });
  const invitation = (await kit.call(kit.owner, 'people.invitations', {})).invitations[0]!.id as string;
  const bot = (await kit.call(kit.owner, 'people.createBot', { name: `Robot ${randomUUID().slice(0, 4)}` })).user as string;
  const made = await kit.call(kit.owner, 'people.createBotToken', { bot: bot as never, name: `${canary} token` });
  // Roles are shown to whoever sees the directory; who was given one is not.
  const role = (await kit.call(kit.owner, 'access.createRole', { name: `role ${randomUUID()}`, permissions: [] })).id;
  const grant = await kit.call(kit.owner, 'access.grant', {
    user: kit.owner.user as never,
    role,
    scope: { kind: 'organization' },
  });
  const session = randomUUID();
  await database.query(
    `insert into session (id, user_id, secret_hash, device, ip, created_at, seen_at, expires_at)
     values ($1, $2, sha256($3::bytea), $4, '192.0.2.1', now(), now(), now() + interval '9 days')`,
    [session, kit.owner.user, session, `${canary} device`],
  );
  return { invitation, botToken: made.token.id as string, grant: grant.id as string, session };
}

/** What hangs on the record: a commitment, and, as rows, what those made who may more than all strangers. */
async function recordThings(kit: TestHouse, database: pg.Client, maker: Seat, group: string, seq: number) {
  const commitment = await kit.call(maker, 'commitments.create', {
    conversation: group as never,
    seq,
    what: `${canary} promise`,
    debtor: { name: `${canary} debtor` },
    creditor: { user: maker.user as never },
  });
  await kit.call(maker, 'labels.change', { conversation: group as never, seq, add: [`${canary} label`] });
  const [bundle, matter, hold, disposition, erasure, link, review, inspection] = Array.from({ length: 8 }, () =>
    randomUUID(),
  ) as string[];
  const word = `${canary} of the record`;
  const owner = kit.owner.user;
  const rows: [string, unknown[]][] = [
    [
      `insert into record_export (id, maker, purpose, conversations, with_files, state, created_at)
       values ($1, $2, $3, array[$4::uuid], true, 'done', now())`,
      [bundle, owner, word, group],
    ],
    [
      'insert into matter (id, name, reason, two_people, opened_by, opened_at) values ($1, $2, $2, false, $3, now())',
      [matter, word, owner],
    ],
    [
      `insert into hold (id, matter_id, scope_kind, scope_id, reason, placed_by, placed_at)
       values ($1, $2, 'conversation', $3, $4, $5, now())`,
      [hold, matter, group, word, owner],
    ],
    [
      `insert into disposition (id, version, state, proposed_at, list_key) values ($1, 0, 'proposed', now(), '\\x00')`,
      [disposition],
    ],
    [
      `insert into erasure (id, kind, user_id, reason, state, asked_by, asked_at) values ($1, 'person', $2, $3, 'refused', $2, now())`,
      [erasure, owner, word],
    ],
    [
      `insert into review (id, kind, state, listed_at, conversation_id, version, reason) values ($1, 'messages', 'open', now(), $2, 0, $3)`,
      [review, group, word],
    ],
    [
      `insert into inspection (id, asked_by, asked_at, purpose, scope, days, state, expires_at)
       values ($1, $2, now(), $3, json_build_object('conversations', json_build_array($4::text)), 7, 'open', now() + interval '7 days')`,
      [inspection, owner, word, group],
    ],
    [
      `insert into signing_link (id, token_hash, conversation_id, seq, version_ev, ev, name, made_by, expires_at)
       values ($1::uuid, sha256($1::uuid::text::bytea), $2, $3, 1, 1, $4, $5, now() + interval '9 days')`,
      [link, group, seq, word, maker.user],
    ],
  ];
  for (const [statement, values] of rows) await database.query(statement, values);
  return { commitment: commitment.id as string, bundle, matter, hold, disposition, erasure, link, review, inspection } as Record<
    string,
    string
  >;
}

/** A case of a contact, in an inbox of which maker and mate are the team. */
async function caseThings(kit: TestHouse, database: pg.Client, maker: Seat, mate: Seat) {
  const team = await kit.call(maker, 'conversations.create', {
    name: `${canary} group of a team`,
    members: [mate.user as never],
  });
  const [inbox, matter, talk, account, contact, handle, followUp] = Array.from({ length: 7 }, () => randomUUID()) as string[];
  const word = `${canary} of the case`;
  const rows: [string, unknown[]][] = [
    [
      `insert into inbox (id, name, group_id, settings, created_at, created_by) values ($1, $2, $3, '{}', now(), $4)`,
      [inbox, `inbox ${inbox}`, team.id, maker.user],
    ],
    [
      `insert into channel_account (id, kind, name, capabilities, enabled, created_at, changed_at) values ($1, 'email', 'Mail', $2, true, now(), now())`,
      [account, JSON.stringify(mailLike)],
    ],
    [
      `insert into contact (id, root, is_company, name, sort_key, kind, created_at, changed_at) values ($1, $1, false, 'Outsider', 'outsider', 'customer', now(), now())`,
      [contact],
    ],
    [
      `insert into contact_handle (id, contact_id, kind, value, scope, use, strength, source, at)
       values ($1, $2, 'email', $1::uuid::text, '', 'other', 'claimed', 'channel', now())`,
      [handle, contact],
    ],
    [`insert into stream (id, kind) values ($1, 'conversation'), ($2, 'case')`, [talk, matter]],
    [`insert into conversation (id, kind, name) values ($1, 'customer', '')`, [talk]],
    [`insert into customer_conversation (conversation_id, account_id, handle_id) values ($1, $2, $3)`, [talk, account, handle]],
    [`insert into customer_audience (group_id, conversation_id) values ($1, $2)`, [team.id, talk]],
    [
      `insert into customer_case (id, handle_id, account_id, title, status, root, opened_at, clocks, changed_at)
       values ($1, $2, $3, $4, 'open', $1, now(), '{"at":0,"status":"open","targets":{"first":null,"next":null,"resolution":null},"clocks":{"first":{"on":false,"spent":0,"target":null,"met":0,"broken":0},"next":{"on":false,"spent":0,"target":null,"met":0,"broken":0},"resolution":{"on":true,"spent":0,"target":null,"met":0,"broken":0}}}', now())`,
      [matter, handle, account, word],
    ],
    [`insert into case_part (case_id, conversation_id, thread, from_seq) values ($1, $2, '', 1)`, [matter, talk]],
    [`insert into case_inbox (case_id, inbox_id, at) values ($1, $2, now())`, [matter, inbox]],
    [
      `insert into case_follow_up (id, case_id, user_id, at, what, made_at) values ($1, $2, $3, now() + interval '9 days', $4, now())`,
      [followUp, matter, maker.user, word],
    ],
  ];
  for (const [statement, values] of rows) await database.query(statement, values);
  return { team: team.id as string, case: matter, talk, followUp } as Record<string, string>;
}

/** Builds it: maker and mate in a private group, somebody who left, somebody who came late. */
export async function everythingIn(kit: TestHouse, database: pg.Client): Promise<Everything> {
  const [maker, mate, left, late] = await Promise.all(['Maker', 'Mate', 'Left', 'Late'].map((name) => kit.person(name)));
  const people = [maker!, mate!, left!, late!] as const;
  const made = await kit.call(people[0], 'conversations.create', {
    name: `${canary} group`,
    purpose: `${canary} purpose`,
    members: [people[1].user as never, people[2].user as never],
  });
  const group = made.id as string;
  const said = await saidThings(kit, people[0], people[1], group);
  const own = await ownThings(kit, people[0], group, said.early[0]!);
  await kit.call(people[2], 'conversations.leave', { conversation: group as never });
  const direct = await kit.call(people[0], 'conversations.openDirect', { users: [people[1].user as never] });
  await kit.say(people[0], direct.id, `${canary} between two`);
  const note = await kit.call(people[0], 'conversations.create', { kind: 'note', name: `${canary} notes` });
  await kit.say(people[0], note.id, `${canary} to myself`);
  await kit.call(people[0], 'conversations.addMembers', {
    conversation: group as never,
    users: [people[3].user as never],
    withHistory: false,
  });
  await database.query(
    `update version set content = jsonb_set(coalesce(content, '{}'), '{preview}', $2) where conversation_id = $1 and ev = (select version_ev from message where conversation_id = $1 and seq = $3)`,
    [group, JSON.stringify({ url: 'https://192.0.2.1/', title: `${canary} preview` }), said.early[0]],
  );
  const house = await houseThings(kit, database);
  const record = await recordThings(kit, database, people[0], group, said.early[0]!);
  const cases = await caseThings(kit, database, people[0], people[1]);
  const ids = { group, ...said.ids, ...own, ...record, ...cases, direct: direct.id as string, note: note.id as string, ...house };
  return { maker: people[0], mate: people[1], left: people[2], late: people[3], group, early: said.early, ids };
}
