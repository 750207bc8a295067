import type { Direction, Facets, RecordKind, SearchPlace } from '@rapport/contract';
import { useAnswer } from '../../app/answers.ts';
import { useClient } from '../../app/client.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { nameOf } from '../conversations/naming.ts';
import { useNameWords } from '../conversations/use-conversation-name.ts';
import { channelName } from '../customers/channel-name.ts';
import { inWords } from '../forms/in-words.ts';
import { pathOf, useDepartments } from '../people/departments.ts';
import { usePlaceName } from './place-name.ts';
import type { RecordsSearch } from './records-search.ts';

/** What the chosen contact and case are called, where nothing is found that would say it. */
function useChosenCustomers({ contact, case: matter }: RecordsSearch, facets: Facets | undefined) {
  const told = facets?.contacts.some((one) => one.contact === contact);
  const numbered = facets?.cases.some((one) => one.case === matter);
  const asked = facets !== undefined;
  return {
    contact: useAnswer('contacts.get', asked && contact && !told ? { contact: contact as never } : null).data?.name,
    case: useAnswer('cases.get', asked && matter && !numbered ? { case: matter as never } : null).data,
  };
}

/** Of talk with customers. */
export function useCustomerNames(search: RecordsSearch, facets: Facets | undefined) {
  const { t } = useTranslation('records');
  const { t: channels } = useTranslation('customers');
  const chosen = useChosenCustomers(search, facets);
  const ways: Record<Direction, string> = { in: t('wayIn'), out: t('wayOut'), note: t('wayNote') };
  const ofCase = (one: { number: number; title?: string | undefined } | undefined): string =>
    one ? t('caseNamed', { number: one.number, title: one.title ?? '' }).trim() : t('case');
  return {
    channel: (kind: string): string => channelName(kind, channels),
    account: (id: string): string => facets?.accounts.find(({ account }) => account === id)?.name || t('account'),
    direction: (way: string): string => ways[way as Direction],
    contact: (id: string): string =>
      facets?.contacts.find(({ contact }) => contact === id)?.name || chosen.contact || t('contact'),
    case: (id: string): string => ofCase(facets?.cases.find((one) => one.case === id) ?? chosen.case),
  };
}

/** What the values of facets are called, also of those that only the address names. */
export function useFacetNames() {
  const { t } = useTranslation(['records', 'app']);
  const { language } = useClock();
  const people = useClient((s) => s.people);
  const me = useClient((s) => s.me?.user);
  const conversations = useClient((s) => s.conversations);
  const words = useNameWords();
  const departments = useDepartments();
  const templates = useAnswer('templates.list', { archived: true }).data?.templates;
  const placeName = usePlaceName();
  const kinds: Record<RecordKind, string> = {
    message: t('kind_message'),
    form: t('kind_form'),
    supplement: t('kind_supplement'),
    file: t('kind_file'),
    edited: t('kind_edited'),
    recalled: t('kind_recalled'),
  };
  return {
    kind: (id: string): string => kinds[id as RecordKind],
    template: (id: string): string => inWords(templates?.find((one) => one.id === id)?.names, language) || t('template'),
    place: (place: SearchPlace): string => placeName(place),
    conversation: (id: string): string => {
      const known = conversations[id];
      return known ? nameOf(known, people, words) : t('conversation');
    },
    person: (id: string): string => (me?.id === id ? me.name : people[id]?.name) ?? t('app:unknownPerson'),
    department: (id: string): string => pathOf(departments, id) || t('department'),
  };
}
