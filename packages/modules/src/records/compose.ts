import {
  canonicalJson,
  commitTo,
  fromBase64,
  type Json,
  type Part,
  parseParts,
  partMaker,
  partSalt,
  utf8,
} from '@rapport/ledger';
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
  const { form, supplement, signature, capture, redaction, ...beside } = content ?? {};
  const said = new Map<string, Json>();
  if (redaction) {
    const { erasure, records, ...reason } = redaction;
    said.set('redaction', { erasure: erasure ?? undefined, records } as Json);
    const { askedBy, approvedBy, ...told } = reason;
    said.set('reason', { ...told, askedBy: askedBy ?? undefined, approvedBy: approvedBy ?? undefined } as Json);
    return canonical(said);
  }
  if (signature) {
    said.set('signature', signature as Json);
    if (capture) said.set('capture', capture as Json);
    return canonical(said);
  }
  said.set('body', {
    content: Object.keys(beside).length > 0 ? (beside as Json) : undefined,
    occurredAt: occurredAt ?? undefined,
    text,
  });
  if (supplement) said.set('supplement', supplement as Json);
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
  return canonical(said);
}

const canonical = (said: ReadonlyMap<string, Json>): Map<string, Uint8Array> =>
  new Map([...said].map(([name, one]) => [name, canonicalJson(one)]));

/** Ids of the attached files by the names of their parts; what was taken out is none. */
export const fileParts = ({ kept, content }: RecordedVersion): Map<string, string> =>
  new Map(kept ? Object.entries(kept.files) : (content?.attachments ?? []).map(({ file }, i) => [`file:${i + 1}`, file]));

/** Ids of the attached files. */
export const filesOf = (version: RecordedVersion): string[] => [...fileParts(version).values()];

/** What a record consists of: the SHA-256 of each part's content. */
function digestsOf(
  line: LogLine,
  version: RecordedVersion | undefined,
  files: ReadonlyMap<string, Uint8Array>,
): [string, Uint8Array][] {
  const digests: [string, Uint8Array][] = [['meta', nodeSha256(metaOf(line))]];
  if (!version) return digests;
  for (const [name, content] of saidIn(version)) digests.push([name, nodeSha256(content)]);
  for (const [name, file] of fileParts(version)) {
    const digest = files.get(file);
    if (digest) digests.push([name, digest]);
  }
  return digests;
}

/** A record as it stands: its parts, in the order of their names, and what opens those that were not taken out. */
export interface OpenRecord {
  parts: Part[];
  saltOf(name: string): Uint8Array | undefined;
}

/**
 * Opens a record, by its key or, where parts were taken out of it, by what was kept of its proof: of what stands the commitments are made anew, so
 * that words which were changed behind the ledger's back differ. The key must not be wiped before the last salt is asked for.
 */
export function openRecord(
  line: LogLine,
  version: RecordedVersion | undefined,
  files: ReadonlyMap<string, Uint8Array>,
  key: Uint8Array | undefined,
): OpenRecord {
  if (key) return { parts: composeParts(line, version, files, key), saltOf: (name) => partSalt(nodeSha256, key, name) };
  const kept = version?.kept;
  if (!kept) throw new Error('A record can be opened by its key or by what was kept of its proof.');
  const digests = new Map(digestsOf(line, version, files));
  const saltOf = (name: string): Uint8Array | undefined =>
    Object.hasOwn(kept.salts, name) ? fromBase64(kept.salts[name]!) : undefined;
  const parts = parseParts(utf8(kept.manifest)).map(({ name, commit }) => {
    const [salt, digest] = [saltOf(name), digests.get(name)];
    // A file whose bytes were lost meanwhile is no other file.
    return { name, commit: salt && digest ? commitTo(nodeSha256, salt, digest) : commit };
  });
  return { parts, saltOf };
}

/** The parts of a record, in the order of their names. */
function composeParts(
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
