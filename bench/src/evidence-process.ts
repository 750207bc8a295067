import { createHash } from 'node:crypto';
import { nodeHashing, openPath, verifyBundle } from '@rapport/verify';
import { makeBundle } from './evidence-bundle.ts';
import { serveQuestions, tell } from './serve-questions.ts';

/** Makes a bundle, verifies it as `verify.mjs` does, or only unpacks and digests its files: the limit of `verify`. */
export type EvidenceQuestion =
  | { do: 'make'; path: string; records: number; streams: number }
  | { do: 'verify'; path: string; policy: string }
  | { do: 'digest'; path: string };

export interface EvidenceAnswer {
  seconds: number;
  exit: number;
  records: number;
  /** The most of this process in memory. */
  bytes: number;
}

async function digest(path: string): Promise<void> {
  const bundle = await openPath(path);
  for (const name of bundle.paths) {
    const hash = createHash('sha256');
    for await (const piece of bundle.stream(name)) hash.update(piece);
    hash.digest();
  }
  await bundle.close();
}

async function judge(path: string, policy: string): Promise<{ exit: number; records: number }> {
  const bundle = await openPath(path);
  const { exit, records } = await verifyBundle(bundle, { hashing: nodeHashing, policy });
  await bundle.close();
  return { exit, records: records.verified };
}

serveQuestions(async (question: EvidenceQuestion) => {
  if (question.do === 'make') return makeBundle(question.path, question.records, question.streams);
  tell('begin');
  const begun = performance.now();
  let found = { exit: 0, records: 0 };
  if (question.do === 'verify') found = await judge(question.path, question.policy);
  else await digest(question.path);
  const seconds = (performance.now() - begun) / 1_000;
  tell('end');
  return { seconds, ...found, bytes: process.resourceUsage().maxRSS * 1_024 } satisfies EvidenceAnswer;
});
