import type { MarkdownIt, StateInline, Token } from 'markdown-it';

/** What a mention points at; its written form is in the contract (`<@user>`, `<!all>`, `<@&department>`, `<#conversation>`). */
export type MentionTarget =
  | { kind: 'user'; id: string }
  | { kind: 'department'; id: string }
  | { kind: 'conversation'; id: string }
  | { kind: 'all' };

/** The name to show, without @ or #; undefined when the reader does not know it (any more). */
export type ResolveMention = (target: MentionTarget) => string | undefined;

export interface MentionOptions {
  resolve?: ResolveMention | undefined;
  /** The reader: mentions of this person and of everybody get the class `mention-me`. */
  me?: string | undefined;
}

const uuid = '([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})';
const written = new RegExp(`<(?:@${uuid}|@&${uuid}|#${uuid}|!(all))>`, 'y');

function targetOf(match: RegExpExecArray): MentionTarget {
  const [, user, department, conversation] = match;
  if (user) return { kind: 'user', id: user };
  if (department) return { kind: 'department', id: department };
  return conversation ? { kind: 'conversation', id: conversation } : { kind: 'all' };
}

/** `@name` or `#name`, with an ellipsis where the name is not known. */
export function mentionText(target: MentionTarget, resolve: ResolveMention | undefined): string {
  const name = resolve?.(target) ?? (target.kind === 'all' ? 'all' : '…');
  return `${target.kind === 'conversation' ? '#' : '@'}${name}`;
}

export const mentionOf = (token: Token): MentionTarget => (token.meta as { target: MentionTarget }).target;

function parse(state: StateInline, silent: boolean): boolean {
  written.lastIndex = state.pos;
  const match = written.exec(state.src);
  if (!match) return false;
  if (!silent) {
    const token = state.push('mention', 'span', 0);
    token.meta = { target: targetOf(match) };
    token.content = match[0];
  }
  state.pos += match[0].length;
  return true;
}

function render(escapeHtml: (text: string) => string, token: Token, options: MentionOptions): string {
  const target = mentionOf(token);
  const mine = target.kind === 'all' || (target.kind === 'user' && target.id === options.me);
  const known = target.kind === 'all' || options.resolve?.(target) !== undefined;
  const classes = `mention${mine ? ' mention-me' : ''}${known ? '' : ' mention-unknown'}`;
  const id = target.kind === 'all' ? '' : target.id;
  return `<span class="${classes}" data-${target.kind}="${id}">${escapeHtml(mentionText(target, options.resolve))}</span>`;
}

/** Mentions stand before autolinks, which begin with `<` too; code spans are read earlier and keep them as text. */
export function mentionPlugin(md: MarkdownIt): void {
  md.inline.ruler.before('autolink', 'mention', parse);
  md.renderer.rules.mention = (tokens, index, _options, env) =>
    render(md.utils.escapeHtml, tokens[index] as Token, env as MentionOptions);
}
