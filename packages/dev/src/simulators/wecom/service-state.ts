import type { AccessTokens } from '../access-tokens.ts';
import type { MediaStore } from '../media-store.ts';
import { randomWord } from '../random-word.ts';
import type { ReplyWindows } from '../reply-windows.ts';
import type { VendorClock } from '../vendor-clock.ts';

export interface WecomCustomer {
  externalId: string;
  unionid: string;
  nickname: string;
}

/** A message that the organization sent and the vendor took. */
export interface WecomSent {
  touser: string;
  openKfId: string;
  msgid: string;
  msgtype: string;
  content: Record<string, unknown>;
  bytes?: Buffer;
}

/** An entry of what sync_msg answers. */
export interface WecomEntry {
  at: number;
  openKfId: string;
  message: Record<string, unknown>;
}

/** 0 new, 1 a machine's, 2 waiting, 3 a colleague's, 4 ended. */
export type ServiceState = 0 | 1 | 2 | 3 | 4;

/** What the vendor's machines hold of one organization. */
export interface WecomState {
  corpId: string;
  secret: string;
  openKfIds: string[];
  clock: VendorClock;
  customers: Map<string, WecomCustomer>;
  log: WecomEntry[];
  sent: WecomSent[];
  states: Map<string, ServiceState>;
  tokens: AccessTokens;
  /** Tokens of callbacks and until when they hold. */
  syncTokens: Map<string, number>;
  media: MediaStore;
  windows: ReplyWindows;
  /** Codes by which somebody who came may be welcomed, once and for 20 seconds. */
  welcomes: Map<string, { openKfId: string; externalId: string; until: number }>;
  /** The next so many pages of sync_msg are empty although there is more. */
  emptyPages: number;
  /** The next so many sent messages fail after they were taken, each for this reason. */
  failures: number[];
  /** Called when a sent message fails later. */
  tell(openKfId: string): void;
}

/** Adds an entry to what sync_msg answers. */
export function writeEntry({ log, clock }: WecomState, openKfId: string, message: Record<string, unknown>): void {
  const at = clock.now();
  log.push({ at, openKfId, message: { msgid: randomWord(44), send_time: Math.floor(at / 1000), ...message } });
}
