import type { Permission } from '@rapport/contract';
import type { Queryable } from '@rapport/platform';
import { someoneActs } from '../people/index.ts';
import { holdersOf } from './reader.ts';

/** Whether somebody else than this person holds a permission in the whole organization. People only: bots decide nothing. */
export const someoneElseMay = async (q: Queryable, permission: Permission, user: string): Promise<boolean> =>
  someoneActs(q, { ...(await holdersOf(q, permission)), except: user });
