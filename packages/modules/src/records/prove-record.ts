import { Fault, type Output, type Parsed } from '@rapport/contract';
import {
  base64,
  formatParts,
  hashLength,
  hex,
  inclusionProof,
  nodesFromTiles,
  parseLeaf,
  partSalt,
  partsRoot,
  same,
  textOf,
  tilePath,
  tileWidth,
} from '@rapport/ledger';
import type { Platform } from '@rapport/platform';
import { type RecordedVersion, recordedVersions, requireConversation, standingVersion } from '../conversations/index.ts';
import { fileDigests } from '../files/index.ts';
import type { Actor } from '../people/index.ts';
import { composeParts, filesOf, type LogLine, metaOf, saidIn } from './compose.ts';
import { keeperOf } from './keeper.ts';
import { nodeSha256 } from './node-hash.ts';
import { epochRow, leafOf, logLine, publishedCheckpoint } from './reader.ts';
import type { CheckpointRow, LeafRow } from './rows.ts';

type Proof = Output<'records.proof'>;

const noMessage = () => new Fault('not-found', { what: 'message' });

/** The version that a message shows, as its reader may see it (CV1, SY10). */
async function visibleVersion(platform: Platform, actor: Actor, { conversation, seq }: Parsed<'records.proof'>) {
  const { db } = platform;
  const place = await requireConversation(db, actor, conversation, 'look');
  const ev = seq >= place.fromSeq ? await standingVersion(db, conversation, seq) : undefined;
  const [version] = ev === undefined ? [] : await recordedVersions(db, [{ conversation, ev }]);
  const line = version && (await logLine(db, conversation, version.ev));
  if (!version || !line) throw noMessage();
  return { version, line: { ...line, stream: conversation, ev: version.ev } };
}

/** The parts as they are now, with what opens their commitments. */
async function disclose(platform: Platform, line: LogLine, version: RecordedVersion) {
  const files = await fileDigests(platform, [...new Set(filesOf(version))]);
  const key = platform.vault.unwrap(version.key);
  const contents = saidIn(version).set('meta', metaOf(line));
  const parts = composeParts(line, version, files, key);
  const shown = parts.map(({ name }) => ({
    name,
    salt: hex(partSalt(nodeSha256, key, name)),
    ...(contents.has(name) ? { content: textOf(contents.get(name)!) } : {}),
  }));
  key.fill(0);
  return { parts, shown };
}

async function includedIn(platform: Platform, leaf: LeafRow, checkpoint: CheckpointRow): Promise<string[]> {
  const { folder } = platform.keep(keeperOf);
  const read = nodesFromTiles(nodeSha256, checkpoint.size, async (tile) => {
    // A partial tile may have made way for the full one, which begins with it.
    const whole = tilePath({ ...tile, width: tileWidth });
    const bytes = (await folder.read(leaf.epoch, tilePath(tile))) ?? (await folder.read(leaf.epoch, whole));
    if (!bytes) throw new Fault('unavailable');
    return bytes.subarray(0, tile.width * hashLength);
  });
  return (await inclusionProof(nodeSha256, leaf.index, checkpoint.size, read)).map(base64);
}

/**
 * Proves what a message shows now (RE5): leaf, manifest, what opens the parts, and the way to a signed checkpoint.
 * @throws Fault `not-found`; `unavailable` where this server does not have the ledger's files
 */
export async function proveRecord(platform: Platform, actor: Actor, input: Parsed<'records.proof'>): Promise<Proof> {
  const { version, line } = await visibleVersion(platform, actor, input);
  const leaf = await leafOf(platform.db, input.conversation, version.ev);
  const checkpoint = leaf && (await publishedCheckpoint(platform.db, leaf.epoch));
  if (!leaf || !checkpoint || leaf.index >= checkpoint.size) return { state: 'waiting' };
  const { parts, shown } = await disclose(platform, line, version);
  const epoch = (await epochRow(platform.db, leaf.epoch))!;
  const asRecorded = same(partsRoot(nodeSha256, parts), parseLeaf(leaf.leaf).parts);
  return {
    state: asRecorded ? 'recorded' : 'differs',
    epoch: leaf.epoch,
    index: leaf.index,
    leaf: textOf(leaf.leaf),
    manifest: textOf(formatParts(parts)),
    parts: shown,
    proof: await includedIn(platform, leaf, checkpoint),
    checkpoint: checkpoint.note,
    key: epoch.key,
  };
}
