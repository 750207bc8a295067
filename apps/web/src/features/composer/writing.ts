import { createContext, type RefObject, use } from 'react';
import type { Extras } from './extras/use-extras.ts';
import type { FormatName } from './markdown/format.ts';
import type { DraftDoor } from './use-draft.ts';
import type { Sending } from './use-sending.ts';
import type { Uploads } from './use-uploads.ts';

/** What stands open at the composer: a dialog, or something in the place of the field. */
export type Part = 'preview' | 'voice' | 'schedule' | 'scheduled' | 'urgent' | 'card' | 'location' | null;

/** What the parts of one composer share. */
export interface Writing {
  conversation: string;
  field: RefObject<HTMLTextAreaElement | null>;
  draft: DraftDoor;
  uploads: Uploads;
  extras: Extras;
  sending: Sending;
  part: Part;
  open(part: Part, at?: number): void;
  /** The time the dialog of scheduling begins with, Unix ms. */
  at: number | undefined;
  /** The row of formats above the field. */
  formats: boolean;
  showFormats(on: boolean): void;
  /** Puts text where the caret is, or over what is selected; it can be undone as if typed. */
  insert(text: string): void;
  format(name: FormatName): void;
  /** Looks whether a mention or a command is being written. */
  look(): void;
}

export const WritingContext = createContext<Writing | null>(null);

export function useWriting(): Writing {
  const writing = use(WritingContext);
  if (!writing) throw new Error('WritingContext is missing');
  return writing;
}
