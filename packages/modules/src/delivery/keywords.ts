/** Letters and digits of scripts that put blanks between words; Chinese, Japanese, Thai … do not. */
const spaced = /^[\p{L}\p{N}_]$/u;
const unspaced =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]$/u;
const inWord = (char: string): boolean => spaced.test(char) && !unspaced.test(char);

/** The form in which keywords and texts are compared. */
export const foldWord = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();

/** Ids in mentions are no words of anybody. */
const mentions = /<[@!#][^>\s]*>/g;

interface Entry {
  word: string;
  users: string[];
  startsInWord: boolean;
  endsInWord: boolean;
}

/**
 * Whose keywords are in a text. Words are found by their first two characters, so the work grows with the length of the text and
 * not with the number of people.
 */
export class KeywordIndex {
  private readonly byHead = new Map<string, Entry[]>();

  constructor(keywords: readonly { user: string; word: string }[]) {
    const entries = new Map<string, Entry>();
    for (const { user, word: given } of keywords) {
      const word = foldWord(given);
      if (word === '') continue;
      const known = entries.get(word);
      if (known) known.users.push(user);
      else entries.set(word, this.add(word, user));
    }
  }

  private add(word: string, user: string): Entry {
    const chars = [...word];
    const entry = { word, users: [user], startsInWord: inWord(chars[0]!), endsInWord: inWord(chars.at(-1)!) };
    const head = word.slice(0, 2);
    const same = this.byHead.get(head);
    if (same) same.push(entry);
    else this.byHead.set(head, [entry]);
    return entry;
  }

  usersOf(given: string): ReadonlySet<string> {
    const found = new Set<string>();
    if (this.byHead.size === 0) return found;
    const text = foldWord(given.replace(mentions, ' '));
    for (let i = 0; i < text.length; i++) {
      for (const length of [1, 2]) {
        for (const entry of this.byHead.get(text.slice(i, i + length)) ?? []) {
          if (entry.word.length >= length && this.stands(entry, text, i)) for (const user of entry.users) found.add(user);
        }
        if (i + 2 > text.length) break;
      }
    }
    return found;
  }

  /** `art` is not in `party`, but 合同 is in 看合同吧. */
  private stands(entry: Entry, text: string, at: number): boolean {
    if (!text.startsWith(entry.word, at)) return false;
    const end = at + entry.word.length;
    if (entry.startsInWord && at > 0 && inWord(text[at - 1]!)) return false;
    return !(entry.endsInWord && end < text.length && inWord(text[end]!));
  }
}
