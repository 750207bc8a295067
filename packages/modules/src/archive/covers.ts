import { Fault } from '@rapport/contract';
import type { Queryable } from '@rapport/platform';
import { type ArchivedRange, archivedTextsAt, type MessageText, visibleFrom } from '../conversations/index.ts';
import type { Covered } from '../search/index.ts';

const hidden = (what: 'conversation' | 'message'): Fault => new Fault('not-found', { what });

/** The part of a conversation that is covered. @throws Fault `not-found` */
export async function requireRange(q: Queryable, covered: Covered, conversation: string): Promise<ArchivedRange> {
  if (!(await visibleFrom(q, covered.archivist, [conversation])).has(conversation)) throw hidden('conversation');
  const { people, from, until } = covered;
  return { conversation, people: people && [...people], from, until };
}

const isCovered = ({ people, from, until }: Covered, { sender, at }: MessageText): boolean =>
  (people === null || (sender !== null && people.has(sender))) &&
  (from === undefined || at >= from) &&
  (until === undefined || at < until);

/** A message that is covered. What was erased is not there, and what is withheld is shown through its matter alone. @throws Fault `not-found` */
export async function requireCovered(
  q: Queryable,
  covered: Covered,
  { conversation, seq }: { conversation: string; seq: number },
): Promise<{ range: ArchivedRange; text: MessageText }> {
  const range = await requireRange(q, covered, conversation).catch(() => undefined);
  const [text] = range ? await archivedTextsAt(q, [{ conversation, seq }]) : [];
  if (!range || !text || text.withheld || !isCovered(covered, text)) throw hidden('message');
  return { range, text };
}
