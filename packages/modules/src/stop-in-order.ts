import type { Logger } from '@rapport/platform';

/** Milliseconds that a part has to stop; workers of jobs take up to ten seconds to end what they do. */
const patience = 11_000;

export interface Part {
  name: string;
  stop(): Promise<unknown>;
}

/**
 * Stops parts one after the other. One that hangs (on a database that does not answer, say) or fails does not keep the rest from
 * stopping; the first failure is thrown at the end.
 */
export async function stopInOrder(logger: Logger, parts: readonly Part[], within = patience): Promise<void> {
  const failures: unknown[] = [];
  for (const { name, stop } of parts) {
    let late: ReturnType<typeof setTimeout> | undefined;
    const hangs = new Promise<'hangs'>((resolve) => {
      late = setTimeout(() => resolve('hangs'), within);
    });
    const outcome = await Promise.race([stop().catch((error: unknown) => void failures.push(error)), hangs]);
    clearTimeout(late);
    if (outcome === 'hangs') logger.warn({ part: name }, 'a part of the house does not stop; the rest stops without it');
  }
  if (failures.length > 0) throw failures[0];
}
