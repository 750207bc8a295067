import { parseArgs } from 'node:util';

/** Every benchmark, with what `--help` says of it. A new one joins here and in main.ts. */
const about = {
  fanout: 'group messages to 1,000 connected people; limit: raw socket writes without storage',
  direct: 'one-to-one messages; limit: rows inserted by unnest in batches of 100',
  open: 'a fresh device among a million messages, until list and first page are there; limit: the same rows by SQL alone',
  search: 'pages of twenty among a million messages, recall against brute force; limit: the same pages by SQL alone',
  idle: 'sessions that do nothing: memory and processor of each; limit: bare ws sockets of the same number',
  resume: 'a crash with 10,000 sessions connected and people writing: until all have caught up; limit: bare ws handshakes',
  nodes: 'two and four server processes on NATS, and one of them killed; limit: one node, the same load',
  web: 'the web client in a browser: scripts of its first load, frames dropped in scrolling, changing conversations; limit: a plain page',
  import: 'real exports (33,000 messages a round); limit: the same messages inserted by unnest in batches of 1000',
  export:
    'evidence bundles of real exports that were imported, and the ledger on the way; limit: the same rows read page by page',
  ledger:
    'what the ledger costs groups and pairs, leaves a second, and lags; limits: the same house without its ledger, rows as long as leaves',
  verify: 'an evidence bundle of a million records, checked offline; limit: its files unpacked and digested',
  inbound:
    'what comes by a channel, kept and made messages of, one in ten twice; limit: rows committed one by one on ten connections',
  outbox:
    'what was said to contacts, carried to another system by signed calls, one answer in fifty lost; limit: rows committed one by one on ten connections',
  policy:
    'decisions whether contacts may be written to, reserved as they are made; limit: rows committed one by one on ten connections',
} as const;

export type BenchName = keyof typeof about;
const names = Object.keys(about) as BenchName[];
const peers = ['ejabberd', 'prosody'] as const;
export type PeerName = (typeof peers)[number];

export interface BenchOptions {
  name: BenchName;
  /** Valid rounds wanted. */
  rounds: number;
  /** Rounds at most of each shape, valid or not. */
  attempts: number;
  /** Seconds to wait, before each round, for others to leave the machine alone. */
  calmWithin: number;
  /** Seconds of each measurement. */
  seconds: number;
  /** A small world and one round: shows that everything works, measures nothing. */
  short: boolean;
  json: boolean;
  /** Another server measured in the same rounds. */
  peer: PeerName | undefined;
  /** Sessions of `idle` and `resume`. */
  sessions: number | undefined;
  /** Messages stored for `open` and `search`. */
  messages: number | undefined;
  /** `fanout` is measured once more in each round while a transaction keeps its snapshot. */
  heldSnapshot: boolean;
  /** Folder that the report is written into as well, as NAME.json. */
  out: string | undefined;
  /** Run the server from its sources instead of the built files. */
  fromSource: boolean;
  /** Folder for a CPU profile of the server. */
  profile: string | undefined;
}

export const help = `npm run bench -- NAME [options]

Measures the product against a limit on the same machine, in alternating rounds of one run.

${names.map((name) => `  ${name.padEnd(9)}${about[name]}`).join('\n')}

  all      every benchmark, one after the other; needs --out FOLDER, draws and writes tables at the end
  plot     plot FOLDER: pictures (docs/images, or --images FOLDER) and tables from the reports in a folder

  --rounds N      valid rounds wanted (3); a round in which others used more than 0.3 core is discarded and measured again,
                  and each begins in a calm moment if there is one within half a minute;
                  under three valid rounds there is no verdict
  --attempts N    rounds at most of each shape, discarded ones counted (twice the rounds wanted)
  --seconds N     length of each measurement (4)
  --short         a small world and one round: shows that it works, measures nothing
  --peer NAME     measure ${peers.join(' or ')} in the same rounds (fanout, direct); needs its Debian packages
  --sessions N    sessions of idle and resume (10000)
  --messages N    messages stored for open and search, records of verify (1000000), imported for web (100000); an archive is filled once under the temporary folder
                  and kept there
  --held-snapshot measure fanout also while a transaction keeps its snapshot open, as a dump does
  --out FOLDER    also write the report into FOLDER/NAME.json
  --json          one JSON object on standard output
  --profile DIR   write a CPU profile of the server into DIR (figures are then lower)
  --from-source   run the server from its sources
  --help

Exits 0 when every acknowledged message was found once and in order and every delivery arrived, whatever the figures.`;

function numberOf(name: string, text: string, min: number, max: number, whole: boolean): number {
  const value = Number(text);
  if (!(value >= min && value <= max) || (whole && !Number.isInteger(value)))
    throw new Error(`--${name} must be a ${whole ? 'whole ' : ''}number from ${min} to ${max}.`);
  return value;
}

/** Reads the command line; undefined asks for help. Throws an error that names what is wrong. */
export function readOptions(argv: readonly string[]): BenchOptions | undefined {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      rounds: { type: 'string' },
      attempts: { type: 'string' },
      seconds: { type: 'string' },
      short: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      peer: { type: 'string' },
      sessions: { type: 'string' },
      messages: { type: 'string' },
      'held-snapshot': { type: 'boolean', default: false },
      out: { type: 'string' },
      profile: { type: 'string' },
      'from-source': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const [name, ...more] = positionals;
  const known = names.find((n) => n === name);
  if (known === undefined || more.length > 0) throw new Error(`Name one benchmark: ${names.join(', ')}.`);
  const peer = peers.find((p) => p === values.peer);
  if (values.peer !== undefined && (peer === undefined || !(known === 'fanout' || known === 'direct')))
    throw new Error(`--peer takes ${peers.join(' or ')}, for fanout and direct.`);
  const short = values.short;
  const rounds = values.rounds === undefined ? (short ? 1 : 3) : numberOf('rounds', values.rounds, 1, 100, true);
  return {
    name: known,
    rounds,
    attempts:
      values.attempts === undefined ? (short ? rounds : 2 * rounds) : numberOf('attempts', values.attempts, rounds, 200, true),
    seconds: values.seconds === undefined ? (short ? 0.3 : 4) : numberOf('seconds', values.seconds, 0.1, 120, false),
    calmWithin: short ? 0 : 30,
    short,
    json: values.json,
    peer,
    sessions: values.sessions === undefined ? undefined : numberOf('sessions', values.sessions, 10, 100_000, true),
    messages: values.messages === undefined ? undefined : numberOf('messages', values.messages, 1_000, 100_000_000, true),
    heldSnapshot: values['held-snapshot'],
    out: values.out,
    fromSource: values['from-source'],
    profile: values.profile,
  };
}
