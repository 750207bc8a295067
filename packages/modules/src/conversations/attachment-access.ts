import type { Platform } from '@rapport/platform';
import { grantThrough, listThrough } from '../files/index.ts';
import type { Actor } from '../people/index.ts';
import { standing } from './message-reader.ts';
import { visibleFrom, visiblePlaces } from './visible-reader.ts';

interface Referrer {
  name: string;
  conversation: string;
  seq: number;
}

/** `<conversation>/<seq>`, as `sendMessage` names itself to the files room. */
function placesOf(referrers: readonly string[]): Referrer[] {
  return referrers.flatMap((name) => {
    const [conversation, seq] = name.split('/');
    return conversation && seq ? [{ name, conversation, seq: Number(seq) }] : [];
  });
}

async function seenAmong(platform: Platform, actor: Actor, referrers: readonly string[]): Promise<string[]> {
  const places = placesOf(referrers);
  const from = await visibleFrom(platform.db, actor, [...new Set(places.map((place) => place.conversation))]);
  const seen = places.filter(({ conversation, seq }) => seq >= (from.get(conversation) ?? Number.POSITIVE_INFINITY));
  return seen.length > 0 ? (await standing(platform.db, seen)).map(({ name }) => name) : [];
}

/** CV1 A file is seen by whoever sees a message that carries it and was not recalled. */
export function grantAttachments(platform: Platform): void {
  grantThrough(platform, 'message', seenAmong);
  listThrough(platform, (p, actor) => visiblePlaces(p.db, actor));
}
