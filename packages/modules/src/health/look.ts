import type { Output, Parsed } from '@rapport/contract';
import { examineRunning, type Platform, type Trace } from '@rapport/platform';
import { requirePermission } from '../access/index.ts';
import type { Actor } from '../people/index.ts';

const rounded = (milliseconds: number): number => Math.round(milliseconds * 100) / 100;

/** HE1 What is wrong here, what to do about it: in the language asked for or the caller's, what is wrong first. */
export async function checks(
  platform: Platform,
  actor: Actor,
  { language }: Parsed<'health.checks'>,
  looks: Parameters<typeof examineRunning>[1],
): Promise<Output<'health.checks'>> {
  requirePermission(actor, 'health.read');
  const { node, nodes, config, clock } = platform;
  return {
    at: clock.now(),
    node,
    address: nodes.address,
    version: config.version,
    checks: await examineRunning(platform, looks, language ?? actor.language),
  };
}

function shown({ id, at, method, kept, received, started, ended, outcome, user, stream, ev, spans }: Trace) {
  // Fan-out goes on after the answer; a trace of another node's message has no answer of its own.
  const last = Math.max(ended, started, ...spans.filter(({ linked }) => !linked).map((span) => span.ended));
  return {
    id,
    method,
    kept: kept ?? 'sampled',
    at,
    milliseconds: rounded(last - received),
    outcome: outcome || 'ok',
    user: user || null,
    stream: stream || null,
    ev: ev || null,
    spans: [...spans]
      .sort((a, b) => a.begun - b.begun)
      .map(({ name, begun, ended: end, figures, linked }) => ({
        name,
        begun: rounded(begun - received),
        milliseconds: rounded(end - begun),
        figures: { ...figures },
        linked,
      })),
  };
}

/** HE2 Where the time of recent calls went, on this node. */
export async function traces(
  platform: Platform,
  actor: Actor,
  { limit, slow }: Parsed<'health.traces'>,
): Promise<Output<'health.traces'>> {
  requirePermission(actor, 'health.read');
  return {
    node: platform.node,
    address: platform.nodes.address,
    traces: platform.tracer.list(limit, slow ? 'slow' : undefined).map(shown),
  };
}

/** HE3 What takes the time of the database, by the name of whoever asks it. */
export async function statements(
  platform: Platform,
  actor: Actor,
  { limit }: Parsed<'health.statements'>,
): Promise<Output<'health.statements'>> {
  requirePermission(actor, 'health.read');
  const all = [...platform.db.statements.all()].filter(({ count }) => count > 0).sort((a, b) => b.sum - a.sum);
  return {
    node: platform.node,
    address: platform.nodes.address,
    statements: all.slice(0, limit).map(({ name, count, sum, slow, failed }) => ({
      name,
      count,
      milliseconds: rounded((sum / count) * 1_000),
      slow,
      failed,
    })),
  };
}
