import type { Device } from './device.test-kit.ts';

/** A message somebody wrote: through an outbox, or with an answer of its own. */
export interface Written {
  clientId: string;
  conversation: string;
  device: Device;
}

/** A message for later; `tried`: somebody called it off, and nobody knows whether that arrived. */
export interface Planned extends Written {
  cancelled: 'no' | 'tried' | 'yes';
}

/**
 * A message refused for good. One that had been sent before, and not answered, may stand on a line and arrive after the refusal of
 * the second, when its author may write again: then nobody knows.
 */
export interface Refusal {
  code: string;
  /** How often it was sent until then, with this time. */
  sent: number;
}

/** A hold that was answered, and what was there of it at that time. */
export interface HeldWords {
  hold: string;
  scope: { kind: 'conversation' | 'user'; id: string };
  words: { conversation: string; seq: number }[];
}

/** What the house may answer to those who were taken out meanwhile, or who may not, and to a repeat of what was erased meanwhile. */
export const refusals = ['not-found', 'forbidden', 'archived', 'conflict', 'too-late', 'client-id-reused'];
/** Nothing is known of the call, or it is to be tried again. */
const passing = ['ConnectionError', 'unavailable', 'busy', 'stopping'];

/** Milliseconds. */
const long = 5_000;

/** What was done in a schedule and what the house answered: the judge reads it. */
export class Book {
  readonly written: Written[] = [];
  /** Answered with these numbers. */
  readonly acknowledged = new Map<string, number>();
  readonly refused = new Map<string, Refusal>();
  /** Words of edits that were answered, by conversation and seq. */
  readonly edits: { conversation: string; seq: number; text: string }[] = [];
  /** Changes of form records that were answered, by what they were made upon when that was said. */
  readonly forms: { conversation: string; seq: number; goal: string; expectedEv?: number }[] = [];
  readonly recalled: { conversation: string; seq: number }[] = [];
  readonly scheduled: Planned[] = [];
  /** Holds of which nobody wished yet that they were lifted. */
  readonly held: HeldWords[] = [];
  /** People of whom somebody wished that all they said and were going to say is erased. */
  readonly forgotten = new Set<string>();
  /** Commitments that were answered, and what may have become of them. */
  readonly commitments: { conversation: string; seq: number; id: string; states: string[] }[] = [];
  /** Signatures from outside that were answered, or refusals to sign. */
  readonly signed: { conversation: string; seq: number; name: string }[] = [];
  /** Uploads that were answered as done: SHA-256 of their bytes. */
  readonly files = new Map<string, { hash: string; device: Device }>();
  readonly harms: Record<string, number> = {};
  readonly unexpected: string[] = [];
  /** Set while some disk is full. */
  full = false;
  private wasFull = false;
  /** Somebody asks for more at once than a socket allows. */
  floods = false;

  /** Milliseconds of the parts of the schedule, of the longest of each kind of harm until it was mended, and of acts that took long. */
  readonly parts: Record<string, number> = {};

  async timed<T>(part: string, act: () => Promise<T>): Promise<T> {
    const began = Date.now();
    try {
      return await act();
    } finally {
      this.parts[part] = Math.max(this.parts[part] ?? 0, Date.now() - began);
    }
  }

  /** Told only when somebody waited so long for an answer that one would ask why. */
  async timedIfLong<T>(act: string, run: () => Promise<T>): Promise<T> {
    const began = Date.now();
    try {
      return await run();
    } finally {
      const took = Date.now() - began;
      if (took > long) this.parts[act] = Math.max(this.parts[act] ?? 0, took);
    }
  }

  count(harm: string): void {
    this.harms[harm] = (this.harms[harm] ?? 0) + 1;
  }

  markFull(full: boolean): void {
    this.full = full;
    this.wasFull ||= full;
  }

  /** Takes note of an error; only those the house may answer here are let pass. */
  note(what: string, error: unknown): void {
    const { code, name, problem } = error as { code?: string; name?: string; problem?: unknown };
    const known = code ?? name ?? '';
    const expected = [
      ...refusals,
      ...passing,
      'invalid-input',
      'quota-exceeded',
      'link-not-valid',
      ...(this.wasFull ? ['storage-full'] : []),
      ...(this.floods ? ['too-many-requests'] : []),
    ];
    if (expected.includes(known) || name === 'ConnectionError') return;
    this.unexpected.push(`${what}: ${known}: ${String(error)} ${JSON.stringify(problem ?? '')}`);
  }
}
