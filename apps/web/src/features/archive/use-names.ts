import type { InspectionScope, SearchPlace } from '@rapport/contract';
import { useAnswer } from '../../app/answers.ts';
import { useClient } from '../../app/client.tsx';
import { dayNameOf } from '../../app/times.ts';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { pathOf, useDepartments } from '../people/departments.ts';
import { usePeopleNeeded } from '../people/person-name.ts';
import { usePlaceName } from '../records/place-name.ts';

/** Names told in a line; of more only the number. */
const told = 4;

/** What conversations are called, also those I take no part in. */
export function usePlacesNamed(ids: readonly string[]): (id: string) => string {
  const { data } = useAnswer('retention.places', ids.length === 0 ? null : { ids: ids.slice(0, 200) as never[] });
  const name = usePlaceName();
  const known = new Map((data?.places ?? []).map((place: SearchPlace) => [place.id as string, place]));
  return (id) => {
    const place = known.get(id);
    return place ? name(place) : `…${id.slice(-6)}`;
  };
}

/** A scope in a line: what all must hold, one after the other. */
export function useScopeText(scope: InspectionScope): string {
  const { t } = useTranslation(['archive', 'app']);
  const clock = useClock();
  const people = useClient((s) => s.people);
  const departments = useDepartments();
  const placeOf = usePlacesNamed(scope.conversations);
  usePeopleNeeded(scope.people);
  const line = (names: readonly string[]): string =>
    [...names.slice(0, told), ...(names.length > told ? [`+${names.length - told}`] : [])].join(', ');
  const whom = [
    ...scope.people.map((id) => people[id]?.name ?? t('app:unknownPerson')),
    ...scope.departments.map((id) => pathOf(departments, id) || `…${id.slice(-6)}`),
  ];
  return [
    ...(scope.conversations.length > 0
      ? [t('scopeConversations', { count: scope.conversations.length, names: line(scope.conversations.map(placeOf)) })]
      : []),
    ...(whom.length > 0 ? [t(scope.reach === 'said' ? 'scopeSaid' : 'scopeWith', { names: line(whom) })] : []),
    ...(scope.from === undefined ? [] : [t('scopeFrom', { day: dayNameOf(scope.from, clock) })]),
    ...(scope.until === undefined ? [] : [t('scopeUntil', { day: dayNameOf(scope.until, clock) })]),
  ].join(' · ');
}
