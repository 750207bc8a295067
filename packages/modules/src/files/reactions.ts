import type { LogEntry, Platform, Tx } from '@rapport/platform';
import { peopleByIds } from '../people/index.ts';
import { avatarsOf, filesById } from './reader.ts';
import { addReferences, dropReferences } from './references.ts';

/**
 * `user.changed`: an avatar refers to its picture. Only a picture that its person uploaded counts: otherwise naming a file as one's
 * avatar would open it (FI9). Who else changed that person, and what they uploaded, makes no difference.
 */
export async function followAvatars(platform: Platform, tx: Tx, entries: readonly LogEntry[]): Promise<void> {
  const changed = new Set(entries.flatMap(({ type, subject }) => (type === 'user.changed' && subject !== null ? [subject] : [])));
  if (changed.size === 0) return;
  const people = await peopleByIds(tx, [...changed]);
  const pictures = await filesById(
    tx,
    people.flatMap(({ avatar }) => avatar ?? []),
  );
  const referred = await avatarsOf(tx, [...changed]);
  for (const { id, avatar } of people) {
    const before = referred.filter((r) => r.user === id).map((r) => r.file);
    const picture = pictures.find((file) => file.id === avatar);
    const kept = picture && before.includes(picture.id);
    const usable = picture?.kind === 'image' && picture.owner === id;
    const wanted = picture && (kept || usable) ? [picture.id] : [];
    const referrer = { kind: 'avatar', id };
    if (before.some((file) => !wanted.includes(file))) await dropReferences(tx, referrer, platform.clock.now(), wanted);
    if (!kept) await addReferences(tx, wanted, referrer);
  }
}
