import { createHash } from 'node:crypto';
import { Fault, type Output, type Parsed } from '@rapport/contract';
import { type Platform, pgCode, type Tx } from '@rapport/platform';
import { type Actor, requirePermission } from '../../access/index.ts';
import {
  askOfCopies,
  customerConversation,
  customerOf,
  newestSaid,
  openCustomerConversation,
  refusedFault,
  requireConversation,
  requireSendable,
  sendMessage,
  visibleFrom,
} from '../../conversations/index.ts';
import { accountOf, askOfWay } from '../../policy/index.ts';
import { myInboxes, requireMyInbox } from '../guard.ts';
import { setUpOf } from '../set-up/memory.ts';
import { partNow, rootRow } from './case-reader.ts';
import { endPart } from './case-writer.ts';
import { makeSo } from './change-case.ts';
import { openCase, openTeams } from './open-case.ts';
import { lockCase } from './tell.ts';

interface Begun {
  case: string;
  number: number;
  conversation: string;
  thread: string;
  /** It was made for this message. */
  made: boolean;
}

/** What we begin by mail is a thread of its own; said again after a lost answer, it is the same one. */
const threadFor = (clientId: string): string => createHash('sha256').update(`begun ${clientId}`).digest('hex').slice(0, 24);

/**
 * Whoever begins a conversation reads whatever the contact ever writes there. By an account that leads to other teams alone nobody lets themselves
 * in before they are written to; one that leads nowhere is everybody's.
 */
async function requireOurAccount(platform: Platform, tx: Tx, actor: Actor, account: string): Promise<void> {
  const { inboxes, sources } = await setUpOf(platform);
  const leads = sources.filter((one) => one.account === account && inboxes.get(one.inbox)?.archived === false);
  const mine = leads.length === 0 ? undefined : await myInboxes(platform, tx, actor);
  if (mine && !leads.some(({ inbox }) => mine.has(inbox)))
    throw new Fault('conflict', { reason: 'this account leads to the inboxes of another team' });
}

/** The conversation of this way, where I may answer it: one that another team reads, or would, is opened to nobody else by this. */
async function placeFor(platform: Platform, tx: Tx, actor: Actor, input: Parsed<'cases.start'>): Promise<string> {
  const { conversation, made } = await openCustomerConversation(platform, tx, input);
  if (!made && (await visibleFrom(tx, actor, [conversation])).has(conversation)) return conversation;
  if (!made && (await newestSaid(tx, [{ conversation, after: 0 }])).size > 0)
    throw new Fault('conflict', { reason: 'another team talks with the contact there' });
  await requireOurAccount(platform, tx, actor, input.account);
  return conversation;
}

/** The case that this belongs to: the one that is open there, else a new one of mine. */
async function begin(platform: Platform, tx: Tx, actor: Actor, input: Parsed<'cases.start'>): Promise<Begun> {
  const { id: inbox } = await requireMyInbox(platform, tx, actor, input.inbox);
  const conversation = await placeFor(platform, tx, actor, input);
  const customer = (await customerOf(tx, conversation))!;
  const thread = customer.capabilities.threads === 'headers' ? threadFor(input.clientId) : '';
  const part = await partNow(tx, conversation, thread);
  const before = part && (await rootRow(tx, part.root));
  if (part && before && before.status !== 'closed' && before.status !== 'solved') {
    await openTeams(platform, tx, conversation, before.inboxes, actor.user);
    return { case: before.id, number: before.number, conversation, thread, made: false };
  }
  await openTeams(platform, tx, conversation, [inbox], actor.user);
  const { seq } = await requireConversation(tx, actor, conversation, 'post');
  if (part) await endPart(tx, part, Math.max(seq + 1, part.from + 1));
  const row = await openCase(
    platform,
    tx,
    {
      handle: input.handle,
      account: input.account,
      conversation,
      thread,
      from: seq + 1,
      inboxes: [inbox],
      title: input.subject ?? null,
      follows: before?.id ?? null,
      assignee: actor.user,
    },
    { actor: actor.user },
  );
  return { case: row.id, number: row.number, conversation, thread, made: true };
}

/** The same; of several who begin there in the same moment one makes the case, and the others find it (index `case_part_now`). */
async function beginOrJoin(platform: Platform, actor: Actor, input: Parsed<'cases.start'>): Promise<Begun> {
  const once = () => platform.db.transaction((tx) => begin(platform, tx, actor, input));
  try {
    return await once();
  } catch (error) {
    if (pgCode(error) !== '23505') throw error;
    return once();
  }
}

/** What was made for a message that then was refused after all is over at once: nothing was said in it. */
async function giveUp(platform: Platform, actor: Actor, id: string): Promise<void> {
  await platform.db.transaction(async (tx) =>
    makeSo(platform, tx, await lockCase(tx, id), { status: 'closed' }, { actor: actor.user }),
  );
}

/** Files that the channel does not carry, or that are not the writer's to send, make nothing. */
async function requireFiles(
  platform: Platform,
  actor: Actor,
  { account, clientId, text, attachments }: Parsed<'cases.start'>,
): Promise<void> {
  if (attachments.length === 0) return;
  const known = await accountOf(platform.db, account);
  if (!known) throw new Fault('not-found', { what: 'account' });
  await requireSendable(platform, actor, { clientId, text, attachments, outward: true }, known.capabilities);
}

/**
 * Staff write to a contact first (IN15): by one of the ways there are to them, and as policy lets it out. What is refused makes nothing; what goes out
 * is a case of mine, in which the answer will lie.
 */
export async function startCase(platform: Platform, actor: Actor, input: Parsed<'cases.start'>): Promise<Output<'cases.start'>> {
  requirePermission(actor, 'contacts.read');
  await requireMyInbox(platform, platform.db, actor, input.inbox);
  const known = await customerConversation(platform.db, input.account, input.handle);
  // Said again after a lost answer it may count against itself: whoever sends it knows that it is there.
  if (!known || !(await partNow(platform.db, known, threadFor(input.clientId)))) {
    await requireFiles(platform, actor, input);
    const verdict = await askOfWay(platform, platform.db, input);
    if (!verdict.allowed) throw refusedFault({ refused: verdict });
    const refused = await askOfCopies(platform, platform.db, { ...input, address: '', purpose: verdict.purpose });
    if (refused) throw refusedFault(refused);
  }
  const begun = await beginOrJoin(platform, actor, input);
  const { subject, cc, attachments } = input;
  const envelope = {
    ...(subject ? { subject } : {}),
    ...(cc.length > 0 ? { cc } : {}),
    ...(begun.thread ? { thread: begun.thread } : {}),
  };
  try {
    const { seq } = await sendMessage(platform, actor, begun.conversation, {
      clientId: input.clientId,
      text: input.text,
      outward: true,
      ...(attachments.length > 0 ? { attachments } : {}),
      ...(Object.keys(envelope).length > 0 ? { envelope } : {}),
    });
    return { case: begun.case, number: begun.number, conversation: begun.conversation, seq } as Output<'cases.start'>;
  } catch (error) {
    if (begun.made) await giveUp(platform, actor, begun.case);
    throw error;
  }
}
