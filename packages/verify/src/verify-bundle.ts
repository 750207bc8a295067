import { BadBundleError, type Bundle, readWhole } from './bundle.ts';
import { checkLogs, policyFor } from './check-logs.ts';
import { DigestedFiles, Manifest } from './check-manifest.ts';
import { type Court, StreamCheck } from './check-stream.ts';
import { bundleFormat, bundlePaths, type Disclosed, LineError, parseDisclosure, parseRecord, type StreamHead } from './format.ts';
import { LineReader, LinesError } from './line-reader.ts';
import {
  exitCodes,
  Findings,
  noStates,
  outcomeOf,
  type RecordState,
  type StreamVerdict,
  type Verdict,
  type VerifyOptions,
} from './verdict.ts';

const mostInfo = 256 * 1024;

async function requireFormat(bundle: Bundle): Promise<void> {
  if (!bundle.has(bundlePaths.info)) throw new BadBundleError(`This is no bundle of Rapport: it has no ${bundlePaths.info}.`);
  let format: unknown;
  try {
    format = JSON.parse(new TextDecoder().decode(await readWhole(bundle, bundlePaths.info, mostInfo))).format;
  } catch {
    throw new BadBundleError(`${bundlePaths.info} cannot be read.`);
  }
  if (format !== bundleFormat)
    throw new BadBundleError('This is no bundle of a form that is known here; a newer verifier may know it.');
}

/** One stream under way: what it says lies in a file of its own, line beside line. */
class OpenStream {
  readonly check: StreamCheck;
  private readonly head: StreamHead;
  private readonly court: Court;
  private readonly lines: LineReader | undefined;

  constructor(court: Court, bundle: Bundle, head: StreamHead) {
    this.head = head;
    this.court = court;
    this.check = new StreamCheck(court, head);
    const there = head.records.startsWith(bundlePaths.records) && bundle.has(head.records);
    this.lines = there ? new LineReader(bundle.stream(head.records)) : undefined;
  }

  private damaged(ev?: number): void {
    const { conversation = 'ledger', records: file } = this.head;
    this.court.findings.add({
      state: 'tampered',
      code: 'records-damaged',
      conversation,
      file,
      ...(ev === undefined ? {} : { ev }),
    });
  }

  /** Something to wait for before the next record is taken: its tile, its line. Most are there. */
  prepare(disclosed: Disclosed): Promise<unknown> | undefined {
    const tile = this.check.prepare(disclosed);
    const line = this.lines && !this.lines.holds ? this.lines.load() : undefined;
    return tile || line ? Promise.all([tile, line]) : undefined;
  }

  take(disclosed: Disclosed): void {
    const text = this.lines?.take();
    let line: ReturnType<typeof parseRecord>;
    try {
      if (text === undefined) throw new LineError('There are too few.');
      line = parseRecord(text);
    } catch (error) {
      if (!(error instanceof LineError)) throw error;
      // Judged all the same: it is a record that shows nothing of what it says it shows.
      line = { ev: disclosed.ev, parts: {} };
      this.damaged(disclosed.ev);
    }
    this.check.take(disclosed, line);
  }

  async end(): Promise<StreamVerdict | undefined> {
    const { conversation = 'ledger', records: file } = this.head;
    if (this.lines && (await this.lines.line()) !== undefined)
      this.court.findings.add({ state: 'tampered', code: 'records-added', conversation, file });
    await this.lines?.close();
    return this.check.end();
  }
}

async function readStreams(bundle: Bundle, court: Court): Promise<StreamVerdict[]> {
  const verdicts: StreamVerdict[] = [];
  const seen = new Set<string>();
  let open: OpenStream | undefined;
  const end = async (): Promise<void> => {
    const verdict = await open?.end();
    if (verdict) verdicts.push(verdict);
    open = undefined;
  };
  const lines = new LineReader(bundle.stream(bundlePaths.disclosure));
  // Whatever is there is not waited for: a promise for each record would take longer than its digests.
  for (;;) {
    const line = lines.holds ? lines.take() : await lines.line();
    if (line === undefined) break;
    const parsed = parseDisclosure(line);
    if (!('stream' in parsed)) {
      if (!open) throw new LineError('A record stands before all streams.');
      const waits = open.prepare(parsed);
      if (waits) await waits;
      open.take(parsed);
      continue;
    }
    await end();
    const { tag, conversation, records } = parsed.stream;
    for (const name of [tag, records]) {
      if (seen.has(name)) court.findings.add({ state: 'tampered', code: 'stream-twice', conversation: conversation ?? 'ledger' });
      seen.add(name);
    }
    open = new OpenStream(court, bundle, parsed.stream);
  }
  await end();
  for (const path of bundle.paths)
    if (path.startsWith(bundlePaths.records) && !seen.has(path))
      court.findings.add({ state: 'tampered', code: 'records-added', file: path });
  for (const path of bundle.paths)
    if (path.startsWith(bundlePaths.files) && !court.referred.has(path))
      court.findings.add({ state: 'tampered', code: 'file-added', file: path });
  return verdicts;
}

/** What cannot be read within a bundle is a finding of its own: records behind it are not judged. */
async function judgeStreams(bundle: Bundle, court: Court): Promise<StreamVerdict[]> {
  const { findings } = court;
  if (!bundle.has(bundlePaths.disclosure)) {
    findings.add({ state: 'tampered', code: 'disclosure-damaged', file: bundlePaths.disclosure });
    return [];
  }
  try {
    return await readStreams(bundle, court);
  } catch (error) {
    if (!(error instanceof LineError) && !(error instanceof LinesError)) throw error;
    findings.add({ state: 'tampered', code: 'disclosure-damaged', file: bundlePaths.disclosure, what: error.message });
    return [];
  }
}

/**
 * Verifies an evidence bundle (docs/records.md): every file, the signed checkpoints, each record, each stream's completeness. Nothing
 * is asked of any server. Memory does not grow with the records.
 * @throws BadBundleError, PolicyError
 */
export async function verifyBundle(given: Bundle, options: VerifyOptions): Promise<Verdict> {
  const files = new DigestedFiles(given, options);
  const { bundle } = files;
  await requireFormat(bundle);
  const findings = new Findings(options.onFinding);
  const { from, policy } = await policyFor(bundle, options);
  const manifest = await Manifest.open(files, findings);
  const damaged = await manifest.checkAttachments();
  const logs = await checkLogs(bundle, policy, options, findings);
  const records = noStates();
  const court: Court = {
    options,
    findings,
    logs,
    whole: (path) => bundle.has(path) && !damaged.has(path),
    censuses: new Map(),
    named: new Set(),
    referred: new Set(),
  };
  const streams = await judgeStreams(bundle, court);
  await manifest.checkRest();
  for (const { states } of streams)
    for (const [state, count] of Object.entries(states) as [RecordState, number][]) records[state] += count;
  if (streams.length === 0) findings.add({ state: 'gap', code: 'tail-open' });
  const outcome = outcomeOf(findings, from);
  return {
    format: 'rapport-verdict/v1',
    outcome,
    exit: exitCodes[outcome],
    policy: from,
    selfAttested: policy?.selfAttested ?? true,
    logs: [...logs.values()].map(({ verdict }) => verdict),
    records,
    streams,
    findings: findings.kept,
    findingsLeftOut: findings.leftOut,
    files: bundle.paths.length,
  };
}
