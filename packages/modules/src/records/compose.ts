import { canonicalText, commitTo, fromBase64, type Json, type Part, parsePartsText, saltMaker } from '@rapport/ledger';
import type { RecordedSaying } from '../conversations/index.ts';
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

/** The part `meta`: what the log says of an event, as canonical JSON. Frozen (docs/records.md). */
const metaOf = ({ stream, ev, type, actor, at, target, subject }: LogLine): string =>
  canonicalText({
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
 * The parts that hold what was said, as canonical JSON: `body`; of a form record also `form`, `form:<part of the envelope>` and `field:<name>` for each
 * field, so that one can be shown, or erased, while the others stand. Frozen (docs/records.md).
 */
function saidIn({ text, content, occurredAt }: RecordedSaying): Map<string, string> {
  if (!content) return new Map([['body', canonicalText({ occurredAt: occurredAt ?? undefined, text })]]);
  const { form, supplement, signature, capture, redaction, ...beside } = content;
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

function canonical(said: ReadonlyMap<string, Json>): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [name, one] of said) texts.set(name, canonicalText(one));
  return texts;
}

const noFiles: ReadonlyMap<string, string> = new Map();

/** Ids of the attached files by the names of their parts; what was taken out is none. */
export function fileParts({ kept, content }: RecordedSaying): ReadonlyMap<string, string> {
  if (kept) return new Map(Object.entries(kept.files));
  if (!content?.attachments) return noFiles;
  return new Map(content.attachments.map(({ file }, i) => [`file:${i + 1}`, file]));
}

/** Ids of the attached files. */
export const filesOf = (version: RecordedSaying): string[] => [...fileParts(version).values()];

/** What a record says: each part's content, but for files. */
function contentsOf(line: LogLine, version: RecordedSaying | undefined): Map<string, string> {
  const contents = version ? saidIn(version) : new Map<string, string>();
  return contents.set('meta', metaOf(line));
}

/** What a record consists of: the SHA-256 of each part's content. */
function digestsOf(
  contents: ReadonlyMap<string, string>,
  version: RecordedSaying | undefined,
  files: ReadonlyMap<string, Uint8Array>,
): Map<string, Uint8Array> {
  const digests = new Map<string, Uint8Array>();
  for (const [name, content] of contents) digests.set(name, nodeSha256(content));
  if (!version) return digests;
  for (const [name, file] of fileParts(version)) {
    const digest = files.get(file);
    if (digest) digests.set(name, digest);
  }
  return digests;
}

/** A record as it stands: its parts, in the order of their names, and what opens those that were not taken out. */
export interface OpenRecord {
  parts: Part[];
  /** What it says, as canonical JSON by the names of its parts; files are not among them. */
  contents: ReadonlyMap<string, string>;
  saltOf(name: string): Uint8Array | undefined;
}

/**
 * Opens a record, by its key or, where parts were taken out of it, by what was kept of its proof: of what stands the commitments are made anew, so
 * that words which were changed behind the ledger's back differ.
 */
export function openRecord(
  line: LogLine,
  version: RecordedSaying | undefined,
  files: ReadonlyMap<string, Uint8Array>,
  key: Uint8Array | undefined,
): OpenRecord {
  const contents = contentsOf(line, version);
  const digests = digestsOf(contents, version, files);
  if (key) return { contents, ...composeParts(digests, key) };
  const kept = version?.kept;
  if (!kept) throw new Error('A record can be opened by its key or by what was kept of its proof.');
  const saltOf = (name: string): Uint8Array | undefined =>
    Object.hasOwn(kept.salts, name) ? fromBase64(kept.salts[name]!) : undefined;
  const parts = parsePartsText(kept.manifest).map(({ name, commit }) => {
    const [salt, digest] = [saltOf(name), digests.get(name)];
    // A file whose bytes were lost meanwhile is no other file.
    return { name, commit: salt && digest ? commitTo(nodeSha256, salt, digest) : commit };
  });
  return { parts, contents, saltOf };
}

/** The parts of a record, in the order of their names, and their salts: each is derived once. */
function composeParts(digests: ReadonlyMap<string, Uint8Array>, recordKey: Uint8Array): Pick<OpenRecord, 'parts' | 'saltOf'> {
  const makeSalt = saltMaker(nodeSha256, recordKey);
  const salts = new Map<string, Uint8Array>();
  const parts: Part[] = [];
  for (const name of [...digests.keys()].sort()) {
    const salt = makeSalt(name);
    salts.set(name, salt);
    parts.push({ name, commit: commitTo(nodeSha256, salt, digests.get(name)!) });
  }
  return { parts, saltOf: (name) => salts.get(name) };
}
