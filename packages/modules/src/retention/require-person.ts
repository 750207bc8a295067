import { Fault } from '@rapport/contract';
import type { Actor } from '../access/index.ts';

/** What two people decide about is no program's to wish or to approve (RT9): whoever made it would agree with themselves. */
export function requirePerson(actor: Actor): void {
  if (actor.kind === 'bot')
    throw new Fault('forbidden', { permission: actor.language === 'zh-CN' ? '由人决定' : 'to decide as a person' });
}
