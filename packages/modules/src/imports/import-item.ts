import type { Readable } from 'node:stream';
import type { Carried } from './jsonl/carried.ts';
import type { ImportText } from './text/import-text.ts';

/**
 * The neutral shape every import source is turned into, before anything is written. All times are microseconds since
 * 1970-01-01T00:00:00Z (`…Micros`): Slack's timestamps carry microseconds and two messages of one second must keep their order.
 */

/** Who did something, in the words of the source. `name` is a hint for people the source's user list does not have. */
export interface ImportActor {
  id: string;
  name?: string;
  bot?: boolean;
}

export interface ImportUser {
  externalId: string;
  /** Short name (Slack handle, IRC nick). */
  handle: string;
  displayName: string;
  email?: string;
  title?: string;
  statusText?: string;
  timeZone?: string;
  avatarUrl?: string;
  bot: boolean;
  guest: boolean;
  deactivated: boolean;
  /** The role held in the source; a hint, nothing is granted by it. */
  role: 'owner' | 'admin' | 'member';
  /** IRC only: false for nicks that came and went without a word. */
  spoke?: boolean;
}

export interface ImportPin {
  target: string;
  by?: string;
  atMicros?: number;
}

export interface ImportConversation {
  externalId: string;
  kind: 'open' | 'private' | 'direct' | 'group-direct';
  name: string;
  topic?: string;
  purpose?: string;
  archived: boolean;
  createdMicros?: number;
  creator?: string;
  /** External ids of the members at the time of the export; empty when the source does not say. */
  members: string[];
  /** Of them those who own or administer it, where the source is a house like this one. */
  roles?: ReadonlyMap<string, 'owner' | 'admin'>;
  pins: ImportPin[];
}

export interface ImportFile {
  externalId: string;
  name: string;
  title?: string;
  mimeType?: string;
  bytes?: number;
  /** Where the source shows it; without access tokens. */
  url?: string;
  /** First lines of a text snippet. */
  preview?: string;
}

export interface ImportReaction {
  /** Unicode where the shortcode is known, else `:name:`. */
  emoji: string;
  users: string[];
  /** When each of them did, Unix ms, where the source says so. */
  at?: number[];
}

interface ItemBase {
  /** Stable across exports that overlap; unique within the conversation. */
  externalId: string;
  atMicros: number;
  /** File and entry or line the item came from. */
  where: string;
}

export interface ImportMessage extends ItemBase {
  kind: 'message';
  author: ImportActor;
  text: ImportText;
  /** External id of the thread's first message, when this is a reply. */
  threadParent?: string;
  /** A reply also shown in the conversation itself. */
  broadcast?: boolean;
  /** `/me` messages. */
  action?: boolean;
  /** The source keeps only the place of it (replies hang on it). */
  recalled?: boolean;
  edited?: { atMicros: number; by?: string };
  files: ImportFile[];
  reactions: ImportReaction[];
  /** What it is found by. */
  labels?: readonly string[];
  /** Of another house like this one: what it holds beside its text. */
  carried?: Carried;
  /** The source's own word for what it is (Slack subtype, `notice`). */
  subtype?: string;
}

export interface ImportEdit extends ItemBase {
  kind: 'edit';
  target: string;
  by?: ImportActor;
  /** The whole message as it stands after the edit, for a writer that has never seen the target. */
  message: ImportMessage;
}

export interface ImportDelete extends ItemBase {
  kind: 'delete';
  target: string;
  by?: ImportActor;
}

export interface ImportMembership extends ItemBase {
  kind: 'membership';
  change: 'join' | 'leave';
  person: ImportActor;
  /** Who invited or removed. */
  by?: ImportActor;
  reason?: string;
}

export interface ImportChange extends ItemBase {
  kind: 'change';
  what: 'topic' | 'purpose' | 'name' | 'archived' | 'unarchived' | 'nick' | 'pin' | 'unpin' | 'notice';
  actor?: ImportActor;
  /** New topic, purpose, name or nick; the pinned message's external id; absent for a notice. */
  value?: string;
  /** What the source showed. */
  text: ImportText;
}

export type ImportItem = ImportMessage | ImportEdit | ImportDelete | ImportMembership | ImportChange;

/** Something that was not taken over. `count` entries or lines at `where` for the same `reason`. */
export interface ImportSkip {
  reason: string;
  where: string;
  count: number;
}

export type ReportSkip = (skip: ImportSkip) => void;

export interface ItemRange {
  /** Leave out items before this time; whole parts before it are not even read (resume after a checkpoint). */
  fromMicros?: number;
}

/** A readable export. Every call starts a fresh read; nothing of the size of the export is kept in memory. */
export interface ImportSource {
  kind: 'slack' | 'irc' | 'jsonl' | 'wecom';
  /** The layout that was recognised, for the report. */
  layout: string;
  externalWorkspaceId: string;
  workspaceName: string;
  users(): AsyncIterable<ImportUser>;
  conversations(): AsyncIterable<ImportConversation>;
  /** In time order. What is not taken over goes to the `report` given when the source was opened, once per read. */
  items(conversation: ImportConversation, range?: ItemRange): AsyncIterable<ImportItem>;
  /** Bytes of a file that an item names, where the source has them. */
  openFile?(path: string): Promise<Readable>;
  close(): Promise<void>;
}

/** The path or its content is not an export we can read; the message says why. */
export class ImportFormatError extends Error {
  override name = 'ImportFormatError';
}
