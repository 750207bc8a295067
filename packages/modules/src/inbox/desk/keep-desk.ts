import { type CannedReply, type CasePane, Fault, type LookUpCard, type Macro, type Output, type Parsed } from '@rapport/contract';
import { newBytes, newId, type Platform } from '@rapport/platform';
import type { Actor } from '../../access/index.ts';
import { labelsUsed } from '../cases/case-reader.ts';
import { doActs } from '../cases/change-case.ts';
import { presentPane } from '../cases/present.ts';
import { lockCase } from '../cases/tell.ts';
import { mayConfigure, myInboxes, requireCase, requireConfigure, requireInbox, requireMyInbox } from '../guard.ts';
import { setUpOf } from '../set-up/memory.ts';
import { requireKnown } from './canned-text.ts';
import { cardRows, macroRows, replyRows } from './desk-reader.ts';
import { putCard, putMacro, putReply } from './desk-writer.ts';
import { secretText } from './look-up.ts';

const most = 1_000;

/** What is at hand: for all inboxes, and for those I work in or set up. */
export async function desk(platform: Platform, actor: Actor, { inbox }: Parsed<'inbox.desk'>): Promise<Output<'inbox.desk'>> {
  if (inbox !== undefined && !mayConfigure(actor, inbox)) await requireMyInbox(platform, platform.db, actor, inbox);
  const mine = await myInboxes(platform, platform.db, actor);
  const configures = mayConfigure(actor, inbox ?? '');
  if (mine.size === 0 && !configures) return { replies: [], macros: [], cards: [], labels: [], inboxes: [] };
  const fits = (row: { inbox: string | null; archived: boolean }): boolean =>
    (row.inbox === null || (inbox === undefined ? mine.has(row.inbox) || configures : row.inbox === inbox)) &&
    (configures || !row.archived);
  const [replies, macros, cards, labels] = await Promise.all([
    replyRows(platform.db),
    macroRows(platform.db),
    cardRows(platform.db),
    labelsUsed(platform.db, [...mine]),
  ]);
  return {
    replies: replies.filter(fits),
    macros: macros.filter(fits),
    cards: cards.filter(fits).map(({ secret: _, ...card }) => card),
    labels,
    inboxes: [...(await setUpOf(platform)).inboxes.values()]
      .filter(({ archived }) => !archived)
      .map(({ id, name }) => ({ id, name })),
  } as Output<'inbox.desk'>;
}

/** What is kept under an id, or a new one; for one inbox it is for who sets that up, before and after. */
async function placeFor<R extends { id: string; inbox: string | null }>(
  platform: Platform,
  actor: Actor,
  what: string,
  rows: readonly R[],
  { id, inbox }: { id: string | undefined; inbox: string | null },
): Promise<{ id: string; before: R | undefined }> {
  requireConfigure(actor, inbox);
  if (inbox !== null) requireInbox(await setUpOf(platform), inbox);
  const before = rows.find((row) => row.id === id);
  if (id !== undefined && !before) throw new Fault('not-found', { what });
  if (before) requireConfigure(actor, before.inbox);
  else if (rows.length >= most) throw new Fault('quota-exceeded', { quota: `${most}` });
  return { id: id ?? newId(platform.clock.now()), before };
}

export async function saveReply(platform: Platform, actor: Actor, input: Parsed<'inbox.saveReply'>): Promise<CannedReply> {
  const { reply, inbox, name, texts, archived } = input;
  for (const [language, text] of Object.entries(texts)) if (text) requireKnown(`texts/${language}`, text);
  const { id } = await placeFor(platform, actor, 'reply', await replyRows(platform.db), { id: reply, inbox });
  const kept = { id, inbox, name, texts, archived };
  await platform.db.transaction((tx) => putReply(tx, kept, platform.clock.now()));
  return kept;
}

export async function saveMacro(platform: Platform, actor: Actor, input: Parsed<'inbox.saveMacro'>): Promise<Macro> {
  const { macro, inbox, name, acts, archived } = input;
  const { id } = await placeFor(platform, actor, 'macro', await macroRows(platform.db), { id: macro, inbox });
  const kept = { id, inbox, name, acts, archived };
  await platform.db.transaction((tx) => putMacro(tx, kept, platform.clock.now()));
  return kept;
}

/** The secret is told when it is made, and never again. */
export async function saveCard(
  platform: Platform,
  actor: Actor,
  input: Parsed<'inbox.saveCard'>,
): Promise<LookUpCard & { secret?: string }> {
  const { card, inbox, name, url, archived } = input;
  const { id, before } = await placeFor(platform, actor, 'card', await cardRows(platform.db), { id: card, inbox });
  // Whoever may change where a card asks must not send what its secret signs to a place of their own.
  const renew = !before || input.renewSecret || before.url !== url;
  const fresh = renew ? newBytes(32) : undefined;
  const secret = fresh ? platform.vault.seal(fresh) : before!.secret;
  await platform.db.transaction((tx) => putCard(tx, { id, inbox, name, url, archived, secret }, platform.clock.now()));
  return { id, inbox, name, url, archived, ...(fresh ? { secret: secretText(fresh) } : {}) };
}

export async function runMacro(
  platform: Platform,
  actor: Actor,
  { case: id, macro }: Parsed<'cases.runMacro'>,
): Promise<CasePane> {
  const rows = await macroRows(platform.db);
  return platform.db.transaction(async (tx) => {
    const row = await lockCase(tx, (await requireCase(platform, tx, actor, id)).id);
    const kept = rows.find((one) => one.id === macro && !one.archived);
    if (!kept || (kept.inbox !== null && !row.inboxes.includes(kept.inbox))) throw new Fault('not-found', { what: 'macro' });
    return presentPane(platform, tx, actor, await doActs(platform, tx, row, kept.acts, { actor: actor.user }));
  });
}
