import { canonicalJson, type Json, type Part, partMaker } from '@rapport/ledger';
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

/** What of a form record's envelope can be shown or erased by itself. */
const ownParts = ['goal', 'place', 'participants', 'summary', 'decisions', 'actions', 'sources'] as const;

/**
 * The parts that hold what was said: `body`; of a form record also `form`, `form:<part of the envelope>` and `field:<name>` for each
 * field, so that one can be shown, or erased, while the others stand. Frozen (docs/records.md).
 */
export function saidIn({ text, content, occurredAt }: RecordedVersion): Map<string, Uint8Array> {
  const { form, ...beside } = content ?? {};
  const said = new Map<string, Json>();
  said.set('body', {
    content: Object.keys(beside).length > 0 ? (beside as Json) : undefined,
    occurredAt: occurredAt ?? undefined,
    text,
  });
  if (form) {
    const { values, ...envelope } = form;
    for (const name of ownParts) {
      const { [name]: part } = envelope;
      if (part !== undefined) said.set(`form:${name}`, part as Json);
      delete envelope[name as 'goal'];
    }
    said.set('form', envelope as Json);
    for (const [name, value] of Object.entries(values)) said.set(`field:${name}`, value as Json);
  }
  return new Map([...said].map(([name, one]) => [name, canonicalJson(one)]));
}

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
  for (const [name, content] of saidIn(version)) digests.push([name, nodeSha256(content)]);
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
  const partOf = partMaker(nodeSha256, recordKey);
  return digestsOf(line, version, files)
    .map(([name, digest]) => partOf(name, digest))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}
