import type { LogEntry, Platform, Tx } from '@rapport/platform';
import { findUser } from '../people/index.ts';
import { filesById } from './reader.ts';
import { addReferences, dropReferences } from './references.ts';

/**
 * `user.changed`: an avatar refers to its picture. Only a picture that its person, or whoever set it, uploaded counts:
 * otherwise naming a file as one's avatar would open it (FI9).
 */
export async function followAvatars(platform: Platform, tx: Tx, entries: readonly LogEntry[]): Promise<void> {
  for (const entry of entries) {
    if (entry.type !== 'user.changed' || entry.subject === null) continue;
    const referrer = { kind: 'avatar', id: entry.subject };
    const user = await findUser(tx, entry.subject);
    const [file] = user?.avatar ? await filesById(tx, [user.avatar]) : [];
    const usable = file?.kind === 'image' && (file.owner === entry.subject || file.owner === entry.actor) ? file.id : undefined;
    const kept = file?.references.some((r) => r.kind === 'avatar' && r.referrer === entry.subject) ? file.id : undefined;
    const wanted = kept ?? usable;
    await dropReferences(tx, referrer, platform.clock.now(), wanted ? [wanted] : []);
    if (wanted) await addReferences(tx, [wanted], referrer);
  }
}
