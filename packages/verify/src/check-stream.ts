import {
  type Census,
  formatCensusLine,
  fromBase64,
  type Leaf,
  leafHash,
  parseCensus,
  parseLeafText,
  provesInclusion,
  same,
  utf8,
} from '@rapport/ledger';
import type { Log } from './check-logs.ts';
import { checkParts, type Trouble, type WholeFiles } from './check-parts.ts';
import type { CensusProof, Disclosed, RecordLine, ShownLeaf, StreamHead } from './format.ts';
import { TileError } from './log-tree.ts';
import { listed, Redactions } from './redactions.ts';
import {
  type FindingCode,
  type Findings,
  noStates,
  type RecordState,
  type StreamVerdict,
  type VerifyOptions,
} from './verdict.ts';

/** What all streams of a bundle are judged by. */
export interface Court {
  options: VerifyOptions;
  findings: Findings;
  logs: ReadonlyMap<number, Log>;
  whole: WholeFiles;
  /** Censuses shown so far, by `epoch/index` of their leaves. */
  censuses: Map<string, Census & { at: number }>;
  /** Tiles that a finding has named. */
  named: Set<string>;
  /** Attachments that records say are theirs. */
  referred: Set<string>;
}

const placeOf = ({ epoch, index }: { epoch: number; index: number }): string => `${epoch}/${index}`;

/** Events that say of an earlier record that its content was destroyed by authority. */
const erasing = new Set(['message.erased', 'record.erased']);
/** Says which parts of earlier records were. */
const redacting = 'record.redacted';

interface Withheld {
  ev: number;
  state: 'partly-redacted' | 'erased';
  names: readonly string[];
}

type Judged = {
  state: RecordState;
  trouble?: Trouble;
  hash?: Uint8Array;
  leaf?: Leaf;
  withheld?: readonly string[];
  nothing?: boolean;
};

const targetOf = ({ target }: Leaf, epoch: number): string | undefined =>
  target ? placeOf({ epoch: target.epoch ?? epoch, index: target.index }) : undefined;

/** Judges the records of one stream as they come. Of what is not wholly shown it keeps the places until the stream ends, of nothing else. */
export class StreamCheck {
  private readonly court: Court;
  private readonly head: StreamHead;
  private readonly states = noStates();
  private expected: number;
  /** Leaf hash of the record before, where it is known for certain. */
  private before: Uint8Array | undefined;
  /** What the first record says came before it. */
  private first: Uint8Array | null | undefined;
  private broken = false;
  private censusSeen = false;
  /** What is not wholly shown, by its place: an erasure may follow. */
  private readonly withheld = new Map<string, Withheld>();
  /** Places of those by the place that they are about: later versions, by what they replace. */
  private readonly about = new Map<string, string[]>();
  /** What was taken out of them, as later events say. */
  private readonly redactions = new Redactions();
  private readonly conversation: string;

  constructor(court: Court, head: StreamHead) {
    this.court = court;
    this.head = head;
    this.expected = head.from;
    this.conversation = head.conversation ?? 'ledger';
  }

  private find(state: RecordState, code: FindingCode, rest: { ev?: number; what?: string } = {}): void {
    this.court.findings.add({ state, code, conversation: this.conversation, ...rest });
  }

  private broke(code: FindingCode, rest: { ev?: number; what?: string } = {}, state: RecordState = 'tampered'): void {
    this.broken = true;
    this.find(state, code, rest);
  }

  /** Something to wait for before a leaf can be judged: its tile. Most are there. */
  prepare({ epoch, index }: { epoch?: number; index?: number }): Promise<void> | undefined {
    if (epoch === undefined || index === undefined) return undefined;
    const log = this.court.logs.get(epoch);
    return !log || index >= log.verdict.size || log.tree.holds(index) ? undefined : log.tree.load(index);
  }

  /** Whether a leaf stands where it says, in a log that is signed. */
  private stands({ epoch, index }: ShownLeaf, hash: Uint8Array): (Judged['trouble'] & { state: RecordState }) | undefined {
    const { logs, findings, named } = this.court;
    const log = logs.get(epoch);
    if (!log) return { state: 'unproven', code: 'checkpoint-missing', what: String(epoch) };
    const { state, size } = log.verdict;
    if (index >= size) return { state: 'unproven', code: 'not-sequenced' };
    try {
      if (!same(log.tree.leafAt(index), hash)) return { state: 'tampered', code: 'leaf-not-in-tree' };
    } catch (error) {
      if (!(error instanceof TileError)) throw error;
      const code = error.trouble === 'missing' ? 'tile-missing' : 'tile-changed';
      const what = `${epoch}/${error.path}`;
      if (code === 'tile-changed' && !named.has(what)) findings.add({ state: 'tampered', code, what });
      named.add(what);
      return { state: 'unproven', code, what };
    }
    if (state === 'trusted') return undefined;
    return {
      state: 'unproven',
      code: state === 'quorum-missed' ? 'quorum-missed' : state === 'unknown-key' ? 'key-unknown' : 'signature-wrong',
    };
  }

  /** Takes a leaf apart and finds out whether it is the one of this stream and number. */
  private judgeLeaf(shown: ShownLeaf, ev: number): Judged {
    let leaf: Leaf;
    try {
      leaf = parseLeafText(shown.leaf);
    } catch {
      return { state: 'tampered', trouble: { code: 'leaf-damaged' } };
    }
    if (leaf.stream !== this.head.tag || leaf.seq !== ev) return { state: 'tampered', trouble: { code: 'leaf-elsewhere' } };
    const hash = leafHash(this.court.options.hashing.hash, shown.leaf);
    const trouble = this.stands(shown, hash);
    if (trouble?.state === 'tampered') return { state: 'tampered', trouble };
    return trouble ? { state: trouble.state, trouble, hash, leaf } : { state: 'verified', hash, leaf };
  }

  private judge(disclosed: Disclosed, line: RecordLine): Judged {
    const { ev, epoch, index, leaf: text } = disclosed;
    if (line.ev !== ev) return { state: 'tampered', trouble: { code: 'records-damaged' } };
    if (text === undefined || epoch === undefined || index === undefined)
      return { state: 'unproven', trouble: { code: 'not-sequenced' } };
    const judged = this.judgeLeaf({ epoch, index, leaf: text }, ev);
    if (!judged.leaf) return judged;
    const { hashing } = this.court.options;
    const { conversation } = this.head;
    let parts: ReturnType<typeof checkParts>;
    try {
      parts = checkParts({ disclosed, line, leaf: judged.leaf, conversation }, hashing, this.court.whole);
    } catch {
      parts = { trouble: { code: 'parts-changed' }, withheld: [], nothing: false };
    }
    if (parts.trouble) return { state: 'tampered', trouble: parts.trouble };
    if (this.before && !same(judged.leaf.previous ?? new Uint8Array(0), this.before))
      return { state: 'tampered', trouble: { code: 'chain-broken' } };
    if (judged.state !== 'verified' || (!parts.nothing && parts.withheld.length === 0)) return judged;
    return { ...judged, state: 'partly-redacted', withheld: parts.withheld, nothing: parts.nothing };
  }

  /** The next record, as it is disclosed and as it reads; whoever calls has waited for what `prepare` answered. */
  take(disclosed: Disclosed, line: RecordLine): void {
    const { ev } = disclosed;
    if (line.files) for (const path of Object.values(line.files)) this.court.referred.add(path);
    this.follow(ev);
    const judged = this.judge(disclosed, line);
    const { state, trouble, leaf, hash } = judged;
    // A record that is shown to be what it is makes the next one's chain checkable; others do not.
    this.before = state === 'tampered' ? undefined : hash;
    this.expected = Math.max(this.expected, ev + 1);
    if (ev === this.head.from && leaf) this.first = leaf.previous;
    if (state === 'tampered' || state === 'unproven') {
      this.states[state]++;
      this.broken = true;
      this.find(state, trouble!.code, { ev, ...(trouble!.what === undefined ? {} : { what: trouble!.what }) });
    } else if (state === 'partly-redacted') {
      const { epoch, index } = disclosed as ShownLeaf;
      this.withhold(placeOf({ epoch, index }), targetOf(leaf!, epoch), { ev, state, names: judged.withheld ?? [] });
    } else this.states[state]++;
    if (leaf && disclosed.epoch !== undefined && erasing.has(leaf.type)) this.erase(targetOf(leaf, disclosed.epoch), judged);
    if (leaf?.type === redacting && (state === 'verified' || state === 'partly-redacted')) this.redactions.note(ev, line);
    if (hash) this.meetCensus(ev, hash);
    if (state !== 'tampered' && leaf?.type === 'census') this.noteCensus(disclosed as ShownLeaf, line, leaf.at);
    this.court.options.onRecord?.({ conversation: this.conversation, ev, state });
  }

  /** Numbers go on without a gap and never back; the ledger's own are shown singly. */
  private follow(ev: number): void {
    if (ev < this.expected || (this.head.conversation !== undefined && ev > this.head.to)) this.broke('order', { ev });
    if (ev <= this.expected) return;
    this.before = undefined;
    if (this.head.conversation === undefined) return;
    this.missing(this.expected, ev - 1);
  }

  private missing(from: number, to: number): void {
    this.states.gap += to - from + 1;
    this.broke('gap', { ev: from, what: from === to ? String(from) : `${from}–${to}` }, 'gap');
  }

  private withhold(place: string, target: string | undefined, record: Withheld): void {
    this.withheld.set(place, record);
    if (target === undefined) return;
    const others = this.about.get(target);
    if (others) others.push(place);
    else this.about.set(target, [place]);
  }

  /** An erasure by authority names the first version of what it erased; later versions name the one before. */
  private erase(place: string | undefined, erasure: Judged): void {
    if (place === undefined || erasure.state === 'tampered' || erasure.state === 'unproven') return;
    // The set grows while it is walked, each place in it once.
    const gone = new Set([place]);
    for (const at of gone) {
      const record = this.withheld.get(at);
      if (record) record.state = 'erased';
      for (const later of this.about.get(at) ?? []) gone.add(later);
    }
  }

  private noteCensus(place: ShownLeaf, { texts }: RecordLine, at: number): void {
    if (texts?.census !== undefined) this.court.censuses.set(placeOf(place), { ...parseCensus(utf8(texts.census)), at });
  }

  private meetCensus(ev: number, hash: Uint8Array): void {
    const { census } = this.head;
    if (!census || census.seq !== ev) return;
    if (same(fromBase64(census.hash)!, hash)) this.censusSeen = true;
    else this.broke('census-wrong', { ev });
  }

  private censusHolds(proof: CensusProof): boolean {
    const { hash } = this.court.options.hashing;
    const census = this.court.censuses.get(placeOf(proof));
    if (!census) return false;
    const line = formatCensusLine({ stream: this.head.tag, seq: proof.seq, last: fromBase64(proof.hash)! });
    return provesInclusion(hash, {
      index: proof.at,
      size: census.streams,
      leaf: leafHash(hash, line),
      root: census.root,
      proof: proof.proof.map((step) => fromBase64(step)!),
    });
  }

  /** A neighbour of a part, where it is what it says. */
  private async neighbour(shown: ShownLeaf, ev: number, fits: (leaf: Leaf, hash: Uint8Array) => boolean): Promise<void> {
    await this.prepare(shown);
    const { state, leaf, hash, trouble } = this.judgeLeaf(shown, ev);
    if (state === 'tampered' || !leaf || !hash || !fits(leaf, hash)) this.broke('neighbour-wrong', { ev });
    else if (trouble) this.broke(trouble.code, { ev }, 'unproven');
  }

  /** The record before a part is older than what was asked for, the one behind is not older than its end. */
  private async checkNeighbours(): Promise<void> {
    const { from, to, after, before, previous, next } = this.head;
    if (previous)
      await this.neighbour(
        previous,
        from - 1,
        ({ at }, hash) => after !== undefined && at < after && (!this.first || same(this.first, hash)),
      );
    else if (from > 1) this.broke('head-open', { ev: from }, 'gap');
    if (!next) return;
    const last = this.before;
    await this.neighbour(
      next,
      to + 1,
      (leaf) => before !== undefined && leaf.at >= before && (!last || (leaf.previous !== null && same(leaf.previous, last))),
    );
  }

  /** How far the stream is known to be shown to its end. */
  private checkTail(): boolean {
    const { to, next, census } = this.head;
    if (next) return true;
    // One from before the first record that is shown says nothing of the end.
    if (!census || census.seq < this.head.from) return false;
    if (!this.censusHolds(census)) {
      this.broke('census-wrong', { ev: census.seq });
      return false;
    }
    if (census.seq > to) this.broke('tail-cut', { ev: census.seq, what: `${to + 1}–${census.seq}` }, 'gap');
    else if (!this.censusSeen) this.broke('census-wrong', { ev: census.seq });
    return true;
  }

  private settleWithheld(): void {
    for (const { ev, state, names } of this.withheld.values()) {
      const redacted = state === 'partly-redacted' && this.redactions.explain(ev, names);
      const known = redacted ? 'redacted' : state;
      this.states[known]++;
      const code = known === 'erased' ? 'erased' : known === 'redacted' ? 'taken-out' : 'redacted';
      this.find(known, code, { ev, ...(names.length > 0 && known !== 'erased' ? { what: listed(names) } : {}) });
    }
  }

  /** The stream's own verdict, when all its records were taken; none of the ledger's own. */
  async end(): Promise<StreamVerdict | undefined> {
    this.settleWithheld();
    const { conversation, from, to, after, before, next, census } = this.head;
    if (conversation === undefined) return undefined;
    if (this.expected <= to) this.missing(this.expected, to);
    await this.checkNeighbours();
    const closed = this.checkTail();
    if (!closed) this.find('gap', 'tail-open', { ev: to });
    const whole = after === undefined && before === undefined;
    const seenAt = closed && !next && census ? this.court.censuses.get(placeOf(census))?.at : undefined;
    return {
      conversation,
      from,
      to,
      ...(after === undefined ? {} : { after }),
      ...(before === undefined ? {} : { before }),
      complete: this.broken ? 'broken' : closed ? (whole ? 'whole' : 'part') : 'tail-open',
      ...(seenAt === undefined ? {} : { seenAt }),
      states: this.states,
    };
  }
}
