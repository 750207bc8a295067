import type { OutboxItem } from '@rapport/client';
import type { Message } from '@rapport/contract';
import { createContext, use } from 'react';

export type TalkDialog =
  | {
      kind: 'history' | 'readers' | 'recall' | 'supplement' | 'supplements' | 'sign' | 'askSign' | 'commitment';
      message: Message;
    }
  /** `signature`: the event of mine that is taken back. */
  | { kind: 'withdraw'; message: Message; signature: number }
  | { kind: 'forward'; messages: readonly Message[] }
  /** A new record, one to put right, or one written from messages. */
  | { kind: 'form'; message?: Message; from?: readonly Message[] }
  /** A call, a visit or a letter of the contact this talk is with. */
  | { kind: 'down' }
  /** `at`: the day one reads, Unix ms. */
  | { kind: 'date'; at: number };

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
  /** In the talk of a case: makes another one of what was said from a message on. */
  split?(message: Message): void;
  /** Shows a message of this conversation, loading what is around it. */
  jump(seq: number): void;
  /** Puts text into the composer again (a recalled message). */
  rewrite(text: string): void;
  /** Takes a message that has not left yet back into the composer. */
  takeBack(item: OutboxItem): void;
  /** Messages chosen to be acted upon together; null: one reads. */
  chosen: ReadonlySet<number> | null;
  /** Begins to choose with a message, or adds it and lets it go again; `through`: with all between it and the one before. */
  choose(seq: number, through?: boolean): void;
  /** Ends choosing. */
  chooseNone(): void;
}

export const TalkContext = createContext<Talk | null>(null);

export function useTalk(): Talk {
  const talk = use(TalkContext);
  if (!talk) throw new Error('TalkContext is missing');
  return talk;
}
