import type { Attachment, Message } from '@rapport/contract';

/** What a message holds besides its text, as stored in `version.content`. */
export interface Content {
  attachments?: Attachment[];
  /** `seq` of the quoted message, same conversation. */
  quote?: number;
  forward?: Message['forward'];
  location?: Message['location'];
  card?: string;
  form?: Message['form'];
  supplement?: Message['supplement'];
  /** Of a version that says what a commitment is. */
  commitment?: object;
  /** Of a version that says what labels a message has. */
  labels?: string[];
  noForward?: boolean;
  urgent?: string;
  senderName?: string;
  preview?: Message['preview'];
  private?: true;
  inbound?: Message['inbound'];
  outward?: Message['outward'];
}

/** A conversation together with my place in it: what every guarded read answers. */
export interface Place {
  id: string;
  kind: 'direct' | 'group' | 'topic' | 'note' | 'customer';
  name: string;
  visibility: 'private' | 'open';
  posting: 'all' | 'admins';
  noForward: boolean;
  archived: boolean;
  parentId: string | null;
  anchorSeq: number | null;
  /** My role where membership counts (a topic's is its parent's); null when I only look. */
  role: 'owner' | 'admin' | 'member' | 'follower' | null;
  /** Whether I have a membership row of my own (followed topics have one). */
  mine: boolean;
  /** First `seq` I may see. */
  fromSeq: number;
  ev: number;
  seq: number;
}
