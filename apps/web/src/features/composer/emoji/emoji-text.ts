import { type Emoji, findEmoji } from '../emoji-list.ts';

export interface EmojiQuery {
  /** Where the colon stands. */
  start: number;
  query: string;
}

const most = 8;
/** A colon that begins a word; times and addresses have theirs within one. */
const named = /(?:^|[^\p{L}\p{N}:：/]|\p{Script=Han})([:：])([\p{L}\p{N}_+-]{1,20})$/u;

/** The emoji being named at the caret, or null: one Chinese character, two other signs at least. */
export function emojiAt(text: string, caret: number): EmojiQuery | null {
  const query = named.exec(text.slice(Math.max(0, caret - 40), caret))?.[2] ?? '';
  // Chinese writes a wide colon before a word of its own: only the narrow one is meant.
  if (query === '' || text[caret - query.length - 1] !== ':') return null;
  const enough = query.length > 1 || /\p{Script=Han}/u.test(query);
  return enough ? { start: caret - query.length - 1, query: query.toLowerCase() } : null;
}

/** How well it answers to a name: a whole word before the beginning of one. */
const rankOf = ({ en, zh, pinyin }: Emoji, query: string): number => (`${en} ${zh} ${pinyin}`.split(' ').includes(query) ? 0 : 1);

const plain = (query: string): string => query.replaceAll('_', ' ');

export function emojiNamed(query: string): readonly Emoji[] {
  const [first = '', ...rest] = plain(query).split(' ');
  return findEmoji(first)
    .filter((one) => rest.every((word) => word === '' || one.en.split(' ').some((w) => w.startsWith(word))))
    .toSorted((a, b) => rankOf(a, first) - rankOf(b, first))
    .slice(0, most);
}

/** `:name:` as it has just been closed: where it stands, and what it means. */
export function closedEmoji(text: string, caret: number): { start: number; emoji: string } | null {
  if (text[caret - 1] !== ':') return null;
  const asked = emojiAt(text, caret - 1);
  const best = asked && emojiNamed(asked.query)[0];
  return best && rankOf(best, plain(asked.query).split(' ')[0] ?? '') === 0 ? { start: asked.start, emoji: best.emoji } : null;
}
