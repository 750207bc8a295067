import type { Permission } from '@rapport/contract';
import type { Queryable } from '@rapport/platform';
import { someoneActs, someoneLost } from '../people/index.ts';
import { holdersOf } from './reader.ts';

/** Whoever is rid of the last other person is not alone yet for so long: time to notice it, or to name somebody else. */
const notYetAlone = 7 * 86_400_000;

/**
 * Whether somebody else than this person holds a permission in the whole organization, or did until a moment ago (AC9): whoever closes another's account, or
 * takes their role, does not do without them at once. People only: bots decide nothing. `at`: Unix ms.
 */
export async function someoneElseMay(q: Queryable, permission: Permission, user: string, at: number): Promise<boolean> {
  const holders = await holdersOf(q, permission);
  if (await someoneActs(q, { ...holders, except: user })) return true;
  return someoneLost(q, { ...holders, except: user, permission, since: at - notYetAlone });
}
