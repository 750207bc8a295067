import { type RefObject, useState } from 'react';
import { replaceIn } from '../caret.ts';
import type { Emoji } from '../emoji-list.ts';
import { closedEmoji, type EmojiQuery, emojiAt, emojiNamed } from './emoji-text.ts';

export interface EmojiDoor {
  open: boolean;
  choices: readonly Emoji[];
  active: number;
  setActive(index: number): void;
  choose(emoji: Emoji): void;
  /** Looks what is being written at the caret. */
  look(): void;
  /** Something was typed: a name that has just been closed becomes its emoji. */
  typed(): void;
  close(): void;
}

const none: readonly Emoji[] = [];

/** The emoji being named in a field by `:name`, and which it may be. */
export function useEmojiField(field: RefObject<HTMLTextAreaElement | null>): EmojiDoor {
  const [query, setQuery] = useState<EmojiQuery | null>(null);
  const [active, setActive] = useState(0);
  const choices = query ? emojiNamed(query.query) : none;
  const put = (start: number, emoji: string): void => {
    setQuery(null);
    if (field.current) replaceIn(field.current, start, field.current.selectionStart, emoji);
  };
  return {
    open: choices.length > 0,
    choices,
    active: Math.min(active, Math.max(0, choices.length - 1)),
    setActive,
    choose: ({ emoji }) => query && put(query.start, emoji),
    look: () => {
      const area = field.current;
      if (!area || area.selectionStart !== area.selectionEnd) return setQuery(null);
      const found = emojiAt(area.value, area.selectionStart);
      setQuery(found);
      if (found?.query !== query?.query) setActive(0);
    },
    typed: () => {
      const area = field.current;
      const closed = area && closedEmoji(area.value, area.selectionStart);
      if (closed) put(closed.start, closed.emoji);
    },
    close: () => setQuery(null),
  };
}
