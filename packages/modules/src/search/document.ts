import { type Attachment, formWords } from '@rapport/contract';
import type { MessageText, SaidWithCustomer } from '../conversations/index.ts';
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
  /** What is written in a form, or of a supplement beside its words. */
  filled: string | undefined;
  /** The name an imported or automatic message was signed with. */
  senderName: string | undefined;
  /** Everything, for the recheck. */
  whole: string;
}

const blank: SearchDocument = {
  plain: '',
  source: undefined,
  attachments: [],
  filled: undefined,
  senderName: undefined,
  whole: '',
};

/** The parts of a message that can be found, of a recalled one none unless its words are read; undefined when there is nothing left of it. */
export function documentOf(message: MessageText, nameOf: NameOf, recalledWords = false): SearchDocument | undefined {
  if (message.withheld) return undefined;
  if (message.recalled && !recalledWords) return blank;
  if (message.text === null) return undefined;
  const { content } = message;
  const plain = plainText(message.text, nameOf);
  const named = withNames(message.text, nameOf);
  const source = named === plain ? undefined : named;
  const attachments = content?.attachments ?? [];
  const senderName = content?.senderName;
  const { reason, words } = content?.supplement ?? {};
  const filled = [...(content?.form ? formWords(content.form) : []), reason, words].filter((part) => part !== undefined);
  const around = content?.inbound ?? content?.outward;
  const beside = [
    source,
    ...attachments.map((a) => a.name),
    ...[senderName, content?.location?.label, around?.subject, content?.inbound?.address],
    ...filled,
  ];
  const whole = [plain, ...beside.filter((part) => part !== undefined)].join(BETWEEN);
  return { plain, source, attachments, filled: filled.length > 0 ? filled.join('\n') : undefined, senderName, whole };
}

/** What a message is marked as in the index: what `has:` asks for, and what records are narrowed by. */
export type Mark = 'file' | 'image' | 'link' | 'form' | 'supplement' | 'edited' | 'recalled';
const address = /\b(?:https?:\/\/|www\.)[^\s<>]/i;

/** A picture is a file, too. Of a recalled message only that it was recalled is told, unless its words are read. */
export function marksIn(message: MessageText, recalledWords = false): Mark[] {
  if (message.recalled && !recalledWords) return ['recalled'];
  const attachments = message.content?.attachments ?? [];
  const kinds: Mark[] = [];
  if (attachments.length > 0) kinds.push('file');
  if (attachments.some((a) => a.kind === 'image')) kinds.push('image');
  if (address.test(message.text ?? '')) kinds.push('link');
  if (message.content?.form) kinds.push('form');
  if (message.content?.supplement) kinds.push('supplement');
  if (message.edited) kinds.push('edited');
  return kinds;
}

/** Tokens that are no words: their first sign is neither letter nor digit, so no word is ever one of them. */
export const conversationToken = (id: string): string => `#${short(id)}`;
export const senderToken = (id: string): string => `@${short(id)}`;
export const markToken = (mark: Mark): string => `+${mark}`;
export const labelToken = (label: string): string => `=${Buffer.from(label).toString('base64url')}`;
export const templateToken = (id: string): string => `%${short(id)}`;
export const channelToken = (kind: string): string => `^${kind}`;
export const accountToken = (id: string): string => `*${short(id)}`;
export const directionToken = (direction: SaidWithCustomer['direction']): string => `>${direction}`;
/** Of names that messages without an account are signed with. */
export const signatureTokens = (name: string): string[] => indexTokens(name).tokens.map((token) => `~${token}`);

const short = (id: string): string => Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url');

const customerTokens = ({ channel, account, direction }: SaidWithCustomer): string[] => [
  channelToken(channel),
  accountToken(account),
  directionToken(direction),
];

/** Everything the index keeps of a message. A topic's messages are also in what it hangs on. */
export function tokensOf(message: MessageText, document: SearchDocument, parent: string | undefined): string[] {
  return [
    ...indexTokens(document.whole).tokens,
    conversationToken(message.conversation),
    ...(parent ? [conversationToken(parent)] : []),
    ...(message.sender ? [senderToken(message.sender)] : []),
    ...marksIn(message).map(markToken),
    ...(message.content?.form ? [templateToken(message.content.form.template)] : []),
    ...(message.recalled ? [] : (message.labels ?? []).map(labelToken)),
    ...(message.customer ? customerTokens(message.customer) : []),
    ...(document.senderName ? signatureTokens(document.senderName) : []),
  ];
}

/** Whether a signature is meant by a name in a filter: it has it, whatever the writing. */
export const signedBy = (senderName: string | undefined, wanted: string): boolean =>
  senderName !== undefined && fold(senderName).includes(fold(wanted).trim());
