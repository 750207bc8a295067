import { EMOJI_TABLE } from './emoji-table.ts';

const byName = new Map<string, string>();
for (const entry of EMOJI_TABLE.trim().split(/\s*[|\n]\s*/)) {
  const [emoji, ...names] = entry.split(' ');
  for (const name of names) byName.set(name, emoji!);
}

/** Slack's `skin-tone-2` … `skin-tone-6` are Fitzpatrick types 1-2 … 6. */
const SKIN_TONES = ['🏻', '🏼', '🏽', '🏾', '🏿'];
const TAKES_TONE = /^\p{Emoji_Modifier_Base}/u;

function toned(emoji: string, tone: number): string {
  const modifier = SKIN_TONES[tone - 2];
  const first = [...emoji][0]!;
  if (modifier === undefined || !TAKES_TONE.test(first)) return emoji;
  return first + modifier + emoji.slice(first.length).replace(/^\ufe0f/, '');
}

/** `+1`, `wave::skin-tone-3`, `tada` → unicode; an unknown name → undefined. */
export function emojiByShortcode(shortcode: string): string | undefined {
  const [name, tone] = shortcode.split('::');
  const emoji = byName.get(name!);
  if (emoji === undefined || tone === undefined) return emoji;
  return toned(emoji, Number(tone.replace('skin-tone-', '')));
}

/** A reaction's name → what to show: unicode, or `:name:` for a workspace's own emoji. */
export function reactionEmoji(name: string): string {
  return emojiByShortcode(name) ?? `:${name}:`;
}

/** `:smile:` or `:wave::skin-tone-3:` at a place in a text. */
const SHORTCODE = /:([a-z0-9_+'-]+)(?:::(skin-tone-[2-6]))?:/gy;

/** The emoji whose shortcode starts at `index`, with the shortcode's length, or undefined. */
export function shortcodeAt(text: string, index: number): { emoji: string; length: number } | undefined {
  // 10:30:45 is a time: a shortcode does not start inside a word.
  if (/[a-z0-9]/i.test(text[index - 1] ?? '')) return undefined;
  SHORTCODE.lastIndex = index;
  const match = SHORTCODE.exec(text);
  if (!match) return undefined;
  const emoji = emojiByShortcode(match[2] === undefined ? match[1]! : `${match[1]}::${match[2]}`);
  return emoji === undefined ? undefined : { emoji, length: match[0].length };
}
