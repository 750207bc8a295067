import { base64, openNote, parseCheckpoint, parseNote, type Signature } from '@rapport/ledger';
import { BadBundleError, type Bundle, readWhole } from './bundle.ts';
import { bundlePaths, logFolder } from './format.ts';
import { LogTree, TileError } from './log-tree.ts';
import { type Policy, parsePolicy } from './policy.ts';
import type { Findings, LogVerdict, Verdict, VerifyOptions } from './verdict.ts';

/** A log as its checkpoint in the bundle has it. */
export interface Log {
  verdict: LogVerdict;
  tree: LogTree;
}

const mostNote = 64 * 1024;
const mostPolicy = 256 * 1024;
const mostTile = 8_192;

/** The reader's own policy, or what the bundle says of itself: a hint only. */
export async function policyFor(
  bundle: Bundle,
  options: VerifyOptions,
): Promise<{ from: Verdict['policy']; policy: Policy | undefined }> {
  const { hash } = options.hashing;
  if (options.policy !== undefined) return { from: 'given', policy: parsePolicy(hash, options.policy) };
  if (!bundle.has(bundlePaths.policy)) return { from: 'none', policy: undefined };
  try {
    const text = new TextDecoder().decode(await readWhole(bundle, bundlePaths.policy, mostPolicy));
    return { from: 'packed', policy: parsePolicy(hash, text) };
  } catch {
    return { from: 'none', policy: undefined };
  }
}

const labels = (signatures: readonly Signature[], names: (one: Signature) => string | undefined): string[] =>
  signatures.flatMap((one) => names(one) ?? []);

/** Who of the policy signed a note, each signature tried. */
async function judgeNote(
  note: string,
  policy: Policy | undefined,
): Promise<Pick<LogVerdict, 'state' | 'signedBy' | 'witnesses'>> {
  const none = { signedBy: [], witnesses: [] };
  if (!policy) return { state: 'unknown-key', ...none };
  const { signatures } = parseNote(note);
  const keys = [...policy.logs, ...policy.witnesses.map(({ verifier }) => verifier)];
  const is = (one: Signature, key: { name: string; id: Uint8Array }) =>
    one.name === key.name && base64(one.id) === base64(key.id);
  if (!signatures.some((one) => keys.some((key) => is(one, key)))) return { state: 'unknown-key', ...none };
  const opened = await openNote(note, keys).catch(() => undefined);
  if (!opened) return { state: 'forged', ...none };
  const { origin } = parseCheckpoint(opened.text);
  const signedBy = labels(opened.verified, (one) => policy.logs.find((key) => is(one, key) && key.name === origin)?.name);
  const witnesses = labels(opened.verified, (one) => policy.witnesses.find(({ verifier }) => is(one, verifier))?.name);
  if (signedBy.length === 0) return { state: 'unknown-key', signedBy, witnesses };
  return { state: policy.quorum(new Set(witnesses)) ? 'trusted' : 'quorum-missed', signedBy, witnesses };
}

const unread = (epoch: number): LogVerdict => ({
  epoch,
  origin: '',
  size: 0,
  root: '',
  state: 'damaged',
  signedBy: [],
  witnesses: [],
});

function tell(findings: Findings, log: LogVerdict, file: string): void {
  const about = { file, ...(log.origin ? { what: log.origin } : {}) };
  if (log.state === 'damaged') findings.add({ state: 'tampered', code: 'checkpoint-damaged', ...about });
  if (log.state === 'forged') findings.add({ state: 'tampered', code: 'signature-wrong', ...about });
  if (log.state === 'unknown-key') findings.add({ state: 'untrusted', code: 'key-unknown', ...about });
  if (log.state === 'quorum-missed') findings.add({ state: 'untrusted', code: 'quorum-missed', ...about });
}

async function openLog(bundle: Bundle, epoch: number, policy: Policy | undefined, options: VerifyOptions): Promise<Log> {
  const folder = logFolder(epoch);
  const read = async (path: string): Promise<Uint8Array | undefined> => {
    const full = `${folder}/${path}`;
    if (!bundle.has(full)) return undefined;
    if (bundle.size(full) > mostTile) throw new TileError(path, 'differs');
    return readWhole(bundle, full, mostTile);
  };
  const { hash } = options.hashing;
  const none = () => new LogTree(hash, { size: 0, root: hash(new Uint8Array(0)) }, read);
  let checkpoint: ReturnType<typeof parseCheckpoint>;
  let note: string;
  try {
    note = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      await readWhole(bundle, `${folder}/checkpoint`, mostNote),
    );
    checkpoint = parseCheckpoint(parseNote(note).text);
  } catch (error) {
    if (error instanceof BadBundleError) throw error;
    return { verdict: unread(epoch), tree: none() };
  }
  const { origin, size, root } = checkpoint;
  // The number of a log is part of its name: one cannot stand for another.
  const named = origin.endsWith(`/${epoch}`);
  const judged = named ? await judgeNote(note, policy) : { state: 'damaged' as const, signedBy: [], witnesses: [] };
  return {
    verdict: { epoch, origin, size, root: base64(root), ...judged },
    tree: new LogTree(hash, { size, root }, read),
  };
}

/** The logs whose checkpoints are in the bundle, by their numbers, and who vouches for each. */
export async function checkLogs(
  bundle: Bundle,
  policy: Policy | undefined,
  options: VerifyOptions,
  findings: Findings,
): Promise<Map<number, Log>> {
  const logs = new Map<number, Log>();
  const form = new RegExp(`^${bundlePaths.logs}([1-9]\\d{0,8})/checkpoint$`);
  for (const path of bundle.paths) {
    const epoch = form.exec(path)?.[1];
    if (!epoch) continue;
    const log = await openLog(bundle, Number(epoch), policy, options);
    logs.set(Number(epoch), log);
    tell(findings, log.verdict, path);
  }
  return logs;
}
