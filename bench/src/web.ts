import { randomUUID } from 'node:crypto';
import type { Input, MethodName, Output } from '@rapport/contract';
import { type BenchHouse, openBenchHouse } from './bench-house.ts';
import type { Child } from './child.ts';
import { catchUp } from './imports.ts';
import { percentile } from './latency.ts';
import { measure, waitForCalm } from './measure.ts';
import { commitOf, type Floor, figuresOf, ratioField, roundLine, verdictOf } from './report.ts';
import { fewestRounds, interleave, median, type Part, type Round, ratioOf } from './rounds.ts';
import type { Suite, SuiteRun } from './suite.ts';
import type { FirstLoad, WebFigures, WebQuestion } from './web-process.ts';
import type { WebSeeded, WebSeedQuestion } from './web-seed-process.ts';

/** What the web client may cost at most. */
const most = { kilobytes: 250, droppedShare: 0.05, switchMilliseconds: 100, rows: 200 };

interface Work {
  /** Messages imported, and messages scrolled through. */
  stored: number;
  scrolled: number;
  switches: number;
  /** Seconds that scrolling may take. */
  within: number;
}

const workOf = ({ short, messages }: SuiteRun['options']): Work =>
  short
    ? { stored: 1_000, scrolled: 200, switches: 2, within: 30 }
    : { stored: messages ?? 100_000, scrolled: 5_000, switches: 20, within: 120 };

async function callAs<M extends MethodName>(url: string, token: string, name: M, input: Input<M>): Promise<Output<M>> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const answer = await fetch(`${url}/api/v1/${name}`, { method: 'POST', headers, body: JSON.stringify(input) });
  if (!answer.ok) throw new Error(`${name}: ${await answer.text()}`);
  return (await answer.json()) as Output<M>;
}

/** The long conversation, and one of a page's length to change to. */
async function talk(house: BenchHouse, seeded: WebSeeded): Promise<{ long: string; short: string }> {
  const url = `http://127.0.0.1:${house.server.port}`;
  const [{ id: long }] = (await house.db.rows<{ id: string }>(
    'select conversation_id as id from message group by 1 order by count(*) desc limit 1',
  )) as [{ id: string }];
  await callAs(url, seeded.token, 'conversations.join', { conversation: long as never });
  const { id: short } = await callAs(url, seeded.token, 'conversations.create', { name: 'Short', members: [] });
  for (let n = 0; n < 60; n++) {
    const draft = { clientId: randomUUID(), text: `${n}: 说了几句话, and some more words` };
    await callAs(url, seeded.token, 'conversations.sendMessage', { conversation: short, draft });
  }
  return { long, short };
}

async function measurePart(house: BenchHouse, child: Child, work: Work, what: 'product' | 'plain'): Promise<Part> {
  const { scrolled: messages, switches, within } = work;
  const question: WebQuestion = { do: what, messages, switches, within };
  const { result, cpu, others } = await measure<WebFigures>(house, child, question);
  const { frames, dropped, seconds } = result;
  return {
    rate: (frames - dropped) / seconds,
    seconds,
    cpu,
    others,
    more: {
      framesShownPerSecond: (frames - dropped) / seconds,
      droppedShare: dropped / Math.max(1, frames),
      switchMilliseconds: median(result.scripting),
      switchMillisecondsP95: percentile(result.scripting, 0.95),
      rows: result.mostRows,
      nodes: result.mostNodes,
      passed: result.passed,
    },
  };
}

function floorsOf(rounds: readonly Round[], first: FirstLoad): Floor[] {
  const valid = rounds.filter((r) => r.valid);
  const enough = valid.length >= fewestRounds;
  const floor = (metric: string, name: string, limit: number): Floor => {
    const value = valid.length > 0 ? Number(median(valid.map((r) => r.parts.product!.more![name]!)).toPrecision(4)) : null;
    return { metric, floor: limit, value, ok: enough && value !== null && value <= limit };
  };
  const kilobytes = Math.round(first.gzip / 1_024);
  return [
    {
      metric: 'scripts of the first load, KB gzip, at most',
      floor: most.kilobytes,
      value: kilobytes,
      ok: kilobytes <= most.kilobytes,
    },
    floor('share of frames dropped in scrolling, at most', 'droppedShare', most.droppedShare),
    floor('scripting of a change of conversation, milliseconds, at most', 'switchMilliseconds', most.switchMilliseconds),
    floor('messages in the page at once, at most', 'rows', most.rows),
  ];
}

/** The web client in a real browser: what it loads, how it scrolls and changes, against a page of plain lines in the same browser. */
export const web: Suite = async (run) => {
  const { options, say } = run;
  const work = workOf(options);
  const house = await openBenchHouse(run);
  const seed = house.start('web-seed-process.ts');
  const wanted: WebSeedQuestion = { url: house.databaseUrl, dataDir: house.dataDir, messages: work.stored };
  const seeded = await seed.ask<WebSeeded>(wanted, 600_000);
  await seed.stop();
  say(`${work.stored.toLocaleString('en')} messages imported, read by search in ${await catchUp(house)} s`);
  const url = `http://127.0.0.1:${house.server.port}`;
  const child = house.start('web-process.ts');
  const open: WebQuestion = { do: 'open', url, ...seeded, ...(await talk(house, seeded)) };
  house.families.push(await child.ask<number>(open));
  const first = await child.ask<FirstLoad>({ do: 'load' } satisfies WebQuestion);
  const shape = `${work.scrolled.toLocaleString('en')} of ${work.stored.toLocaleString('en')} messages`;
  const parts = [
    { name: 'product', measure: () => measurePart(house, child, work, 'product') },
    { name: 'plain', measure: () => measurePart(house, child, work, 'plain') },
  ];
  const before = () => waitForCalm(house, options.calmWithin);
  const rounds = await interleave({ shape, ...options, before }, parts, (r) => say(roundLine(r)));
  const floors = floorsOf(rounds, first);
  const scrolled = rounds.flatMap((r) => r.parts.product?.more?.passed ?? []);
  return {
    name: 'web',
    commit: commitOf(),
    rounds,
    product: { unit: 'frames shown', firstLoad: first, ...figuresOf(rounds, shape, 'product') },
    limit: {
      name: 'plain: as many plain lines in a page without scripts',
      unit: 'frames shown',
      ...figuresOf(rounds, shape, 'plain'),
    },
    peer: null,
    ratio: ratioField(ratioOf(rounds, shape, 'product', 'plain')),
    floors,
    verdict: verdictOf(rounds, floors),
    faults: scrolled
      .filter((passed) => passed < work.scrolled)
      .map((passed) => `${passed} of ${work.scrolled} messages passed in ${work.within} s`),
  };
};
