import type { SearchPlace } from '@rapport/contract';
import { useEffect, useState } from 'react';
import { useDoor } from '../../app/client.tsx';
import { usePeopleNeeded } from '../people/person-name.ts';
import { usePlaceName } from '../records/place-name.ts';

const most = 200;
type Known = ReadonlyMap<string, SearchPlace | null>;

export interface Places {
  /** What a conversation is called; three dots until that is known. */
  nameOf(id: string): string;
  of(id: string): SearchPlace | undefined;
}

/** What conversations are called, also those one takes no part in; each is asked for once. */
export function usePlaces(ids: readonly string[]): Places {
  const client = useDoor();
  const name = usePlaceName();
  const [known, setKnown] = useState<Known>(new Map());
  const asked = [...new Set(ids)].filter((id) => !known.has(id)).slice(0, most);
  const key = asked.join(' ');
  useEffect(() => {
    if (key === '') return;
    let gone = false;
    const wanted = key.split(' ');
    client.call('retention.places', { ids: wanted as never[] }).then(
      ({ places }) => {
        const found = new Map(places.map((one) => [one.id as string, one]));
        if (!gone) setKnown((old) => new Map([...old, ...wanted.map((id) => [id, found.get(id) ?? null] as const)]));
      },
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [client, key]);
  usePeopleNeeded(peersOf([...known.values()].flatMap((one) => one ?? [])));
  return {
    nameOf: (id) => {
      const place = known.get(id);
      return place ? name(place) : place === null ? id.slice(-8) : '…';
    },
    of: (id) => known.get(id) ?? undefined,
  };
}

/** People that conversations are named after. */
export const peersOf = (places: readonly SearchPlace[]): string[] => [
  ...new Set(places.flatMap((place) => [...(place.peers ?? []), ...(place.parent?.peers ?? [])])),
];
