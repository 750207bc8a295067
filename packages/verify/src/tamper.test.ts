import { utf8 } from '@rapport/ledger';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BadBundleError } from './bundle.ts';
import { bundleOf, chanceOf, type Files, type MadeUp, makeBundle, rewriteManifest, unpack } from './made-up-log.test-kit.ts';
import { nodeHashing } from './node-hashing.ts';
import { reportLines } from './report.ts';
import { clumsy, cunning, readStreams, resign, writeStreams } from './tamper.test-kit.ts';
import type { Verdict } from './verdict.ts';
import { verifyBundle } from './verify-bundle.ts';

let made: MadeUp;
let original: Files;
beforeAll(async () => {
  made = await makeBundle({ events: 700, streams: 3 });
  original = await unpack(made.zip);
});
afterAll(() => made.remove());

const copy = (): Files => new Map([...original].map(([path, bytes]) => [path, new Uint8Array(bytes)]));
const judge = (files: Files, policy: string | null = made.policy): Promise<Verdict> =>
  verifyBundle(bundleOf(files), { hashing: nodeHashing, ...(policy === null ? {} : { policy }) });

/** The end and what was named; a bundle that cannot be read at all is named by the error. */
async function outcome(files: Files): Promise<{ exit: number; named: string[] }> {
  try {
    const { exit, findings } = await judge(files);
    return { exit, named: findings.filter(({ state }) => state !== 'erased' && state !== 'redacted').map(({ code }) => code) };
  } catch (error) {
    if (!(error instanceof BadBundleError)) throw error;
    return { exit: 2, named: [error.message] };
  }
}

test('what was taken apart and put together again holds', async () => {
  const files = copy();
  writeStreams(files, readStreams(files));
  expect(await outcome(files)).toEqual({ exit: 0, named: [] });
});

test.each(Object.keys(clumsy))('VE2 %s is found, whatever it is', async (name) => {
  for (let seed = 1; seed <= 20; seed++) {
    const files = copy();
    clumsy[name]!(files, chanceOf(seed));
    const { exit, named } = await outcome(files);
    expect([1, 2], `seed ${seed}: ${named.join(' ')}`).toContain(exit);
    expect(named.length).toBeGreaterThan(0);
  }
});

test.each(Object.keys(cunning))('VE3 %s: found although the list of files fits', async (name) => {
  for (let seed = 1; seed <= 5; seed++) {
    const files = copy();
    cunning[name]!(files, chanceOf(seed));
    const { exit, named } = await outcome(files);
    // Nothing that is missing may be taken for whole, nothing that is changed for proved.
    expect([1, 3, 4], `seed ${seed}: ${named.join(' ')}`).toContain(exit);
    expect(named.length).toBeGreaterThan(0);
  }
});

test('VE4 a checkpoint by another key is believed by nobody who brings a policy', async () => {
  const files = copy();
  await resign(files);
  expect(await judge(files)).toMatchObject({ outcome: 'untrusted', exit: 4, logs: [{ state: 'unknown-key' }] });
  expect(await judge(files, null)).toMatchObject({ outcome: 'untrusted', exit: 4, policy: 'packed' });
});

test('VE5 a part that is withheld leaves the proof of the others standing', async () => {
  const files = copy();
  const streams = readStreams(files);
  const row = streams[1]!.rows.find(({ line }) => line.parts.body)!;
  delete row.line.parts.body;
  delete row.disclosed.salts!.body;
  writeStreams(files, streams);
  const verdict = await judge(files);
  expect(verdict).toMatchObject({ outcome: 'redacted', exit: 5, records: { 'partly-redacted': 1 } });
  expect(verdict.findings.find(({ code }) => code === 'redacted')?.ev).toBe(row.line.ev);
  row.line.parts.body = { text: 'not this' };
  writeStreams(files, streams);
  expect(await judge(files)).toMatchObject({ outcome: 'tampered', exit: 1, records: { tampered: 1 } });
});

test('VE6 an erasure without its event is a redaction; what it does not name is not excused', async () => {
  const files = copy();
  const streams = readStreams(files);
  const before = await judge(files);
  const erasure = streams[1]!.rows.findIndex(({ disclosed }) => disclosed.leaf!.includes('message.erased'));
  expect(before.records.erased).toBeGreaterThan(0);
  const { head, rows } = streams[1]!;
  rows.length = erasure;
  head.to = erasure;
  writeStreams(files, streams);
  const { records, findings } = await judge(files);
  expect(records['partly-redacted']).toBeGreaterThan(0);
  expect(findings.map(({ code }) => code)).toContain('tail-cut');
});

test('VE12 no file more than bundles have: an attachment is one that a record names', async () => {
  const text = utf8('never attached');
  const digest = Buffer.from(nodeHashing.hash(text)).toString('hex');
  for (const path of [`files/${digest}`, 'summary.html', 'README.TXT', 'proof/log/1/notes.txt']) {
    const files = copy();
    files.set(path, text);
    rewriteManifest(files);
    const { exit, findings } = await judge(files);
    expect([exit, findings.some(({ code, file }) => code === 'file-added' && file === path)], path).toEqual([1, true]);
  }
});

test('VE7 the verdict says of when the census is that bounds the end', async () => {
  const { streams } = await judge(copy());
  for (const { seenAt } of streams) expect(seenAt).toBeGreaterThan(0);
  const lines = reportLines(await judge(copy()), 'en');
  expect(lines.filter((line) => line.includes(`as of ${new Date(streams[0]!.seenAt!).toISOString()}`)).length).toBeGreaterThan(0);
});

test('VE13 words from a bundle do not paint over the verdict', async () => {
  const files = copy();
  const streams = readStreams(files);
  streams[1]!.rows[0]!.line.parts['\u001b[2J\u202eall is well\n'] = 'x';
  writeStreams(files, streams);
  const lines = reportLines(await judge(files), 'en');
  expect(lines.find((line) => line.includes('all is well'))).toContain('\\u{001b}[2J\\u{202e}all is well\\u{000a}');
});

const isRedaction = ({ disclosed }: { disclosed: { leaf?: string } }) => disclosed.leaf!.includes('\nrecord.redacted\n');

/** A record with words of which a later event says that they were taken out, and that event. */
function redactedIn(files: Files) {
  const streams = readStreams(files);
  for (const stream of streams)
    for (const event of stream.rows.filter(isRedaction)) {
      const { ev } = (event.line.parts.redaction as { records: { ev: number }[] }).records[0]!;
      const record = stream.rows.find(({ line }) => line.ev === ev)!;
      if (record.line.parts.meta && record.disclosed.manifest!.includes('\nbody ') && !isRedaction(record))
        return { streams, stream, event, record };
    }
  throw new Error('Nothing was taken out.');
}

test('VE14 what was taken out is told, the other parts stand, and everything holds', async () => {
  const { record, streams } = redactedIn(copy());
  const verdict = await judge(copy());
  expect(verdict).toMatchObject({ outcome: 'holds', exit: 0 });
  const told = verdict.findings.find(
    ({ ev, code, conversation }) => code === 'taken-out' && ev === record.line.ev && conversation,
  );
  expect(told).toMatchObject({ state: 'redacted', what: 'body' });
  expect(streams.length).toBeGreaterThan(1);
  expect(reportLines(verdict, 'zh').some((line) => line.includes('已依规遮盖') && line.includes('(body)'))).toBe(true);
});

test('VE14 what else stood in it is still held against its leaf', async () => {
  const forged: ((found: ReturnType<typeof redactedIn>) => void)[] = [
    ({ record }) => {
      record.line.parts.meta = { ...(record.line.parts.meta as object), actor: 'somebody else' };
    },
    ({ record }) => {
      record.line.parts.body = { text: 'put in its place' };
    },
    ({ record }) => {
      record.line.parts.body = { text: 'put in its place' };
      record.disclosed.salts!.body = record.disclosed.salts!.meta!;
    },
    ({ record }) => {
      record.disclosed.manifest = record.disclosed.manifest!.replace(/\nbody [^\n]*/, '');
    },
  ];
  for (const forge of forged) {
    const files = copy();
    const found = redactedIn(files);
    forge(found);
    writeStreams(files, found.streams);
    expect(await judge(files)).toMatchObject({ outcome: 'tampered', exit: 1 });
  }
});

test('VE14 nobody takes out what no event of the ledger says was taken out', async () => {
  const files = copy();
  const { streams, stream, event } = redactedIn(files);
  const other = stream.rows.find(({ line }) => line.parts.body !== undefined && line.parts.meta !== undefined)!;
  delete other.line.parts.body;
  delete other.disclosed.salts!.body;
  writeStreams(files, streams);
  const verdict = await judge(files);
  expect(verdict).toMatchObject({ outcome: 'redacted', exit: 5, records: { 'partly-redacted': 1 } });
  expect(verdict.findings.find(({ state }) => state === 'partly-redacted')).toMatchObject({ ev: other.line.ev, what: 'body' });
  // An event that is made to say so is not the one that was recorded.
  (event.line.parts.redaction as { records: unknown[] }).records.push({ ev: other.line.ev, parts: ['body'] });
  writeStreams(files, streams);
  expect(await judge(files)).toMatchObject({ exit: 1, records: { tampered: 1 } });
});

test('VE14 an event of another kind, in another place, or whose words are not shown excuses nothing', async () => {
  const forged: [number, (found: ReturnType<typeof redactedIn>) => void][] = [
    [
      1,
      ({ stream, record }) => {
        const free = stream.rows.find(({ line }) => line.ev > record.line.ev && line.parts.body)!;
        free.disclosed.leaf = free.disclosed.leaf!.replace(/\n[a-z.]+\n/, '\nrecord.redacted\n');
      },
    ],
    [
      1,
      ({ stream, streams, event }) => {
        const other = streams.find((one) => one !== stream && one.rows.length > 5)!;
        other.rows[2] = event;
      },
    ],
    [
      5,
      ({ event }) => {
        delete event.line.parts.redaction;
        delete event.disclosed.salts!.redaction;
      },
    ],
  ];
  for (const [exit, forge] of forged) {
    const files = copy();
    const found = redactedIn(files);
    forge(found);
    writeStreams(files, found.streams);
    const verdict = await judge(files);
    expect(verdict.exit).toBe(exit);
    expect(verdict.findings.some(({ state }) => state === 'tampered' || state === 'partly-redacted')).toBe(true);
  }
});
