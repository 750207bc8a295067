import { Fault } from '@rapport/contract';
import type { Platform, Queryable } from '@rapport/platform';
import {
  erasedMessage,
  isAboutMessage,
  messageNumbered,
  messageSentAs,
  type RecordedVersion,
  recordedVersions,
  standingVersion,
} from '../conversations/index.ts';
import { recordKeyOf } from './card-reader.ts';
import type { LogLine } from './compose.ts';
import { firstSeen, type Looker } from './first-seen.ts';
import { logLine } from './reader.ts';

/** An event as its reader may see it, with what opens its parts. */
export interface VisibleEvent {
  line: LogLine;
  version: RecordedVersion | undefined;
  /** The record key, wrapped; destroyed where the words were erased, or parts taken out. */
  key: Buffer | undefined;
  /** The number of the message that it is about. */
  seq: number | undefined;
  /** The `ev` of the event that erased it. */
  erasedBy: number | undefined;
  /** What was said may be shown; of what was recalled only that it was. */
  words: boolean;
}

const noMessage = () => new Fault('not-found', { what: 'message' });

/** Of a message or of the conversation itself: whoever came without the history sees what happened since, to what they may see (SY10). */
async function mayKnow(
  q: Queryable,
  conversation: string,
  fromSeq: number,
  line: LogLine,
): Promise<{ words: boolean; seq?: number } | undefined> {
  const message = isAboutMessage(line.type) ? await messageSentAs(q, conversation, line.target ?? line.ev) : undefined;
  if (message) return message.seq >= fromSeq ? { words: !message.recalled, seq: message.seq } : undefined;
  const before = fromSeq > 1 ? await messageNumbered(q, conversation, fromSeq - 1) : undefined;
  return line.ev > (before?.ev ?? 0) ? { words: true } : undefined;
}

/** The version that a message shows, or, when it was erased, showed last. */
const shownVersion = async (q: Queryable, conversation: string, seq: number): Promise<number | undefined> =>
  (await standingVersion(q, conversation, seq)) ?? (await erasedMessage(q, conversation, seq))?.versionEv;

/**
 * The event that a proof is asked for: the version that a message shows, or any by its `ev` (CV1, SY10).
 * @throws Fault `not-found`, whatever the reason
 */
export async function visibleEvent(
  platform: Platform,
  looker: Looker,
  { conversation, seq, ev: asked }: { conversation: string; seq?: number | undefined; ev?: number | undefined },
): Promise<VisibleEvent> {
  const { db } = platform;
  if (seq === undefined && asked === undefined)
    throw new Fault('invalid-input', { field: 'seq', reason: 'name a message or an event' });
  const fromSeq = await firstSeen(db, looker, conversation);
  const ev = asked ?? (seq! >= fromSeq ? await shownVersion(db, conversation, seq!) : undefined);
  const found = ev === undefined ? undefined : await logLine(db, conversation, ev);
  if (ev === undefined || !found) throw noMessage();
  const line = { ...found, stream: conversation, ev };
  const known = await mayKnow(db, conversation, fromSeq, line);
  const [version] = known ? await recordedVersions(db, [{ conversation, ev }]) : [];
  const key = version ? (version.key ?? undefined) : known && (await recordKeyOf(db, conversation, ev));
  const erasedBy =
    version || key || known?.seq === undefined ? undefined : (await erasedMessage(db, conversation, known.seq))?.erasedEv;
  if (!known || !(version || key || erasedBy)) throw noMessage();
  return { line, version, key, words: known.words || looker === 'archive', seq: known.seq, erasedBy };
}
