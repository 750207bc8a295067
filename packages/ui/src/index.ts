export { emojiOnly } from './markdown/emoji-only.ts';
export type { MentionTarget, ResolveMention } from './markdown/mentions.ts';
export { markdownLimits } from './markdown/parser.ts';
export { toPlainText } from './markdown/plain-text.ts';
export { type RenderOptions, renderMarkdown } from './markdown/render.ts';
