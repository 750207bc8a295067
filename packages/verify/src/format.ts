import { canonicalText, fromBase64, hashLength, type Json } from '@rapport/ledger';

/** Names of a bundle's files (docs/records.md). */
export const bundlePaths = {
  info: 'bundle.json',
  manifest: 'MANIFEST.sha256',
  readme: 'README.txt',
  program: 'verify.mjs',
  page: 'verify.html',
  schema: 'schema/record.schema.json',
  names: 'names.jsonl',
  policy: 'proof/policy',
  disclosure: 'proof/disclosure.jsonl',
  logs: 'proof/log/',
  records: 'records/',
  files: 'files/',
} as const;
export const bundleFormat = 'rapport-bundle/v1';

/** Folder of a log of the house: `checkpoint` and `tile/…` as C2SP tlog-tiles has them. */
export const logFolder = (epoch: number): string => `${bundlePaths.logs}${epoch}`;

/** A leaf and where it stands. */
export interface ShownLeaf {
  epoch: number;
  index: number;
  /** Its bytes, as text. */
  leaf: string;
}

/** What a census said of a stream, and the way to its root. */
export interface CensusProof {
  /** The census' own leaf is among the ledger's records of this bundle. */
  epoch: number;
  index: number;
  /** The stream's line, and its place among the lines. */
  seq: number;
  hash: string;
  at: number;
  proof: string[];
}

/** Begins the records of one stream, in disclosure.jsonl. */
export interface StreamHead {
  tag: string;
  /** Absent: the ledger's own events. */
  conversation?: string;
  /** The file with what they say, in the same order. */
  records: string;
  /** Numbers that follow: the first and the last. */
  from: number;
  to: number;
  /** What was asked for when it was not the whole: server times, Unix ms, half-open. */
  after?: number;
  before?: number;
  /** The neighbours of a part, which show that it has no earlier or later record in that time. */
  previous?: ShownLeaf;
  next?: ShownLeaf;
  census?: CensusProof;
}

/** A record, in disclosure.jsonl; without a leaf it stood in no checkpoint yet. */
export interface Disclosed {
  ev: number;
  epoch?: number;
  index?: number;
  leaf?: string;
  /** Absent where nothing is shown. */
  manifest?: string;
  /** Salts of parts that are shown, base64. */
  salts?: Record<string, string>;
}

/** What a record says, in records/….jsonl. */
export interface RecordLine {
  ev: number;
  /** Contents that are canonical JSON. */
  parts: Record<string, Json>;
  /** Contents that are other texts, as they are. */
  texts?: Record<string, string>;
  /** Contents that are files: paths in the bundle. */
  files?: Record<string, string>;
}

/** A line that is not spelt as we spell it. */
export class LineError extends Error {
  override name = 'LineError';
}

type Check = (value: unknown) => boolean;
type Shape = ReadonlyMap<string, { check: Check; optional?: true }>;

const isWhole: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const isText: Check = (value) => typeof value === 'string';
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isHash: Check = (value) => typeof value === 'string' && fromBase64(value)?.length === hashLength;
const ofTexts: Check = (value) => isObject(value) && Object.keys(value).every((name) => isText(value[name]));
const shape = (members: Record<string, { check: Check; optional?: true }>): Shape => new Map(Object.entries(members));
const must = (check: Check) => ({ check });
const may = (check: Check) => ({ check, optional: true as const });

/** These members and no others. */
function fits(value: unknown, shape: Shape): boolean {
  if (!isObject(value)) return false;
  const names = Object.keys(value);
  for (const name of names) if (!shape.get(name)?.check(value[name])) return false;
  if (names.length === shape.size) return true;
  for (const [name, { optional }] of shape) if (!optional && !Object.hasOwn(value, name)) return false;
  return true;
}

const leafShape = shape({ epoch: must(isWhole), index: must(isWhole), leaf: must(isText) });
const isLeaf: Check = (value) => fits(value, leafShape);
const censusShape = shape({
  epoch: must(isWhole),
  index: must(isWhole),
  seq: must(isWhole),
  hash: must(isHash),
  at: must(isWhole),
  proof: must((value) => Array.isArray(value) && value.length <= 64 && value.every(isHash)),
});
const headShape = shape({
  tag: must((value) => typeof value === 'string' && /^[0-9a-f]{16}$/.test(value)),
  conversation: may((value) => typeof value === 'string' && /^[0-9a-f-]{36}$/.test(value)),
  records: must(isText),
  from: must(isWhole),
  to: must(isWhole),
  after: may(isWhole),
  before: may(isWhole),
  previous: may(isLeaf),
  next: may(isLeaf),
  census: may((value) => fits(value, censusShape)),
});
const beginShape = shape({ stream: must((head) => fits(head, headShape)) });
const disclosedShape = shape({
  ev: must(isWhole),
  epoch: may(isWhole),
  index: may(isWhole),
  leaf: may(isText),
  manifest: may(isText),
  salts: may(ofTexts),
});
const recordShape = shape({ ev: must(isWhole), parts: must(isObject), texts: may(ofTexts), files: may(ofTexts) });

/** Parses a line; only canonical JSON passes, so that no two readers read two things. */
function parseLine(line: string): unknown {
  let value: unknown;
  let again: string;
  try {
    value = JSON.parse(line);
    again = canonicalText(value as Json);
  } catch {
    throw new LineError('A line is no JSON.');
  }
  if (again !== line) throw new LineError('A line is spelt in another way than bundles are.');
  return value;
}

/** A line of disclosure.jsonl. @throws LineError */
export function parseDisclosure(line: string): { stream: StreamHead } | Disclosed {
  const value = parseLine(line);
  if (fits(value, disclosedShape)) return value as Disclosed;
  if (fits(value, beginShape)) return value as { stream: StreamHead };
  throw new LineError('A line of the disclosure has other members than those it may have.');
}

/** A line of records/….jsonl. @throws LineError */
export function parseRecord(line: string): RecordLine {
  const value = parseLine(line);
  if (!fits(value, recordShape)) throw new LineError('A line of records has other members than those it may have.');
  return value as RecordLine;
}
