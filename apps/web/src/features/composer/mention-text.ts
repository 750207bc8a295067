/** What a writer sees, `@张伟`, and what a message carries, `<@uuid>`, and the way between them. */

export interface MentionLabel {
  /** With its sign: `@张伟`, `@all`. */
  label: string;
  /** What the message carries: `<@uuid>`, `<@&uuid>`, `<!all>`. */
  token: string;
}

export interface MentionQuery {
  /** Where the `@` stands. */
  start: number;
  query: string;
}

/** The mention being written at the caret, or null. An `@` inside an address or a word does not begin one. */
export function mentionAt(text: string, caret: number): MentionQuery | null {
  const before = text.slice(Math.max(0, caret - 40), caret);
  const found = /(?:^|[^A-Za-z0-9_.@＠])[@＠]([^\s@＠]{0,30})$/u.exec(before);
  if (!found) return null;
  const query = found[1] ?? '';
  return { start: caret - query.length - 1, query };
}

export interface Candidate {
  id: string;
  name: string;
  /** As people sort: pinyin with tone and character for each character (`zhang1张 wei3伟`), folded words of other scripts. */
  sortKey: string;
}

const fold = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

const syllablesOf = (sortKey: string): string[] =>
  sortKey
    .replace(/^~/, '')
    .split(/[^\p{L}\p{N}]+/u)
    .map((part) => part.replace(/\d?\p{Script=Han}.*$/u, ''))
    .filter(Boolean);

/** How well a name answers what was typed: 0 best, null not at all. By name, pinyin or initials. */
export function matchOf(candidate: Candidate, typed: string): number | null {
  const query = fold(typed);
  if (query === '') return 3;
  const name = fold(candidate.name);
  if (name.startsWith(query)) return 0;
  const syllables = syllablesOf(candidate.sortKey);
  const joined = syllables.join('');
  if (joined.startsWith(query)) return 1;
  const initials = syllables.map((s) => s.charAt(0)).join('');
  if (initials.startsWith(query)) return 1;
  if (name.split(/\s+/u).some((word) => word.startsWith(query))) return 2;
  if (name.includes(query)) return 3;
  // The given name alone: "wei" finds 张伟.
  return syllables.some((_, i) => syllables.slice(i).join('').startsWith(query)) ? 4 : null;
}

/** The best candidates for what was typed, at most `limit`. */
export function rank<C extends Candidate>(candidates: readonly C[], typed: string, limit = 8): C[] {
  return candidates
    .map((candidate) => ({ candidate, score: matchOf(candidate, typed) }))
    .filter((c): c is { candidate: C; score: number } => c.score !== null)
    .sort((a, b) => a.score - b.score || (a.candidate.sortKey < b.candidate.sortKey ? -1 : 1))
    .slice(0, limit)
    .map((c) => c.candidate);
}

/** Puts a label where the mention was being written. */
export function insertMention(text: string, caret: number, at: MentionQuery, label: string): { text: string; caret: number } {
  const tail = text.slice(caret);
  const space = /^\s/u.test(tail) ? '' : ' ';
  const head = text.slice(0, at.start) + label;
  return { text: head + space + tail, caret: head.length + 1 };
}

const isCode = /(`{3,})[\s\S]*?(?:\1|$)|(`+)(?!`)[\s\S]*?[^`]\2(?!`)/g;

/** Labels become tokens, the longest first, so that `@王芳芳` is never read as `@王芳`. Code is left as written. */
export function encodeMentions(text: string, labels: readonly MentionLabel[]): string {
  const sorted = [...labels].sort((a, b) => b.label.length - a.label.length);
  const encode = (part: string): string => {
    let out = '';
    for (let i = 0; i < part.length; ) {
      const hit = part[i] === '@' ? sorted.find((l) => part.startsWith(l.label, i)) : undefined;
      out += hit ? hit.token : part[i];
      i += hit ? hit.label.length : 1;
    }
    return out;
  };
  let out = '';
  let from = 0;
  for (const code of text.matchAll(isCode)) {
    out += encode(text.slice(from, code.index)) + code[0];
    from = code.index + code[0].length;
  }
  return out + encode(text.slice(from));
}

const token = /<@&?[0-9a-f-]{36}>|<!all>/g;

/** Tokens become labels again, for editing and for drafts from another device. Unknown ones stay as they are. */
export function decodeMentions(
  text: string,
  labelOf: (token: string) => string | null,
): { text: string; labels: MentionLabel[] } {
  const labels = new Map<string, MentionLabel>();
  const shown = text.replace(token, (found) => {
    const label = labelOf(found);
    if (!label) return found;
    const taken = labels.get(label);
    // Two people of one name: the second stays a token, so that it is not sent to the first.
    if (taken && taken.token !== found) return found;
    labels.set(label, { label, token: found });
    return label;
  });
  return { text: shown, labels: [...labels.values()] };
}
