import { epochNow, KeyNotHereError, type LogEntry, type Platform, type Tx } from '@rapport/platform';
import { isAboutMessage, type RecordedVersion, recordedVersions } from '../conversations/index.ts';
import { fileDigests } from '../files/index.ts';
import { appendLeaves, type Draft } from './append-leaves.ts';
import { filesOf, openRecord } from './compose.ts';
import { lockHead } from './reader.ts';
import type { Head } from './rows.ts';
import { insertRecordKeys, waitForDisk } from './writer.ts';

/**
 * The head, locked, of a log that was held against what lies outside in this life of the database (RE4).
 * @throws where it was not: then nothing may be added
 */
export async function requireHead(tx: Tx): Promise<Head> {
  await waitForDisk(tx);
  const head = await lockHead(tx);
  if (!head || head.databaseEpoch !== (await epochNow(tx)))
    throw new Error('The ledger has not been held against its folder since this database was opened.');
  return head;
}

const nameOf = (stream: string, ev: number): string => `${stream}/${ev}`;

/** Versions of those entries that said something. */
async function versionsOf(tx: Tx, entries: readonly LogEntry[]): Promise<Map<string, RecordedVersion>> {
  const said = entries.filter(({ type }) => isAboutMessage(type));
  const found = await recordedVersions(
    tx,
    said.map(({ stream, ev }) => ({ conversation: stream, ev })),
  );
  return new Map(found.map((version) => [nameOf(version.conversation, version.ev), version]));
}

/** The record key that lies with a version; undefined where nobody can open it any more: the master key was lost, or the row damaged. */
function openKey({ vault, logger }: Platform, { key, conversation, ev }: RecordedVersion): Buffer | undefined {
  try {
    return vault.unwrap(key!);
  } catch (error) {
    // Another server has it.
    if (error instanceof KeyNotHereError) throw error;
    logger.warn({ err: error, conversation, ev }, 'the key of a version cannot be opened: its record gets another');
    return undefined;
  }
}

interface RecordKey {
  stream: string;
  ev: number;
  key: Buffer;
}

function makeKey({ vault }: Platform, keys: RecordKey[], { stream, ev }: LogEntry): Buffer {
  const { key, wrapped } = vault.newKey();
  keys.push({ stream, ev, key: wrapped });
  return key;
}

/** Puts a page of the log into the tree, in the transaction that moves the reader's places: exactly once (RE2). */
export async function sequence(platform: Platform, tx: Tx, entries: readonly LogEntry[]): Promise<number> {
  const versions = await versionsOf(tx, entries);
  const files = await fileDigests(platform, [...new Set([...versions.values()].flatMap(filesOf))]);
  const keys: RecordKey[] = [];
  const drafts = entries.map((entry): Draft => {
    const { stream, ev, type, recordId, at } = entry;
    const version = versions.get(nameOf(stream, ev));
    const parts = () => {
      const thinned = version !== undefined && version.key === null;
      const key = thinned ? undefined : ((version && openKey(platform, version)) ?? makeKey(platform, keys, entry));
      const record = openRecord(entry, version, files, key);
      key?.fill(0);
      return record.parts;
    };
    return { stream, ev, type, recordId, at, parts, target: version?.previousEv ?? entry.target ?? undefined };
  });
  const head = await requireHead(tx);
  const added = await appendLeaves(platform, tx, head, drafts);
  if (keys.length > 0) await insertRecordKeys(tx, keys);
  return added;
}
