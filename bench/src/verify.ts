import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild } from './child.ts';
import type { EvidenceAnswer, EvidenceQuestion } from './evidence-process.ts';
import { measure, type Watched, waitForCalm } from './measure.ts';
import { commitOf, figuresOf, floorOf, ratioField, roundLine, verdictOf } from './report.ts';
import { interleave, type Part, ratioOf } from './rounds.ts';
import type { Suite } from './suite.ts';

const shape = 'records in a thousand conversations';
const longest = 1_800_000;
/** Bytes in memory, whatever the number of records. */
const mostMemory = 512 * 1024 ** 2;

const watched = (pid: number): Watched => ({ server: { pid }, databasePid: -1, pids: () => [] });

/** A process of its own for each question: its memory is that of this alone. */
async function ask(question: EvidenceQuestion, records: number, faults: string[]): Promise<Part> {
  const child = startChild('./evidence-process.ts');
  try {
    const { result, cpu, others } = await measure<EvidenceAnswer>(watched(child.pid), child, question, longest);
    if (question.do === 'verify') {
      if (result.exit !== 0 || result.records !== records)
        faults.push(`It ended with ${result.exit}: ${result.records} of ${records} records`);
      if (result.bytes > mostMemory) faults.push(`${Math.round(result.bytes / 1e6)} MB were held at a time`);
    }
    const { seconds, bytes } = result;
    return {
      rate: records / seconds,
      seconds,
      cpu,
      others,
      messages: records,
      more: { perSecond: records / seconds, megabytes: bytes / 1e6 },
    };
  } finally {
    await child.stop();
  }
}

/** An evidence bundle verified, against unpacking and digesting the same files. */
export const verify: Suite = async ({ options, say, stops }) => {
  const records = options.short ? 5_000 : (options.messages ?? 1_000_000);
  const folder = await mkdtemp(join(tmpdir(), 'rapport-bench-verify-'));
  stops.push(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'bundle.zip');
  const maker = startChild('./evidence-process.ts');
  stops.push(() => maker.stop());
  const streams = options.short ? 20 : 1_000;
  const made = await maker.ask<{ policy: string; seconds: number }>({ do: 'make', path, records, streams }, longest);
  await maker.stop();
  const { size } = await stat(path);
  say(`${records} records are packed: ${Math.round(size / 1e6)} MB, ${Math.round(records / made.seconds)} records a second`);
  const faults: string[] = [];
  const parts = [
    { name: 'product', measure: () => ask({ do: 'verify', path, policy: made.policy }, records, faults) },
    { name: 'digest', measure: () => ask({ do: 'digest', path }, records, faults) },
  ];
  const before = () => waitForCalm(watched(process.pid), options.calmWithin);
  const rounds = await interleave({ shape, ...options, before }, parts, (r) => say(roundLine(r)));
  const floors = [floorOf(rounds, { shape, limit: 'digest', floor: 0.3 })];
  return {
    name: 'verify',
    commit: commitOf(),
    rounds,
    product: {
      unit: 'records',
      records,
      bundleBytes: size,
      packedPerSecond: Math.round(records / made.seconds),
      ...figuresOf(rounds, shape, 'product'),
    },
    limit: {
      name: 'digest: all files of the bundle unpacked and digested',
      unit: 'records',
      ...figuresOf(rounds, shape, 'digest'),
    },
    peer: null,
    ratio: ratioField(ratioOf(rounds, shape, 'product', 'digest')),
    floors,
    verdict: verdictOf(rounds, floors),
    faults,
  };
};
