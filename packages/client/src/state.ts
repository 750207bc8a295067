import type { Conversation, Draft, Folder, Message, MessageDraft, Output, Problem, Saved, UserId } from '@rapport/contract';

export type Person = Output<'people.get'>['users'][number];
export type Me = Output<'people.me'>;

/** A contiguous window of a conversation's messages, up to date as of `ev`. */
export interface Timeline {
  ev: number;
  /** Ascending `seq`, without holes. */
  messages: readonly Message[];
  hasOlder: boolean;
  hasNewer: boolean;
  loading: 'older' | 'newer' | 'window' | null;
}

/** A message on its way (SY4). It leaves the outbox when it has come back in the stream. */
export interface OutboxItem {
  clientId: string;
  conversation: string;
  draft: Omit<MessageDraft, 'clientId'>;
  state: 'waiting' | 'sending' | 'sent' | 'failed';
  /** Once acknowledged. */
  seq?: number;
  error?: Problem | undefined;
  /** When it was written, Unix ms. */
  at: number;
  /** Not sent before then (Unix ms), so that it can be taken back. */
  until?: number;
}

/** A draft that the house has not confirmed. */
export interface UnsentDraft {
  conversation: string;
  /** Whose it is: another person at this device never sees or sends it. */
  user: string;
  text: string;
  /** When it was written here, Unix ms. */
  at: number;
}

/** `crowded`: refused, as too many connections come from this address. */
export type Status = 'offline' | 'crowded' | 'connecting' | 'online';
type Dictionary<T> = Readonly<Record<string, T>>;

/** All a client knows. Replaced, never changed in place. */
export interface State {
  status: Status;
  /** The server asked to sign in again. */
  signedOut: boolean;
  /** Whether the list of conversations is complete as of the last look. */
  synced: boolean;
  epoch: string | null;
  cursor: string | null;
  /** Where the list of older conversations goes on; null once all of them are here. */
  rest: string | null;
  /** Up to where of the organization's stream what is held of people and of me is true. */
  organizationEv: number;
  me: Me | null;
  conversations: Dictionary<Conversation>;
  timelines: Dictionary<Timeline>;
  /** Conversations I left, with where they stood: answers from before that, still on their way, do not bring them back. */
  gone: Dictionary<{ ev: number; rev: number }>;
  /** The `ev` at which who takes part in a conversation, or as what, may have changed last; absent: not since this window began. */
  memberEv: Dictionary<number>;
  /** Grows whenever something of a conversation's topics moved: a new one, something said in one, the words it hangs on. */
  topicTurn: Dictionary<number>;
  /** The newest urgent message of somebody else that came to this device by itself, by conversation. */
  urgent: Dictionary<number>;
  drafts: Dictionary<Draft>;
  folders: Dictionary<Folder>;
  saved: Dictionary<Saved>;
  people: Dictionary<Person>;
  presence: Dictionary<'online' | 'away' | 'offline'>;
  /** Who types where, until when (Unix ms). */
  typing: Dictionary<Dictionary<number>>;
  /** Grows whenever a case of my inboxes moved. */
  caseTurn: number;
  /** Grows whenever I have read something of a customer's talk, on any device. */
  readTurn: number;
  /** Grows whenever a colleague of my teams came, went, takes work or does not. */
  teamTurn: number;
  /** Who looks at which case or writes an answer, until when (Unix ms). */
  caseLooks: Dictionary<Dictionary<{ doing: 'looking' | 'typing'; until: number }>>;
  outbox: Dictionary<readonly OutboxItem[]>;
  /** When a conversation was last opened on this device, Unix ms. */
  opened: Dictionary<number>;
}

export const emptyState: State = {
  status: 'offline',
  signedOut: false,
  synced: false,
  epoch: null,
  cursor: null,
  rest: null,
  organizationEv: 0,
  me: null,
  conversations: {},
  timelines: {},
  gone: {},
  memberEv: {},
  topicTurn: {},
  urgent: {},
  drafts: {},
  folders: {},
  saved: {},
  people: {},
  presence: {},
  typing: {},
  caseTurn: 0,
  readTurn: 0,
  teamTurn: 0,
  caseLooks: {},
  outbox: {},
  opened: {},
};

/** What is left on a device whose session has ended: what its person wrote there and nobody has yet. Whoever has found it reads nothing. */
export const endedOf = ({ me, outbox }: State): State => ({ ...emptyState, me, outbox, signedOut: true });

/** A reducer's answer: the next state, and what must be asked of the server for it to be whole. */
export interface Step {
  state: State;
  needs: readonly Need[];
}

export type Need =
  | { kind: 'conversation'; id: string }
  /** Pull what changed in a stream (SY5); `ev` is the newest known there. */
  | { kind: 'changes'; id: string; ev: number }
  /** Load the newest messages anew: what was held is not what I may see now. */
  | { kind: 'window'; id: string }
  /** Somebody who is held changed at `ev` of the organization's stream. */
  | { kind: 'person'; id: string; ev: number }
  | { kind: 'organization' }
  | { kind: 'sync' };

export const savedKey = (conversation: string, seq: number): string => `${conversation}/${seq}`;

/** Whether a message calls me: by name, by a department of mine, or as everybody. */
export function mentionsMe(
  me: { user: UserId | string; departments: readonly string[] },
  mentioned: { users: readonly string[]; departments: readonly string[]; all: boolean },
): boolean {
  return mentioned.all || mentioned.users.includes(me.user) || mentioned.departments.some((d) => me.departments.includes(d));
}
