import { hash, verify } from '@node-rs/argon2';
import { Fault } from '@rapport/contract';
import { newSecret, type Platform } from '@rapport/platform';

/** argon2id, 19 MiB, two passes, one lane (RFC 9106; OWASP password storage sheet, read 2026-11). */
const options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Hashing costs 19 MiB and 50 ms: this many at once, so many waiting, the rest are told to come again. */
const atOnce = 2;
const waitingMost = 200;

interface Hasher {
  hash(password: string): Promise<string>;
  /** Takes the same time when there is nothing to compare with. */
  verify(stored: string | undefined, password: string): Promise<boolean>;
}

function hasher(): Hasher {
  let running = 0;
  const waiting: (() => void)[] = [];
  async function limited<T>(work: () => Promise<T>): Promise<T> {
    if (running >= atOnce) {
      if (waiting.length >= waitingMost) throw new Fault('too-many-requests', { seconds: 5 });
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running++;
    try {
      return await work();
    } finally {
      // The place is handed on, so nobody slips in between.
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  }
  let nobody: Promise<string> | undefined;
  return {
    hash: (password) => limited(() => hash(password, options)),
    async verify(stored, password) {
      nobody ??= hash(newSecret('none'), options);
      const against = stored ?? (await nobody);
      const right = await limited(() => verify(against, password));
      return right && stored !== undefined;
    },
  };
}

export const passwordsOf = (platform: Platform): Hasher => platform.keep(hasher);
