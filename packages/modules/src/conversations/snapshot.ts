const shape = /^(\d{1,20}):(\d{1,20}):((?:\d{1,20}(?:,\d{1,20})*)?)$/;
const most = 2n ** 64n - 1n;
/** The low half of a transaction id is never 0: that is no transaction. */
const isTransaction = (xid: bigint): boolean => xid <= most && (xid & 0xffffffffn) !== 0n;

/** Whether PostgreSQL would take a text for a `pg_snapshot`: what clients send back goes into statements with others' cursors. */
export function isSnapshot(text: string): boolean {
  const parts = shape.exec(text);
  if (!parts) return false;
  const xmin = BigInt(parts[1]!);
  const xmax = BigInt(parts[2]!);
  if (!isTransaction(xmin) || !isTransaction(xmax) || xmax < xmin) return false;
  let last = xmin;
  for (const written of parts[3] ? parts[3].split(',') : []) {
    const xid = BigInt(written);
    if (xid < last || xid >= xmax) return false;
    last = xid;
  }
  return true;
}
