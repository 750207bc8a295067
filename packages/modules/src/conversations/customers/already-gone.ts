import { Fault } from '@rapport/contract';
import type { Queryable } from '@rapport/platform';
import type { Content } from '../rows.ts';
import { customerOf } from './reader.ts';

/** CV32 What went to a contact is changed only where the channel changes it there, too. */
export async function requireChannelCan(
  q: Queryable,
  conversation: string,
  content: Content | null | undefined,
  what: 'edit' | 'recall',
): Promise<void> {
  if (!content?.outward) return;
  if (!(await customerOf(q, conversation))?.capabilities[what]) throw new Fault('already-gone', { what });
}
