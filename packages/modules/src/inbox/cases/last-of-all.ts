import type { Platform, Tx } from '@rapport/platform';
import { settleIdle } from '../routing/agent-writer.ts';

/** People and queues that a transaction touches by the cases it changes. */
interface Touched {
  users: Set<string>;
  inboxes: Set<string>;
}

const touched = new WeakMap<Tx, Touched>();

/**
 * Many cases touch the same people and the same queue: their rows are taken last, each kind in one order, so that two transactions that change
 * several cases each wait for one another and never both.
 */
function touchedBy(platform: Platform, tx: Tx): Touched {
  const known = touched.get(tx);
  if (known) return known;
  const made: Touched = { users: new Set(), inboxes: new Set() };
  touched.set(tx, made);
  tx.beforeCommit(async () => {
    await settleIdle(tx, [...made.users], platform.clock.now());
    for (const inbox of [...made.inboxes].sort())
      await platform.jobs.enqueue(tx, 'inbox.route', { inbox }, { key: `inbox.route:${inbox}`, queue: `inbox.route:${inbox}` });
  });
  return made;
}

/** Routing is run again once this is committed; however often it is asked for meanwhile, once. */
export function routeSoon(platform: Platform, tx: Tx, inbox: string): void {
  touchedBy(platform, tx).inboxes.add(inbox);
}

/** What these people have to do is otherwise by the end of this transaction. */
export function settleSoon(platform: Platform, tx: Tx, users: readonly (string | null)[]): void {
  for (const user of users) if (user !== null) touchedBy(platform, tx).users.add(user);
}
