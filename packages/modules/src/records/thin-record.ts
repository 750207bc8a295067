import { base64, formatParts, parseLeaf, parseParts, partsRoot, same, textOf, utf8 } from '@rapport/ledger';
import type { Platform, Queryable } from '@rapport/platform';
import {
  commitmentEvs,
  labelEvs,
  type RecordedVersion,
  recordedVersions,
  type Thinned,
  versionEvs,
} from '../conversations/index.ts';
import { fileDigests } from '../files/index.ts';
import { fileParts, filesOf, openRecord } from './compose.ts';
import { nodeSha256 } from './node-hash.ts';
import { leafOf, logLine } from './reader.ts';

/** A version of a message with its parts, opened. */
interface OpenVersion {
  ev: number;
  version: RecordedVersion;
  manifest: string;
  /** Salts of what stands, base64, by the names of the parts. */
  salts: Map<string, string>;
  /** Names of all parts that were recorded. */
  names: string[];
  /** What stands here is what the ledger holds, or it holds nothing of it yet. */
  asRecorded: boolean;
}

const mostVersions = 100_000;

async function openVersion(platform: Platform, q: Queryable, version: RecordedVersion): Promise<OpenVersion> {
  const { conversation, ev } = version;
  const line = (await logLine(q, conversation, ev))!;
  const files = await fileDigests(platform, [...new Set(filesOf(version))]);
  const key = version.key ? platform.vault.unwrap(version.key) : undefined;
  const { parts, saltOf } = openRecord({ ...line, stream: conversation, ev }, version, files, key);
  const salts = new Map(
    parts.flatMap(({ name }) => {
      const salt = saltOf(name);
      return salt ? [[name, base64(salt)] as const] : [];
    }),
  );
  key?.fill(0);
  const leaf = await leafOf(q, conversation, ev);
  const manifest = textOf(formatParts(parts));
  const names = parseParts(utf8(manifest)).map(({ name }) => name);
  const asRecorded = !leaf || same(partsRoot(nodeSha256, parts), parseLeaf(leaf.leaf).parts);
  return { ev, version, manifest, salts, names, asRecorded };
}

/** Some versions opened, the newest first; without those whose words are gone. */
async function opened(platform: Platform, q: Queryable, conversation: string, evs: readonly number[]): Promise<OpenVersion[]> {
  const versions = await recordedVersions(
    q,
    evs.map((ev) => ({ conversation, ev })),
  );
  const open: OpenVersion[] = [];
  for (const version of versions.sort((a, b) => b.ev - a.ev)) open.push(await openVersion(platform, q, version));
  return open;
}

/** Every version of a message, the newest first; none where its words are gone. */
const versionsOf = async (platform: Platform, q: Queryable, conversation: string, versionEv: number): Promise<OpenVersion[]> =>
  opened(platform, q, conversation, await versionEvs(q, conversation, versionEv, mostVersions));

/**
 * What of a message may be taken out by itself. Not its line of the log, which says that something was said; nor what frames a form (its
 * template decides how long it is kept, its title names it): there `form` stands, and `body`, which holds the title again.
 */
const mayGo = (name: string, { content }: RecordedVersion): boolean =>
  name !== 'meta' && !(content?.form && (name === 'form' || name === 'body'));

/** Parts of a message that may be taken out by themselves: in how many versions each stands, and whether it is gone from all of them. */
export async function partsOfMessage(
  platform: Platform,
  q: Queryable,
  conversation: string,
  versionEv: number,
): Promise<{ name: string; versions: number; redacted: boolean }[]> {
  const found = new Map<string, { name: string; versions: number; redacted: boolean }>();
  for (const { names, salts, version } of await versionsOf(platform, q, conversation, versionEv))
    for (const name of names.filter((one) => mayGo(one, version))) {
      const part = found.get(name) ?? { name, versions: 0, redacted: true };
      part.versions++;
      if (salts.has(name)) part.redacted = false;
      found.set(name, part);
    }
  return [...found.values()];
}

/** Why parts cannot be taken out. */
export type ThinTrouble = 'no such part' | 'what stands here is not what was recorded';

/**
 * What stays of the proof of each version when parts are taken out of a message (RT10): everything but their salts. A file goes from all
 * versions under whatever number it has there. `files`: ids of those that go. What people promised in a message says its words again: with these
 * its commitments go, and its labels.
 */
export async function thinRecord(
  platform: Platform,
  q: Queryable,
  { conversation, seq, versionEv, parts }: { conversation: string; seq: number; versionEv: number; parts: readonly string[] },
): Promise<{ versions: Thinned[]; files: string[] } | ThinTrouble> {
  const open = await versionsOf(platform, q, conversation, versionEv);
  const standing = (name: string) => open.find(({ salts, version }) => salts.has(name) && mayGo(name, version));
  if (!parts.every(standing)) return 'no such part';
  const files = new Set(parts.flatMap((name) => fileParts(standing(name)!.version).get(name) ?? []));
  const versions: Thinned[] = [];
  const said = parts.includes('body')
    ? [...(await commitmentEvs(q, conversation, seq)), ...(await labelEvs(q, conversation, seq))]
    : [];
  for (const { ev, version, manifest, salts, names, asRecorded } of [
    ...open,
    ...(await opened(platform, q, conversation, said)),
  ]) {
    const own = fileParts(version);
    const goes = (name: string): boolean => (own.has(name) ? files.has(own.get(name)!) : parts.includes(name));
    const going = names.filter((name) => salts.has(name) && goes(name));
    if (going.length === 0) continue;
    if (!asRecorded) return 'what stands here is not what was recorded';
    const left = new Map([...salts].filter(([name]) => !going.includes(name)));
    const kept = {
      manifest,
      salts: Object.fromEntries(left),
      files: Object.fromEntries([...own].filter(([name]) => left.has(name))),
    };
    versions.push({ ev, kept, going, gone: names.filter((name) => !left.has(name)) });
  }
  return { versions, files: [...files] };
}
