import { breathe, type LogEntry, LogReader, type Platform, type Tx } from '@rapport/platform';
import { isAboutMessage, type MessageText, placesMentioning, textsAt, textsByEv } from '../conversations/index.ts';
import { documentOf, tokensOf } from './document.ts';
import { namesIn } from './names.ts';
import { mentionedAs } from './reader.ts';
import { type IndexRow, lockIndex, putMentionedNames, putMessages } from './writer.ts';

/** Most lines of the log, and messages, in one go. */
const page = 200;
/** Most messages read again when somebody they mention was renamed. */
const maxRenamed = 20_000;

/** Messages turned into tokens before others get their turn on this thread. */
const atOnce = 32;

/** Brings the index to the present state of some messages of these conversations. */
async function indexMessages(tx: Tx, conversations: readonly string[], read: () => Promise<MessageText[]>): Promise<void> {
  await lockIndex(tx, conversations);
  const messages = await read();
  const names = await namesIn(tx, messages);
  const rows: IndexRow[] = [];
  const gone: { conversation: string; seq: number }[] = [];
  for (const [i, message] of messages.entries()) {
    if (i > 0 && i % atOnce === 0) await breathe();
    const { conversation, seq, at, parent } = message;
    const document = documentOf(message, (id) => names.get(id));
    if (document) rows.push({ conversation, seq, at, tokens: tokensOf(message, document, parent ?? undefined) });
    else gone.push({ conversation, seq });
  }
  await putMessages(tx, rows, gone);
  await putMentionedNames(tx, names);
}

/** Takes messages that were erased or withheld out of the index, in the transaction that does so. */
export async function dropFromIndex(tx: Tx, conversation: string, seqs: readonly number[]): Promise<void> {
  await lockIndex(tx, [conversation]);
  await putMessages(
    tx,
    [],
    seqs.map((seq) => ({ conversation, seq })),
  );
}

/** What changes nothing that can be found: reactions, pins and previews; signatures; commitments. */
const beside = new Set(
  ['changed', 'asked', 'signed', 'declined', 'withdrawn', 'revoked', 'committed'].map((what) => `message.${what}`),
);
const concernsWords = ({ type }: LogEntry): boolean => isAboutMessage(type) && !beside.has(type);

/** Somebody may be called otherwise now: messages that mention them are found by the new name. */
async function followRename(tx: Tx, id: string): Promise<void> {
  const before = await mentionedAs(tx, id);
  if (before === undefined) return;
  const now = (await namesIn(tx, [{ text: `<@${id}>` } as MessageText])).get(id);
  if (now === undefined || now === before) return;
  const places = await placesMentioning(tx, id, maxRenamed);
  for (const { here, conversations } of portions(places)) await indexMessages(tx, conversations, () => textsAt(tx, here));
  await putMentionedNames(tx, new Map([[id, now]]));
}

type Mentioned = { conversation: string; seq: number };

/** Bounded parts of many places, in ascending order: two nodes that do this at once do not wait for each other in a circle. */
function* portions(places: readonly Mentioned[]): Generator<{ here: Mentioned[]; conversations: string[] }> {
  const sorted = [...places].sort((a, b) => (a.conversation < b.conversation ? -1 : a.conversation > b.conversation ? 1 : 0));
  for (let i = 0; i < sorted.length; i += page) {
    const here = sorted.slice(i, i + page);
    yield { here, conversations: [...new Set(here.map((place) => place.conversation))] };
  }
}

async function handle(tx: Tx, entries: readonly LogEntry[]): Promise<void> {
  const renamed = entries.filter(({ type }) => type === 'user.changed' || type === 'department.changed');
  for (const id of new Set(renamed.flatMap(({ subject }) => subject ?? []))) await followRename(tx, id);
  const made = entries.filter(concernsWords).map(({ stream, ev, target }) => ({ conversation: stream, ev: target ?? ev }));
  if (made.length === 0) return;
  await indexMessages(tx, [...new Set(made.map((m) => m.conversation))], () => textsByEv(tx, made));
}

/** The one reader of a house that keeps the index: exactly once per row of the log, in pages. */
export const indexer = (platform: Platform): LogReader =>
  new LogReader(platform, { name: 'search', kinds: ['conversation', 'organization'], handle, page });

/** Resolves once everything committed before the call can be found. */
export const searchCaughtUp = (platform: Platform): Promise<void> => platform.keep(indexer).caughtUp();
