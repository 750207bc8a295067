import { Fault } from '@rapport/contract';
import type { Db, Platform, Queryable, Tx } from '@rapport/platform';
import type { Teller } from '../data.ts';
import { fieldRows, typeRows } from '../reader.ts';
import type { Card, Own, Trouble } from './card.ts';
import { digestOf, judgeCard, keyOf, takeCard } from './take-card.ts';
import type { Tally } from './transfer-writer.ts';

export const ownOf = async (q: Queryable): Promise<Own> => ({
  fields: new Map((await fieldRows(q)).filter((field) => !field.archived).map((field) => [field.key, field])),
  types: await typeRows(q),
});

export const nothingYet: Tally = { done: 0, made: 0, changed: 0, same: 0, refused: 0, alike: 0 };

/** Whether a card goes in: wholly, or without what does not fit where that is wanted. Without a name nothing does. */
export const goesIn = ({ troubles, name }: Card, partly: boolean): boolean =>
  troubles.length === 0 || (partly && name !== '' && name.length <= 120 && troubles.every((one) => one.field !== 'company'));

const counted = (tally: Tally, outcome: 'made' | 'changed' | 'same' | 'refused', alike = false): Tally => ({
  ...tally,
  done: tally.done + 1,
  [outcome]: tally[outcome] + 1,
  alike: tally.alike + (alike && outcome === 'made' ? 1 : 0),
});

/** What would become of these cards; nothing is written. Of those that tell of the same contact the first makes it. */
export async function preview(db: Db, cards: readonly Card[], partly: boolean): Promise<Tally> {
  let tally = nothingYet;
  const before = new Map<string, string>();
  for (const card of cards) {
    if (!goesIn(card, partly)) {
      tally = counted(tally, 'refused');
      continue;
    }
    const key = keyOf(card).toString('hex');
    const digest = digestOf(card).toString('hex');
    const first = before.get(key);
    before.set(key, digest);
    if (first !== undefined) tally = counted(tally, first === digest ? 'same' : 'changed');
    else {
      const { outcome, alike } = await judgeCard(db, card);
      tally = counted(tally, outcome, alike);
    }
  }
  return tally;
}

const reasonOf = (error: unknown): Trouble | undefined => {
  if (!(error instanceof Fault)) return undefined;
  return error.code === 'quota-exceeded' ? 'too-many' : error.code === 'invalid-input' ? 'does-not-fit' : 'conflict';
};

export interface Taken {
  tally: Tally;
  troubles: { line: number; field: string; because: Trouble }[];
}

/**
 * Brings in some cards, each in a transaction of its own, in which `note` may say how far it is: of what is broken off every contact is there wholly
 * or not at all, and doing it again adds nothing (CT7).
 */
export async function bringIn(
  platform: Platform,
  teller: Teller,
  cards: readonly Card[],
  { partly, tally: before, note }: { partly: boolean; tally: Tally; note?: (tx: Tx, tally: Tally) => Promise<void> },
): Promise<Taken> {
  let tally = before;
  const troubles: Taken['troubles'] = [];
  for (const card of cards) {
    if (!goesIn(card, partly)) {
      tally = counted(tally, 'refused');
      continue;
    }
    try {
      tally = await platform.db.transaction(async (tx) => {
        const { outcome, alike } = await takeCard(platform, tx, teller, card);
        const now = counted(tally, outcome, alike);
        await note?.(tx, now);
        return now;
      });
    } catch (error) {
      const because = reasonOf(error);
      if (!because) throw error;
      troubles.push({ line: card.line, field: '', because });
      tally = counted(tally, 'refused');
    }
  }
  return { tally, troubles };
}
