import { canonicalJson, type Json, type Part, partOf } from '@rapport/ledger';
import type { RecordedVersion } from '../conversations/index.ts';
import { nodeSha256 } from './node-hash.ts';

/** A line of the log. */
export interface LogLine {
  stream: string;
  ev: number;
  type: string;
  actor: string | null;
  at: number;
  target: number | null;
  subject: string | null;
}

/** The part `meta`: what the log says of an event. Frozen (docs/records.md). */
export const metaOf = ({ stream, ev, type, actor, at, target, subject }: LogLine): Uint8Array =>
  canonicalJson({
    actor: actor ?? undefined,
    at,
    ev,
    stream,
    subject: subject ?? undefined,
    target: target ?? undefined,
    type,
  });

/** The part `body`: what was said. Frozen (docs/records.md). */
export const bodyOf = ({ text, content, occurredAt }: RecordedVersion): Uint8Array =>
  canonicalJson({ content: (content as Json) ?? undefined, occurredAt: occurredAt ?? undefined, text });

/** Ids of the attached files, in their order. */
export const filesOf = (version: RecordedVersion): string[] => (version.content?.attachments ?? []).map(({ file }) => file);

/** What a record consists of: the SHA-256 of each part's content. */
function digestsOf(
  line: LogLine,
  version: RecordedVersion | undefined,
  files: ReadonlyMap<string, Uint8Array>,
): [string, Uint8Array][] {
  const digests: [string, Uint8Array][] = [['meta', nodeSha256(metaOf(line))]];
  if (!version) return digests;
  digests.push(['body', nodeSha256(bodyOf(version))]);
  filesOf(version).forEach((file, i) => {
    const digest = files.get(file);
    if (digest) digests.push([`file:${i + 1}`, digest]);
  });
  return digests;
}

/** The parts of a record, in the order of their names. */
export function composeParts(
  line: LogLine,
  version: RecordedVersion | undefined,
  files: ReadonlyMap<string, Uint8Array>,
  recordKey: Uint8Array,
): Part[] {
  return digestsOf(line, version, files)
    .map(([name, digest]) => partOf(nodeSha256, recordKey, name, digest))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}
