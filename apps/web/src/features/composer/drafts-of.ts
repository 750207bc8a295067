import { type MessageDraft, messageLimits } from '@rapport/contract';

export type Content = Omit<MessageDraft, 'clientId'>;

export interface Written {
  text: string;
  /** Ids of uploaded files. */
  files: readonly string[];
  quote?: number | undefined;
  urgent?: string | undefined;
  noForward?: boolean | undefined;
  /** In talk with a customer: to them, or among colleagues. */
  toward?: 'outward' | 'private' | undefined;
  template?: string | null | undefined;
}

/** What is written as messages: one, or several when there are more files than a message carries. Empty: nothing to send. */
export function draftsOf({ text, files, quote, urgent, noForward, toward, template }: Written): Content[] {
  const parts: (readonly string[])[] = [];
  for (let i = 0; i < files.length; i += messageLimits.attachments) parts.push(files.slice(i, i + messageLimits.attachments));
  if (text === '' && parts.length === 0) return [];
  if (parts.length === 0) parts.push([]);
  return parts.map((part, i) => ({
    text: i === 0 ? text : '',
    ...(part.length > 0 ? { attachments: part as never[] } : {}),
    ...(i === 0 && quote ? { quote } : {}),
    ...(i === 0 && urgent ? { urgent } : {}),
    ...(noForward ? { noForward } : {}),
    ...(toward ? { [toward]: true } : {}),
    ...(toward === 'outward' && template ? { envelope: { template } } : {}),
  }));
}
