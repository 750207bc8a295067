import type { Message } from '@rapport/contract';
import { createContext, use } from 'react';

export interface TalkDialog {
  kind: 'history' | 'readers' | 'forward' | 'recall';
  message: Message;
}

/** What the timeline and the composer of one conversation say to each other. */
export interface Talk {
  conversation: string;
  /** True in the side pane: less space, no topics inside a topic. */
  narrow: boolean;
  quoting: Message | null;
  editing: Message | null;
  quote(message: Message | null): void;
  edit(message: Message | null): void;
  dialog(open: TalkDialog | null): void;
  openTopic(message: Message): void;
  /** Shows a message of this conversation, loading what is around it. */
  jump(seq: number): void;
  /** Puts text into the composer again (a recalled message). */
  rewrite(text: string): void;
}

export const TalkContext = createContext<Talk | null>(null);

export function useTalk(): Talk {
  const talk = use(TalkContext);
  if (!talk) throw new Error('TalkContext is missing');
  return talk;
}
