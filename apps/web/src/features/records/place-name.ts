import type { SearchPlace } from '@rapport/contract';
import { useClient } from '../../app/client.tsx';
import { useTranslation } from '../../app/translation.tsx';

/** What a place is called in lists: topics by what they hang on, direct talk by its people. */
export function usePlaceName(): (place: SearchPlace) => string {
  const { t } = useTranslation(['search', 'app']);
  const people = useClient((s) => s.people);
  const called = (name: string, peers: readonly string[] | undefined): string =>
    name ||
    (peers?.length === 0 ? t('myself') : (peers ?? []).map((id) => people[id]?.name ?? t('app:unknownPerson')).join(', '));
  return (place) =>
    place.parent ? t('inTopic', { name: called(place.parent.name, place.parent.peers) }) : called(place.name, place.peers);
}
