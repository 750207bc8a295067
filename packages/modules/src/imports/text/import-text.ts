/**
 * Text in our Markdown with holes where a person or a conversation is named: their ids exist only once the writer has
 * matched them. Strings are finished Markdown; the other pieces are filled by `renderText`.
 */
export interface PersonPiece {
  person: string;
  /** Name to fall back on, as the source wrote it. */
  label?: string;
}
export interface ConversationPiece {
  conversation: string;
  label?: string;
}
export type TextPiece = string | PersonPiece | ConversationPiece;
export type ImportText = readonly TextPiece[];

/** Our mention of everybody in a conversation. */
export const MENTION_ALL = '<!all>';

export interface TextNames {
  /** External user id → our person id, or undefined when nobody was imported for it. */
  person(externalId: string): string | undefined;
  /** External user id → a name to show when `person` knows no id. */
  personName?(externalId: string): string | undefined;
  /** External conversation id → its name. */
  conversationName?(externalId: string): string | undefined;
}

/** Fill the holes: `<@PERSON-ID>` for known people, else `@name`; conversations become `#name`. */
export function renderText(text: ImportText, names: TextNames): string {
  return text.map((piece) => (typeof piece === 'string' ? piece : renderPiece(piece, names))).join('');
}

function renderPiece(piece: PersonPiece | ConversationPiece, names: TextNames): string {
  if ('person' in piece) {
    const id = names.person(piece.person);
    if (id !== undefined) return `<@${id}>`;
    return `@${escapeName(piece.label ?? names.personName?.(piece.person) ?? piece.person)}`;
  }
  return `#${escapeName(piece.label ?? names.conversationName?.(piece.conversation) ?? piece.conversation)}`;
}

function escapeName(name: string): string {
  return name.replace(/[\\`*_[\]<>~]/g, '\\$&').replace(/\s+/g, ' ');
}

/** External ids of the people a text mentions. */
export function mentionedPeople(text: ImportText): string[] {
  const found = new Set<string>();
  for (const piece of text) if (typeof piece !== 'string' && 'person' in piece) found.add(piece.person);
  return [...found];
}

/** Join neighbouring strings and drop empty ones; text without content becomes `[]`. */
export function compactText(pieces: Iterable<TextPiece>): TextPiece[] {
  const out: TextPiece[] = [];
  for (const piece of pieces) {
    const last = out.at(-1);
    if (typeof piece === 'string' && typeof last === 'string') out[out.length - 1] = last + piece;
    else if (piece !== '') out.push(piece);
  }
  trimEdges(out);
  return out;
}

function trimEdges(out: TextPiece[]): void {
  const first = out[0];
  if (typeof first === 'string') out[0] = first.replace(/^\s*\n/, '');
  const last = out.at(-1);
  if (typeof last === 'string') out[out.length - 1] = last.trimEnd();
  if (out.at(-1) === '') out.pop();
  if (out[0] === '') out.shift();
}
