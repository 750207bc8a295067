import { ERRORS, type Lock, type Locker, type RequestRelease } from '@tus/server';

/** Milliseconds for which somebody waits for another request of the same upload. */
const patience = 30_000;

interface Held {
  release: RequestRelease;
  /** Resolves once it is free. */
  freed: Promise<void>;
  free(): void;
}

/**
 * One request of an upload at a time: whoever comes asks the one before to end, and waits. The library's own lock asks anew in each
 * turn of the event loop, and a line that stands still would cost a processor for as long as it is waited for.
 */
export class UploadLocks implements Locker {
  private readonly held = new Map<string, Held>();

  newLock(id: string): Lock {
    return { lock: (signal, release) => this.take(id, signal, release), unlock: async () => this.give(id) };
  }

  private async take(id: string, signal: AbortSignal, release: RequestRelease): Promise<void> {
    const enough = AbortSignal.any([signal, AbortSignal.timeout(patience)]);
    for (let before = this.held.get(id); before; before = this.held.get(id)) {
      await before.release();
      if (!(await freedBefore(before, enough))) throw ERRORS.ERR_LOCK_TIMEOUT;
    }
    let free: () => void = () => undefined;
    const freed = new Promise<void>((resolve) => {
      free = resolve;
    });
    this.held.set(id, { release, freed, free });
  }

  private give(id: string): void {
    const held = this.held.get(id);
    this.held.delete(id);
    held?.free();
  }
}

async function freedBefore({ freed }: Held, enough: AbortSignal): Promise<boolean> {
  if (enough.aborted) return false;
  let stop: () => void = () => undefined;
  const stopped = new Promise<boolean>((resolve) => {
    stop = () => resolve(false);
    enough.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([freed.then(() => true), stopped]);
  } finally {
    enough.removeEventListener('abort', stop);
  }
}
