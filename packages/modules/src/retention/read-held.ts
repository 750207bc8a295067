import { Fault, type Output, type Parsed } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import { type Actor, audit, findMatter, requirePermission } from '../access/index.ts';
import { keptAt, keptConversation, keptVersions } from '../conversations/index.ts';
import { noteEvent } from './events.ts';
import { holdsOn, standingOf } from './look.ts';

/**
 * RT7: what is withheld from everybody is reached through the matter whose hold keeps it, and no other way. That it was read, by whom and what for,
 * is written down in the ledger before it is answered.
 */
export async function readHeld(
  platform: Platform,
  actor: Actor,
  { matter: id, conversation, seq, purpose }: Parsed<'holds.read'>,
  from: string,
): Promise<Output<'holds.read'>> {
  requirePermission(actor, 'holds.manage');
  return platform.db.transaction(async (tx) => {
    const matter = await findMatter(tx, id);
    const place = matter && (await keptConversation(tx, conversation));
    const [message] = place ? await keptAt(tx, conversation, [seq]) : [];
    const { withheldAt = null } = message ?? {};
    const standing = place && withheldAt !== null ? await standingOf(platform, tx, place) : undefined;
    const holds = standing ? (await holdsOn(platform, tx, standing, [message!])).get(seq)! : [];
    // One that was placed since does not keep it: it would be placed in order to read.
    if (!holds.some((hold) => hold.matter === id && hold.placedAt <= withheldAt!))
      throw new Fault('not-found', { what: 'message' });
    const at = platform.clock.now();
    const detail = { matter: id, conversation, seq, purpose };
    await noteEvent(platform, tx, 'archive.viewed', { ...detail, by: actor.user, at });
    await audit(tx, { at, actor: actor.user, act: 'hold.read', subjectKind: 'matter', subject: id, detail, from });
    const versions = await keptVersions(tx, conversation, seq);
    return {
      versions: versions.map(({ form, total: _, ...version }) => (form ? { ...version, form } : version)),
    } as Output<'holds.read'>;
  });
}
