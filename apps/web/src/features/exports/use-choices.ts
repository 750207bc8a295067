import type { Client } from '@rapport/client';
import type { Conversation, SearchPlace } from '@rapport/contract';
import { useEffect, useMemo, useState } from 'react';
import { useAnswer } from '../../app/answers.ts';
import { useClient, useDoor } from '../../app/client.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { matchOf } from '../composer/mention-text.ts';
import { lastActivity, nameOf } from '../conversations/naming.ts';
import { useNameWords } from '../conversations/use-conversation-name.ts';
import { usePeopleNeeded } from '../people/person-name.ts';
import { usePlaceName } from '../records/place-name.ts';
import { mayExport, mayExportSomewhere } from './may-export.ts';

export interface Choice {
  id: string;
  name: string;
  /** Known to this device, with its face. */
  conversation?: Conversation | undefined;
  hint: string;
}

const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;
const most = 12;
/** Of a name that was typed: the people whose direct conversations are offered. */
const mostPeople = 3;
/** Ids of one question. */
const mostAsked = 200;

const peopleOf = (places: readonly SearchPlace[]): string[] => [
  ...new Set(places.flatMap(({ peers, parent }) => [...(peers ?? []), ...(parent?.peers ?? [])])),
];

/** What conversations are called here, also those that this device knows nothing of. */
export function useNaming(ids: readonly string[]): (id: string) => string {
  const { t } = useTranslation('exports');
  const allowed = useClient((s) => mayExportSomewhere(s.me));
  const conversations = useClient((s) => s.conversations);
  const people = useClient((s) => s.people);
  const words = useNameWords();
  const placeName = usePlaceName();
  const unknown = [...new Set(ids)].filter((id) => !conversations[id]).slice(0, mostAsked);
  const places =
    useAnswer('exports.places', allowed && unknown.length > 0 ? { ids: unknown as never[] } : null).data?.places ?? [];
  usePeopleNeeded(peopleOf(places));
  return (id) => {
    const known = conversations[id];
    if (known) return nameOf(known, people, words);
    const place = places.find((one) => one.id === id);
    return place ? placeName(place) : t('unknownConversation', { id: id.slice(-6) });
  };
}

/** Conversations that only the server finds: groups by name, direct ones by their people. */
async function findFar(client: Client, text: string): Promise<SearchPlace[]> {
  const groups = client.call('exports.places', { text });
  const people = await client.call('people.search', { text, limit: mostPeople }).catch(() => ({ users: [] }));
  const theirs = people.users.map(({ id }) => client.call('exports.places', { person: id }));
  return (await Promise.all([groups, ...theirs])).flatMap(({ found }) => found);
}

function useFar(text: string): readonly SearchPlace[] {
  const client = useDoor();
  const [found, setFound] = useState<readonly SearchPlace[]>([]);
  useEffect(() => {
    let gone = false;
    const linked = uuid.exec(text)?.[0];
    const ask = async (): Promise<void> => {
      const places = linked
        ? (await client.call('exports.places', { ids: [linked as never] })).places
        : await findFar(client, text);
      if (!gone) setFound(places);
    };
    setFound([]);
    const timer = text === '' ? undefined : setTimeout(() => void ask().catch(() => undefined), linked ? 0 : 150);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [client, text]);
  usePeopleNeeded(peopleOf(found));
  return found;
}

/** Conversations that may be taken out, by what was typed: mine by name, others of the organization, and that of a pasted link. */
export function useChoices(typed: string, without: readonly string[]): Choice[] {
  const { t } = useTranslation('exports');
  const text = typed.trim();
  const me = useClient((s) => s.me);
  const conversations = useClient((s) => s.conversations);
  const people = useClient((s) => s.people);
  const words = useNameWords();
  const placeName = usePlaceName();
  const far = useFar(text);
  const mine = useMemo(
    () =>
      Object.values(conversations)
        .filter((one) => one.me !== null && !without.includes(one.id) && mayExport(me, one.id))
        .map((conversation) => {
          const name = nameOf(conversation, people, words);
          const peer = conversation.kind === 'direct' ? people[conversation.peers?.[0] ?? ''] : undefined;
          return { conversation, name, score: matchOf({ id: conversation.id, name, sortKey: peer?.sortKey ?? name }, text) };
        })
        .filter(({ score }) => score !== null)
        .sort((a, b) => (a.score ?? 9) - (b.score ?? 9) || lastActivity(b.conversation) - lastActivity(a.conversation))
        .slice(0, most)
        .map(({ conversation, name }) => ({ id: conversation.id, name, conversation, hint: t('member') })),
    [conversations, people, words, text, without, me, t],
  );
  const there = new Set([...without, ...mine.map(({ id }) => id)]);
  const others = new Map(far.filter(({ id }) => !there.has(id)).map((place) => [place.id as string, place]));
  return [
    ...mine,
    ...[...others.values()].slice(0, 2 * most).map((place) => ({
      id: place.id,
      name: placeName(place),
      conversation: conversations[place.id],
      hint: t(place.member ? 'member' : 'notMember'),
    })),
  ];
}
