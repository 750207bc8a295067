import { type LogEntry, LogReader, type Platform, type Tx } from '@rapport/platform';
import { type MessageText, placesMentioning, streamPlace, textsAt, textsByEv } from '../conversations/index.ts';
import { documentOf, tokensOf } from './document.ts';
import { namesIn } from './names.ts';
import { mentionedAs } from './reader.ts';
import { type IndexRow, lockIndex, putMentionedNames, putMessages } from './writer.ts';

/** Most messages read again when somebody they mention was renamed. */
const maxRenamed = 20_000;

/** Brings the index to the present state of messages of one conversation. */
async function indexMessages(tx: Tx, conversation: string, read: () => Promise<MessageText[]>): Promise<void> {
  await lockIndex(tx, conversation);
  const messages = await read();
  const names = await namesIn(tx, messages);
  const parent = (await streamPlace(tx, conversation))?.parent?.conversation;
  const rows: IndexRow[] = [];
  const gone: number[] = [];
  for (const message of messages) {
    const document = documentOf(message, (id) => names.get(id));
    if (document) rows.push({ seq: message.seq, at: message.at, tokens: tokensOf(message, document, parent) });
    else gone.push(message.seq);
  }
  await putMessages(tx, conversation, rows, gone);
  await putMentionedNames(tx, names);
}

/** Whether an entry changes what can be found: reactions, pins and previews (`message.changed`) do not. */
const concernsWords = ({ type }: LogEntry): boolean => type.startsWith('message.') && type !== 'message.changed';

/** Somebody may be called otherwise now: messages that mention them are found by the new name. */
async function followRename(tx: Tx, id: string): Promise<void> {
  const before = await mentionedAs(tx, id);
  if (before === undefined) return;
  const now = (await namesIn(tx, [{ text: `<@${id}>` } as MessageText])).get(id);
  if (now === undefined || now === before) return;
  const places = await placesMentioning(tx, id, maxRenamed);
  // In ascending order: two nodes that do this at once do not wait for each other in a circle.
  for (const conversation of [...new Set(places.map((place) => place.conversation))].sort()) {
    const here = places.filter((place) => place.conversation === conversation);
    await indexMessages(tx, conversation, () => textsAt(tx, here));
  }
  await putMentionedNames(tx, new Map([[id, now]]));
}

async function handle(tx: Tx, entries: readonly LogEntry[]): Promise<void> {
  const stream = entries[0]?.stream;
  if (stream === undefined) return;
  const renamed = entries.filter(({ type }) => type === 'user.changed' || type === 'department.changed');
  for (const id of new Set(renamed.flatMap(({ subject }) => subject ?? []))) await followRename(tx, id);
  const evs = [...new Set(entries.filter(concernsWords).map(({ ev, target }) => target ?? ev))];
  if (evs.length > 0) await indexMessages(tx, stream, () => textsByEv(tx, stream, evs));
}

/** The one reader of a house that keeps the index: exactly once per row of the log, in pages. */
export const indexer = (platform: Platform): LogReader =>
  new LogReader(platform, { name: 'search', kinds: ['conversation', 'organization'], handle, page: 200 });

/** Resolves once everything committed before the call can be found. */
export const searchCaughtUp = (platform: Platform): Promise<void> => platform.keep(indexer).caughtUp();
