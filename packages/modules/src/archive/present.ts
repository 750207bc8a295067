import { Fault, type Inspection } from '@rapport/contract';
import type { Queryable } from '@rapport/platform';
import { type Actor, can } from '../access/index.ts';
import { stateAt } from './policy.ts';
import { countedInspection } from './reader.ts';
import type { CountedInspection } from './rows.ts';

/** Who may know what matters are called: those who manage them, agree to inspections, or watch over them. */
const knowsMatters = (actor: Actor): boolean =>
  (['holds.manage', 'archive.approve', 'archive.audit'] as const).some((one) => can(actor, one));

/** As it is shown to somebody at a time (Unix ms). Whoever merely asks names a matter, and learns nothing of it. */
export const present = ({ people: _, ...row }: CountedInspection, actor: Actor, now: number): Inspection => {
  const matter = row.matter && { ...row.matter, name: knowsMatters(actor) ? row.matter.name : '' };
  return { ...row, matter, state: stateAt(row, now) } as Inspection;
};

export const presentNow = async (q: Queryable, actor: Actor, id: string, now: number): Promise<Inspection> =>
  present((await countedInspection(q, id))!, actor, now);

export const noInspection = (): Fault => new Fault('not-found', { what: 'inspection' });
