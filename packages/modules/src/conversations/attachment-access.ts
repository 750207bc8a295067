import type { Platform } from '@rapport/platform';
import { grantThrough } from '../files/index.ts';
import type { Actor } from '../people/index.ts';
import { someStands } from './message-reader.ts';
import { visibleFrom } from './visible-reader.ts';

/** `<conversation>/<seq>`, as `sendMessage` names itself to the files room. */
function placesOf(referrers: readonly string[]): { conversation: string; seq: number }[] {
  return referrers.flatMap((referrer) => {
    const [conversation, seq] = referrer.split('/');
    return conversation && seq ? [{ conversation, seq: Number(seq) }] : [];
  });
}

async function seesOne(platform: Platform, actor: Actor, referrers: readonly string[]): Promise<boolean> {
  const places = placesOf(referrers);
  const from = await visibleFrom(platform.db, actor, [...new Set(places.map((place) => place.conversation))]);
  const seen = places.filter(({ conversation, seq }) => seq >= (from.get(conversation) ?? Number.POSITIVE_INFINITY));
  return seen.length > 0 && (await someStands(platform.db, seen));
}

/** CV1 A file is seen by whoever sees a message that carries it and was not recalled. */
export const grantAttachments = (platform: Platform): void =>
  grantThrough(platform, 'message', (p, actor, _file, referrers) => seesOne(p, actor, referrers));
