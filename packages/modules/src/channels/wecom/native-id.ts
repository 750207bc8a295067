/**
 * Ids of ours on the wire of 微信客服: at most 32 of `[0-9a-zA-Z_-]`. A UUID's 16 bytes in base64url are 22 of these; the piece follows, so that a
 * failure that is told hours later finds the message it is about.
 */
export const nativeIdOf = (message: string, piece: number): string =>
  `${Buffer.from(message.replaceAll('-', ''), 'hex').toString('base64url')}_${piece}`;

/** The message an id on the wire is of; undefined for ids that others made. */
export function messageOf(nativeId: string): string | undefined {
  const [, id] = /^([0-9a-zA-Z_-]{22})_\d{1,3}$/.exec(nativeId) ?? [];
  const hex = id === undefined ? '' : Buffer.from(id, 'base64url').toString('hex');
  return hex.length === 32 ? hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') : undefined;
}
