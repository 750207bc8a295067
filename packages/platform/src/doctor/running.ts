import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import type { Language } from '@rapport/contract';
import { keyFileOf } from '../keys/key-source.ts';
import type { Platform } from '../platform.ts';
import { databaseAway, type Limits, usualLimits } from './database.ts';
import { type ExaminationDeps, lookAtDatabase, reasonOf } from './examine.ts';
import { type Found, found, inWords, type NamedCheck } from './found.ts';
import { Front } from './front.ts';
import { checkDisk, checkFolder, checkKey, checkNode, checkOffice, checkOpenFiles } from './machine.ts';
import { checkAddress, checkBusAddress, checkMail, checkStore } from './outside.ts';

const windowMs = 5 * 60_000;
const slowTurn = 200;
const slowCommit = 50;
/** Servers far away are asked at most so often, however many administrators look. */
const outsideEvery = 30_000;

/** What only a running server knows of itself. */
export class Vitals {
  readonly front: Front;
  private readonly delay: IntervalHistogram;
  private readonly timer: NodeJS.Timeout;
  /** What was found outside, and when (ms of `performance.now`). */
  outside: { at: number; found: Promise<Found[]> } | undefined;

  constructor(now: () => number) {
    this.front = new Front(now);
    this.delay = monitorEventLoopDelay({ resolution: 20 });
    this.delay.enable();
    this.timer = setInterval(() => this.delay.reset(), windowMs);
    this.timer.unref();
  }

  /** Milliseconds that the slowest hundredth of turns took in the last minutes. */
  get turn(): number {
    const delay = this.delay.percentile(99) / 1e6;
    return Number.isFinite(delay) ? delay : 0;
  }

  stop(): void {
    clearInterval(this.timer);
    this.delay.disable();
  }
}

/** Of a house: `platform.keep(vitalsOf)`. */
export const vitalsOf = (platform: Pick<Platform, 'clock'>): Vitals => new Vitals(() => platform.clock.now());

function checkLoad({ db }: Platform, vitals: Vitals): Found {
  const { count, sum } = db.statements.figuresOf('transaction.commit');
  const commit = count > 50 ? (sum / count) * 1_000 : 0;
  if (vitals.turn > slowTurn) return found('load-late', { milliseconds: Math.round(vitals.turn) });
  return commit > slowCommit ? found('load-commits', { milliseconds: Math.round(commit) }) : found('load-good');
}

async function lookOutside(platform: Platform): Promise<Found[]> {
  const { config, clock, mailer } = platform;
  const { count, last } = mailer.failures;
  const looks = [
    checkAddress(config.url, clock),
    count > 0 ? [found('mail-failing', { count, reason: last ?? '?' })] : checkMail(config).then((one) => [one]),
    checkStore(config).then((one) => [one]),
    checkOffice(config).then((one) => [one]),
  ];
  return (await Promise.all(looks)).flat();
}

function outsideOf(platform: Platform, vitals: Vitals): Promise<Found[]> {
  const now = performance.now();
  if (!vitals.outside || now - vitals.outside.at > outsideEvery) vitals.outside = { at: now, found: lookOutside(platform) };
  return vitals.outside.found;
}

/** The same checks as `examine`, from within a running server, and what only it knows. */
export async function examineRunning(
  platform: Platform,
  { sources, rooms }: Pick<ExaminationDeps, 'sources' | 'rooms'>,
  language: Language,
  limits: Limits = usualLimits,
): Promise<NamedCheck[]> {
  const { config, db, clock, vault } = platform;
  const vitals = platform.keep(vitalsOf);
  const machine = [
    checkNode(),
    checkFolder(config),
    checkKey(config),
    ...(await checkDisk(config)),
    ...(await checkOpenFiles()),
    ...vitals.front.judge(config),
    ...checkBusAddress(config),
  ];
  const deps = { db, clock, sources, rooms, vault, keyFile: keyFileOf(config) ?? 'RAPPORT_MASTER_KEY', dataDir: config.dataDir };
  const database = await lookAtDatabase(deps, limits).catch((error: unknown) => [databaseAway(config, reasonOf(error))]);
  const all = [...machine, ...database, checkLoad(platform, vitals), ...(await outsideOf(platform, vitals))];
  return all.map((one) => inWords(one, language));
}
