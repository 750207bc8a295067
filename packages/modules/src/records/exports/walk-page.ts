import type { Platform, Queryable } from '@rapport/platform';
import {
  type WalkedRow,
  type WalkedVersion,
  walkedCommitments,
  walkedHistory,
  walkedReactions,
  walkedRedactions,
  walkedSignings,
  walkedVersions,
} from '../../conversations/index.ts';
import { bytesOfFiles, fileDigests } from '../../files/index.ts';
import type { WalkedFile, WalkedMessage } from './walk-shape.ts';

/** Bytes of words in one page: a page of long messages has fewer of them. */
const mostBytes = 4 * 1024 * 1024;
/** Versions of one message, the newest. */
const mostVersions = 1_000;
/** Messages whose words are read together. */
const atOnce = 20;

interface Said {
  versions: WalkedVersion[];
  leftOut: number;
}

const isGone = ({ erasedAt, withheldAt }: WalkedRow): boolean => erasedAt !== null || withheldAt !== null;

async function filesOf(platform: Platform, versions: readonly WalkedVersion[], open: boolean): Promise<Map<string, WalkedFile>> {
  const ids = [...new Set(versions.flatMap(({ content }) => (content?.attachments ?? []).map(({ file }) => file as string)))];
  await fileDigests(platform, ids);
  const found = await bytesOfFiles(platform, ids);
  return new Map(
    [...found].map(([id, file]) => {
      const { size } = file;
      return [id, { digest: file.digest.toString('hex'), size, ...(open ? { open: () => file.open() } : {}) }];
    }),
  );
}

/** What these messages said, as far as it has room: `rows` are those of them that it was found out of. Of what is gone nothing is read. */
export async function saidInRows(q: Queryable, conversation: string, all: readonly WalkedRow[]) {
  const rows: WalkedRow[] = [];
  const versions = new Map<number, Said>();
  let bytes = 0;
  for (let at = 0; at < all.length && bytes < mostBytes; at += atOnce) {
    const slice = all.slice(at, at + atOnce);
    const once = slice.filter((row) => row.edits === 0 && !isGone(row)).map(({ versionEv }) => versionEv);
    const single = new Map((await walkedVersions(q, conversation, once)).map((version) => [version.ev, version]));
    for (const row of slice) {
      if (rows.length > 0 && bytes >= mostBytes) break;
      const said = isGone(row) ? [] : await versionsOfRow(q, conversation, row, single);
      versions.set(row.seq, { versions: said, leftOut: Math.max(0, (said[0]?.total ?? said.length) - said.length) });
      bytes += said.reduce((sum, version) => sum + version.bytes, 0);
      rows.push(row);
    }
  }
  const files = (platform: Platform, open: boolean) =>
    filesOf(
      platform,
      [...versions.values()].flatMap((said) => said.versions),
      open,
    );
  return { rows, versions, files };
}

async function versionsOfRow(
  q: Queryable,
  conversation: string,
  { edits, versionEv }: WalkedRow,
  single: ReadonlyMap<number, WalkedVersion>,
): Promise<(WalkedVersion & { total?: number })[]> {
  if (edits > 0) return walkedHistory(q, conversation, versionEv, { limit: mostVersions, bytes: mostBytes });
  const version = single.get(versionEv);
  return version ? [version] : [];
}

/** The messages with what lies around them. */
export async function aroundRows(
  q: Queryable,
  conversation: string,
  rows: readonly WalkedRow[],
  said: ReadonlyMap<number, Said>,
): Promise<WalkedMessage[]> {
  const standing = rows.filter((row) => !isGone(row));
  const seqs = standing.map(({ seq }) => seq);
  const grouped = <T extends { seq: number }>(found: readonly T[]): Map<number, T[]> => {
    const groups = new Map<number, T[]>();
    for (const one of found) {
      const group = groups.get(one.seq);
      if (group) group.push(one);
      else groups.set(one.seq, [one]);
    }
    return groups;
  };
  const reactions = grouped(await walkedReactions(q, conversation, seqs));
  const signed = standing.filter(({ signings }) => signings > 0).map(({ seq }) => seq);
  const signing = grouped(signed.length > 0 ? await walkedSignings(q, conversation, signed) : []);
  const promised = standing.filter(({ commitments }) => commitments > 0).map(({ seq }) => seq);
  const promises = grouped(promised.length > 0 ? await walkedCommitments(q, conversation, promised) : []);
  const redacted = standing.filter((row) => row.redactions > 0).map(({ seq }) => seq);
  const redactions = grouped(redacted.length > 0 ? await walkedRedactions(q, conversation, redacted) : []);
  return rows.map(({ edits: _, signings: __, redactions: ____, labels, erasedAt, withheldAt, ...row }) => ({
    ...row,
    state: erasedAt !== null ? 'erased' : withheldAt !== null ? 'withheld' : row.recalledAt !== null ? 'recalled' : 'standing',
    goneAt: erasedAt ?? withheldAt,
    said: row.occurredAt ?? row.at,
    ...said.get(row.seq)!,
    reactions: (reactions.get(row.seq) ?? []).map(({ seq: ___, ...reaction }) => reaction),
    signing: (signing.get(row.seq) ?? []).map(({ seq: ___, ...event }) => event),
    promises: promises.get(row.seq) ?? [],
    labels: erasedAt === null && withheldAt === null ? (labels ?? []) : [],
    redactions: (redactions.get(row.seq) ?? []).map(({ seq: ___, ...redaction }) => redaction),
  }));
}
