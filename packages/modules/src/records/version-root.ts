import { base64, partsRoot } from '@rapport/ledger';
import type { Platform } from '@rapport/platform';
import { recordedVersions } from '../conversations/index.ts';
import { fileDigests } from '../files/index.ts';
import { filesOf, openRecord } from './compose.ts';
import { nodeSha256 } from './node-hash.ts';
import { logLine } from './reader.ts';

/**
 * The root of a version's parts, base64: what its leaf carries in line 8, whether it has been sequenced yet or not. Undefined where its
 * words are erased, or parts of it were taken out: nobody signs for what is not shown to them.
 */
export async function versionRoot(platform: Platform, conversation: string, ev: number): Promise<string | undefined> {
  const [version] = await recordedVersions(platform.db, [{ conversation, ev }]);
  const line = version && (await logLine(platform.db, conversation, ev));
  if (!version?.key || !line) return undefined;
  const files = await fileDigests(platform, [...new Set(filesOf(version))]);
  const key = platform.vault.unwrap(version.key);
  const { parts } = openRecord({ ...line, stream: conversation, ev }, version, files, key);
  const root = base64(partsRoot(nodeSha256, parts));
  key.fill(0);
  return root;
}
