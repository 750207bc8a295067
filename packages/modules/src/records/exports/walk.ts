import { mentionsOf } from '@rapport/contract';
import { breathe, type Platform } from '@rapport/platform';
import {
  countWalked,
  type WalkedHead,
  type WalkedVersion,
  walkedHeads,
  walkedMembers,
  walkedRows,
} from '../../conversations/index.ts';
import { conversationEvents } from './export-reader.ts';
import type { Wanted } from './rows.ts';
import { aroundRows, saidInRows } from './walk-page.ts';
import { walkedPeople } from './walk-people.ts';
import type { Walk, WalkedConversation, WalkedMessage, WalkedPage, WalkedPeople } from './walk-shape.ts';

const rowsAtOnce = 200;

interface Walking {
  platform: Platform;
  wanted: Wanted;
  people: WalkedPeople;
  /** Told how many messages were handed out. */
  told(messages: number): Promise<void>;
}

const spanOf = ({ id, seq }: WalkedHead, { after, before }: Wanted) => ({ conversation: id, upTo: seq, after, before });

/** Ids of people in what a message says. */
function namedIn({ text, content }: WalkedVersion): (string | null | undefined)[] {
  const { form } = content ?? {};
  return [
    ...mentionsOf(text).users,
    content?.card,
    content?.forward?.sender,
    ...(form?.participants ?? []).map(({ user }) => user),
    ...(form?.actions ?? []).map(({ user }) => user),
  ];
}

const namedBy = (m: WalkedMessage): (string | null | undefined)[] => [
  m.sender,
  m.recalledBy,
  ...m.versions.flatMap((version) => [version.author, ...namedIn(version)]),
  ...m.reactions.map(({ user }) => user),
  ...m.signing.flatMap(({ content }) => [content.user, content.by]),
  ...m.promises.flatMap((p) => [p.debtorId, p.creditorId, p.madeBy, p.settledBy]),
];

async function* pagesOf({ platform, wanted, people, told }: Walking, head: WalkedHead): AsyncGenerator<WalkedPage> {
  const span = spanOf(head, wanted);
  const { db } = platform;
  let seenEv = 0;
  for (let above = 0; ; ) {
    await breathe();
    const rows = await walkedRows(db, span, above, rowsAtOnce);
    const said = await saidInRows(db, head.id, rows);
    const messages = await aroundRows(db, head.id, said.rows, said.versions);
    const last = messages.at(-1);
    const whole = said.rows.length === rows.length && rows.length < rowsAtOnce;
    const events = await conversationEvents(db, head.id, seenEv, whole || !last ? Number.MAX_SAFE_INTEGER : last.ev, wanted);
    await people.know([...messages.flatMap(namedBy), ...events.flatMap(({ actor, subject }) => [actor, subject])]);
    const files = await said.files(platform, wanted.files);
    if (messages.length > 0 || events.length > 0) yield { messages, events, files };
    await told(messages.length);
    if (whole || !last) return;
    above = last.seq;
    seenEv = last.ev;
  }
}

async function walked(walking: Walking, head: WalkedHead, messages: number): Promise<WalkedConversation> {
  const { platform, people } = walking;
  const members = [...(await walkedMembers(platform.db, head.id))];
  if (head.parent !== null) {
    const known = new Set(members.map(({ user }) => user));
    members.push(...(await walkedMembers(platform.db, head.parent)).filter(({ user }) => !known.has(user)));
  }
  await people.know(members.map(({ user }) => user));
  const title = await titleOf(walking, head, members);
  return { ...head, title, members, messages, pages: () => pagesOf(walking, head) };
}

const mostNamed = 5;

async function titleOf({ platform, people }: Walking, head: WalkedHead, members: WalkedConversation['members']): Promise<string> {
  if (head.name !== '') return head.name;
  if (head.parent !== null) {
    const [parent] = await walkedHeads(platform.db, [head.parent]);
    if (parent && parent.name !== '') return `${parent.name} #${head.anchorSeq}`;
  }
  const names = members.slice(0, mostNamed).map(({ user }) => people.nameOf(user));
  return [names.join(', '), ...(members.length > mostNamed ? ['…'] : [])].join(', ') || head.id;
}

/**
 * Goes through everything that is to be exported, conversation by conversation, a page of messages in memory. It says what was said and done up to
 * when it began; what was taken away meanwhile is for its caller to look for.
 */
export async function walkExport(
  platform: Platform,
  wanted: Wanted,
  progress: (at: { done: number; total: number }) => Promise<void>,
): Promise<Walk> {
  const heads = await walkedHeads(platform.db, wanted.conversations);
  const counts: number[] = [];
  for (const head of heads) counts.push(await countWalked(platform.db, spanOf(head, wanted)));
  const total = counts.reduce((sum, n) => sum + n, 0);
  const people = walkedPeople(platform);
  let done = 0;
  const told = async (messages: number) => {
    done += messages;
    await progress({ done, total });
  };
  await told(0);
  return {
    people,
    total,
    async *conversations() {
      for (const [i, head] of heads.entries()) yield walked({ platform, wanted, people, told }, head, counts[i]!);
    },
  };
}
