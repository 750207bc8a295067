import type {
  CommitmentRow,
  WalkedHead,
  WalkedMember,
  WalkedRedaction,
  WalkedRow,
  WalkedSigning,
  WalkedVersion,
} from '../../conversations/index.ts';

/** Somebody as they are called when the export is made. */
export interface WalkedPerson {
  id: string;
  name: string;
  kind: 'member' | 'guest' | 'bot';
  title: string;
  email: string | null;
}

export interface WalkedPeople {
  /** Looks up those who are not known yet. */
  know(ids: readonly (string | null | undefined)[]): Promise<void>;
  /** Somebody who was handed out; unknown ids are nobody's. */
  get(id: string | null | undefined): WalkedPerson | undefined;
  /** What somebody is called; the id of who is not known. */
  nameOf(id: string): string;
  all(): Iterable<WalkedPerson>;
}

/** An attachment. */
export interface WalkedFile {
  /** SHA-256 of its bytes, hexadecimal. */
  digest: string;
  size: number;
  /** Its bytes; absent where attachments are not wanted. */
  open?: () => Promise<AsyncIterable<Uint8Array>>;
}

/** A message with everything that happened to it. */
export interface WalkedMessage
  extends Omit<WalkedRow, 'edits' | 'signings' | 'redactions' | 'erasedAt' | 'withheldAt' | 'labels'> {
  /** `recalled`: hidden from users, and here; of what is `erased` or `withheld` (until it may be erased) nothing is shown. */
  state: 'standing' | 'recalled' | 'erased' | 'withheld';
  /** Of what is erased or withheld: when, Unix ms. */
  goneAt: number | null;
  /** When it was said, Unix ms: of what was imported not when it came here. */
  said: number;
  /** What it said, oldest first; the last is what it says. None of what is gone. */
  versions: WalkedVersion[];
  /** Older versions of a message that was edited more often than is told. */
  leftOut: number;
  reactions: { emoji: string; user: string; at: number }[];
  signing: Omit<WalkedSigning, 'seq'>[];
  promises: CommitmentRow[];
  /** In the order of their letters. */
  labels: string[];
  /** Parts that were taken out of it for good; its versions have what is left. */
  redactions: Omit<WalkedRedaction, 'seq'>[];
}

/** Something else that happened in a conversation: somebody joined, it was renamed. */
export interface WalkedEvent {
  ev: number;
  type: string;
  actor: string | null;
  at: number;
  subject: string | null;
}

export interface WalkedPage {
  /** Ascending by `seq`. */
  messages: WalkedMessage[];
  /** What happened before and between them, ascending by `ev`; the last page has those behind. */
  events: WalkedEvent[];
  /** Attachments of all versions by the ids of their files; those whose bytes are gone are not in it. */
  files: ReadonlyMap<string, WalkedFile>;
}

export interface WalkedConversation extends WalkedHead {
  /** What it is called; one without a name by its people. */
  title: string;
  /** Of a topic also those of what it hangs on. */
  members: WalkedMember[];
  /** How many messages the pages have. */
  messages: number;
  /** Its messages, a few MB at a time; to be gone through once. */
  pages(): AsyncIterable<WalkedPage>;
}

export interface Walk {
  conversations(): AsyncIterable<WalkedConversation>;
  /** Everybody whom what was handed out so far names. */
  people: WalkedPeople;
  /** Messages of all conversations. */
  total: number;
}
