import type { Hashing } from './hashing.ts';

/** What is known of a record. `redacted`: parts were taken out for good, and a record says so; `partly-redacted`: parts are merely not shown. */
export type RecordState = 'verified' | 'redacted' | 'partly-redacted' | 'erased' | 'gap' | 'tampered' | 'unproven';

/** Codes of findings; words in words.ts. */
export type FindingCode =
  | 'file-changed'
  | 'file-missing'
  | 'file-added'
  | 'manifest-damaged'
  | 'checkpoint-damaged'
  | 'checkpoint-missing'
  | 'signature-wrong'
  | 'key-unknown'
  | 'quorum-missed'
  | 'tile-missing'
  | 'tile-changed'
  | 'disclosure-damaged'
  | 'records-damaged'
  | 'records-added'
  | 'stream-twice'
  | 'leaf-damaged'
  | 'leaf-elsewhere'
  | 'leaf-not-in-tree'
  | 'not-sequenced'
  | 'chain-broken'
  | 'order'
  | 'gap'
  | 'parts-changed'
  | 'part-changed'
  | 'part-added'
  | 'meta-contradicts'
  | 'redacted'
  | 'taken-out'
  | 'erased'
  | 'tail-cut'
  | 'tail-open'
  | 'head-open'
  | 'census-wrong'
  | 'neighbour-wrong';

export interface Finding {
  state: RecordState | 'untrusted';
  code: FindingCode;
  /** Path in the bundle, where it is about a file. */
  file?: string;
  conversation?: string;
  ev?: number;
  /** Name of a part, a path, a key. */
  what?: string;
}

/** A log of the house and who vouches for its checkpoint. */
export interface LogVerdict {
  epoch: number;
  origin: string;
  size: number;
  root: string;
  /** `trusted`: signed by a log of the policy, and by enough witnesses. */
  state: 'trusted' | 'unknown-key' | 'quorum-missed' | 'forged' | 'damaged';
  signedBy: string[];
  witnesses: string[];
}

export interface StreamVerdict {
  conversation: string;
  from: number;
  to: number;
  /** Server times that were asked for, when it was not the whole. */
  after?: number;
  before?: number;
  /** `whole`: from its first event to what a census saw last, or further. `part`: all of a time. */
  complete: 'whole' | 'part' | 'tail-open' | 'broken';
  /** When the census was taken that bounds its end, Unix ms: what came later is not missed. Whoever packs chooses the census. */
  seenAt?: number;
  states: Record<RecordState, number>;
}

/** `holds` alone is the end with code 0. */
export type Outcome = 'holds' | 'tampered' | 'incomplete' | 'untrusted' | 'redacted';

export interface Verdict {
  format: 'rapport-verdict/v1';
  outcome: Outcome;
  exit: number;
  /** Where the keys are from: outside, or the bundle itself, which proves nothing about who made it. */
  policy: 'given' | 'packed' | 'none';
  /** The policy asks for no witness: the house alone vouches. */
  selfAttested: boolean;
  logs: LogVerdict[];
  records: Record<RecordState, number>;
  streams: StreamVerdict[];
  findings: Finding[];
  findingsLeftOut: number;
  files: number;
}

/** Exit codes of `rapport-verify` (docs/records.md). 2 is a bundle or a call that could not be read. */
export const exitCodes: Record<Outcome, number> & { bad: 2 } = {
  holds: 0,
  tampered: 1,
  bad: 2,
  incomplete: 3,
  untrusted: 4,
  redacted: 5,
};

const mostFindings = 1_000;

export const noStates = (): Record<RecordState, number> => ({
  verified: 0,
  redacted: 0,
  'partly-redacted': 0,
  erased: 0,
  gap: 0,
  tampered: 0,
  unproven: 0,
});

/** Gathers findings; many of one kind are counted, not kept. */
export class Findings {
  readonly kept: Finding[] = [];
  leftOut = 0;
  readonly seen = new Set<Finding['state']>();
  private readonly tell: ((finding: Finding) => void) | undefined;

  constructor(tell?: (finding: Finding) => void) {
    this.tell = tell;
  }

  add(finding: Finding): void {
    this.seen.add(finding.state);
    this.tell?.(finding);
    if (this.kept.length < mostFindings) this.kept.push(finding);
    else this.leftOut++;
  }
}

export interface VerifyOptions {
  hashing: Hashing;
  /** Text of the reader's own tlog-policy. */
  policy?: string;
  /** Told of each record as it is judged. */
  onRecord?: (record: { conversation: string; ev: number; state: RecordState }) => void;
  onFinding?: (finding: Finding) => void;
  onProgress?: (done: number, total: number) => void;
}

/** Tampering outweighs all; a missing trust says that nothing else is worth much. */
export function outcomeOf(findings: Findings, policy: Verdict['policy']): Outcome {
  const { seen } = findings;
  if (seen.has('tampered')) return 'tampered';
  if (seen.has('untrusted') || policy !== 'given') return 'untrusted';
  if (seen.has('gap') || seen.has('unproven')) return 'incomplete';
  return seen.has('partly-redacted') ? 'redacted' : 'holds';
}
