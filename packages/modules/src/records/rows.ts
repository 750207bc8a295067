import type { Frontier } from '@rapport/ledger';

/** Why a log was begun: the first of a house; the database is behind what lies outside, or contradicts it; it was restored elsewhere. */
export type Reason = 'first' | 'behind' | 'fork' | 'moved';

export interface EpochRow {
  n: number;
  origin: string;
  key: string;
  sealedKey: Buffer;
  /** Stream of the log's own events. */
  stream: string;
}

export interface Head {
  epoch: EpochRow;
  folder: string;
  databaseEpoch: string;
  tree: Frontier;
}

export interface CheckpointRow {
  epoch: number;
  size: number;
  root: Buffer;
  note: string;
  signedAt: number;
}

/** How far a stream is. */
export interface StreamRow {
  stream: string;
  key: Buffer;
  ev: number;
  epoch: number;
  leafHash: Buffer;
}

export interface LeafPlace {
  stream: string;
  ev: number;
  epoch: number;
  index: number;
}

export type LeafRow = LeafPlace & { leaf: Buffer };
