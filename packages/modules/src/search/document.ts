import { type Attachment, formWords } from '@rapport/contract';
import type { MessageText } from '../conversations/index.ts';
import { fold } from './fold.ts';
import { type NameOf, plainText, withNames } from './plain-text.ts';
import { indexTokens } from './tokens.ts';

/** Stands between the parts of a document, so that a phrase does not reach from one into the next; nobody types it. */
const BETWEEN = '\n\u001f\n';

/** What of a message is searched: its words, and what lies beside them. */
export interface SearchDocument {
  /** The words as they are read. */
  plain: string;
  /** The source with names for mentions, where its marks matter: addresses of links, code, `*` meant as such. */
  source: string | undefined;
  attachments: readonly Attachment[];
  /** The name an imported or automatic message was signed with. */
  senderName: string | undefined;
  /** Everything, for the recheck. */
  whole: string;
}

/** The parts of a message that can be found; undefined when there is nothing left of it. */
export function documentOf(message: MessageText, nameOf: NameOf): SearchDocument | undefined {
  if (message.text === null) return undefined;
  const { content } = message;
  const plain = plainText(message.text, nameOf);
  const named = withNames(message.text, nameOf);
  const source = named === plain ? undefined : named;
  const attachments = content?.attachments ?? [];
  const senderName = content?.senderName;
  const beside = [
    source,
    ...attachments.map((a) => a.name),
    senderName,
    content?.location?.label,
    ...(content?.form ? formWords(content.form) : []),
  ];
  const whole = [plain, ...beside.filter((part) => part !== undefined)].join(BETWEEN);
  return { plain, source, attachments, senderName, whole };
}

export type HasKind = 'file' | 'image' | 'link';
const address = /\b(?:https?:\/\/|www\.)[^\s<>]/i;

/** What `has:` asks for; a picture is a file, too. */
export function kindsIn(message: MessageText): HasKind[] {
  const attachments = message.content?.attachments ?? [];
  const kinds: HasKind[] = [];
  if (attachments.length > 0) kinds.push('file');
  if (attachments.some((a) => a.kind === 'image')) kinds.push('image');
  if (address.test(message.text ?? '')) kinds.push('link');
  return kinds;
}

/** Tokens that are no words: their first sign is neither letter nor digit, so no word is ever one of them. */
export const conversationToken = (id: string): string => `#${short(id)}`;
export const senderToken = (id: string): string => `@${short(id)}`;
export const kindToken = (kind: HasKind): string => `+${kind}`;
/** Of names that messages without an account are signed with. */
export const signatureTokens = (name: string): string[] => indexTokens(name).tokens.map((token) => `~${token}`);

const short = (id: string): string => Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url');

/** Everything the index keeps of a message. A topic's messages are also in what it hangs on. */
export function tokensOf(message: MessageText, document: SearchDocument, parent: string | undefined): string[] {
  return [
    ...indexTokens(document.whole).tokens,
    conversationToken(message.conversation),
    ...(parent ? [conversationToken(parent)] : []),
    ...(message.sender ? [senderToken(message.sender)] : []),
    ...kindsIn(message).map(kindToken),
    ...(document.senderName ? signatureTokens(document.senderName) : []),
  ];
}

/** Whether a signature is meant by a name in a filter: it has it, whatever the writing. */
export const signedBy = (senderName: string | undefined, wanted: string): boolean =>
  senderName !== undefined && fold(senderName).includes(fold(wanted).trim());
