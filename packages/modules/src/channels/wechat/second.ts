import type { Arrival } from '../adapter.ts';

/**
 * When something was, of a vendor that tells whole seconds: what reached us within that second was then. Without this a quick talk would have its
 * answers before its questions, and a window would be opened before what was sent in the one before it.
 */
export function withinSecond(seconds: number, { receivedAt }: Arrival): number {
  const from = seconds * 1000;
  return receivedAt !== undefined && receivedAt >= from && receivedAt < from + 1000 ? receivedAt : from;
}
