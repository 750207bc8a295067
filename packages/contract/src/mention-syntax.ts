import { inlineTexts } from './markdown-blocks.ts';

/**
 * Mentions inside a message's Markdown: `<@user>` a person, `<!all>` everybody in the conversation, `<@&department>` a
 * department, `<#conversation>` a link to a conversation. Inside code, behind a backslash and in a link's address they are
 * plain text. What counts here is what the renderer shows as a mention (packages/ui holds the two together).
 */
const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const mention = new RegExp(`<@(${uuid})>|<@&(${uuid})>|<!(all)>`, 'y');
const special = /[\\`<[\]]/g;
const escapable = /[!-/:-@[-`{-~\n]/;
/** Addresses the renderer makes links of. */
const allowed = /^(?:https?:\/\/|mailto:|tel:)/i;

export interface Mentions {
  users: string[];
  departments: string[];
  all: boolean;
}

/** An open bracket: where the mentions inside it begin. */
interface Bracket {
  image: boolean;
  from: number;
}

const matchAt = (pattern: RegExp, text: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at;
  return pattern.exec(text);
};

const blanks = /[ \t\n]*/y;
const bracketed = /<((?:[^<>\\\n]|\\[^\n])*)>/y;
const titled = /"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'|\((?:[^()\\]|\\[\s\S])*\)/y;

/** The end of an address that stands bare: up to white space or the bracket that closes the link. */
function bareEnd(text: string, from: number): number {
  let depth = 0;
  let at = from;
  for (; at < text.length; at++) {
    const char = text.charAt(at);
    if (char <= ' ' || char === '\u007f') break;
    if (char === '\\' && at + 1 < text.length) {
      if (text.charAt(at + 1) === ' ') break;
      at++;
    } else if (char === '(') {
      if (++depth > 32) return from;
    } else if (char === ')') {
      if (depth === 0) break;
      depth--;
    }
  }
  return depth === 0 ? Math.min(at, text.length) : from;
}

/** Where `(address "title")` at `from` ends; undefined when it makes no link. */
function targetEnd(text: string, from: number): number | undefined {
  if (text.charAt(from) !== '(') return undefined;
  const skipBlanks = (at: number): number => at + (matchAt(blanks, text, at)?.[0].length ?? 0);
  let at = skipBlanks(from + 1);
  const pointed = matchAt(bracketed, text, at);
  const end = pointed ? at + pointed[0].length : text.charAt(at) === '<' ? at : bareEnd(text, at);
  const address = pointed ? (pointed[1] as string) : text.slice(at, end);
  if (end > at) {
    if (allowed.test(address.trim())) at = end;
    const gap = skipBlanks(at);
    const title = gap > at ? matchAt(titled, text, gap) : null;
    at = title ? skipBlanks(gap + title[0].length) : gap;
  }
  return text.charAt(at) === ')' ? at + 1 : undefined;
}

/** The ends of code spans: for a run of backticks, the next run of its length. */
function spanEnd(text: string, run: number, from: number, hopeless: Set<number>): number | undefined {
  if (hopeless.has(run)) return undefined;
  const ticks = /`+/g;
  ticks.lastIndex = from;
  for (let m = ticks.exec(text); m; m = ticks.exec(text)) if (m[0].length === run) return m.index + run;
  // There is none further on either.
  hopeless.add(run);
  return undefined;
}

/** Adds the mentions of one text of a block, in order. */
class InlineMentions {
  private readonly text: string;
  private readonly found: RegExpExecArray[];
  private brackets: Bracket[] = [];
  private readonly hopeless = new Set<number>();

  constructor(text: string, found: RegExpExecArray[]) {
    this.text = text;
    this.found = found;
  }

  read(): void {
    const { text } = this;
    for (let m = matchAt(special, text, 0); m; ) {
      const next = this.take(m[0], m.index);
      m = matchAt(special, text, next);
    }
  }

  /** Reads what begins at a special character; answers where to go on. */
  private take(char: string, at: number): number {
    const { text } = this;
    if (char === '\\') return at + (escapable.test(text.charAt(at + 1)) ? 2 : 1);
    if (char === '`') {
      let end = at + 1;
      while (text.charAt(end) === '`') end++;
      return spanEnd(text, end - at, end, this.hopeless) ?? end;
    }
    if (char === '<') {
      const m = matchAt(mention, text, at);
      if (m) this.found.push(m);
      return at + (m?.[0].length ?? 1);
    }
    if (char === '[') {
      const escaped = text.charAt(at - 2) === '\\' && text.charAt(at - 3) !== '\\';
      this.brackets.push({ image: text.charAt(at - 1) === '!' && !escaped, from: this.found.length });
      return at + 1;
    }
    return this.close(at);
  }

  private close(at: number): number {
    const bracket = this.brackets.pop();
    const end = bracket && targetEnd(this.text, at + 1);
    if (!bracket || end === undefined) return at + 1;
    // A picture is its words. A link has no links around it.
    if (bracket.image) this.found.length = bracket.from;
    else this.brackets = this.brackets.filter(({ image }) => image);
    return end;
  }
}

/** The people and audiences a text mentions, each once. */
export function mentionsOf(text: string): Mentions {
  const users = new Set<string>();
  const departments = new Set<string>();
  let all = false;
  if (text.includes('<@') || text.includes('<!all>')) {
    const found: RegExpExecArray[] = [];
    for (const part of inlineTexts(text)) new InlineMentions(part, found).read();
    for (const [, user, department] of found) {
      if (user) users.add(user);
      else if (department) departments.add(department);
      else all = true;
    }
  }
  return { users: [...users], departments: [...departments], all };
}
