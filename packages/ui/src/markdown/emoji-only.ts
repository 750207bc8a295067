/** One emoji as people see it (UTS #51 possible_emoji), written without the `v` flag for older browsers. */
const textual = '©®™‼⁉ℹ↔-↪〰〽㊗㊙';
const base = `(?![\\p{Regional_Indicator}\\p{Emoji_Modifier}])(?:(?![${textual}])\\p{Extended_Pictographic}|\\p{Emoji_Presentation}|[${textual}](?=\\ufe0f))`;
const element = `${base}(?:\\ufe0f|\\p{Emoji_Modifier})?(?:[\\u{e0020}-\\u{e007e}]+\\u{e007f})?`;
const emoji = `(?:\\p{Regional_Indicator}{2}|[0-9#*]\\ufe0f?\\u20e3|${element}(?:\\u200d(?:${element}))*)`;
const next = new RegExp(`(\\s+)|${emoji}`, 'uy');

/** How many emoji a message consists of, 0 when there is anything else in it (or too many): such messages are shown large. */
export function emojiOnly(source: string, atMost = 12): number {
  let count = 0;
  // One emoji at a time: a single expression for the whole could be made to backtrack for hours.
  for (next.lastIndex = 0; next.lastIndex < source.length; ) {
    const match = next.exec(source);
    if (!match) return 0;
    if (match[1] === undefined && ++count > atMost) return 0;
  }
  return count;
}
