import { Button } from '@mantine/core';
import type { FileHit, Input, MessageHit, SearchPlace } from '@rapport/contract';
import { Link, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { ConversationSearch } from '../../app/addresses.ts';
import { useClient, useDoor } from '../../app/client.tsx';
import { Empty } from '../../app/empty.tsx';
import { sentenceOf } from '../../app/errors.ts';
import { languageNow } from '../../app/language.ts';
import { fullTimeOf, shortTimeOf, sizeOf } from '../../app/times.ts';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { Avatar, EdgeMark, PersonAvatar } from '../people/avatar.tsx';
import { usePeopleNeeded, usePersonName } from '../people/person-name.ts';
import { Highlighted } from './highlighted.tsx';

interface Found<T> {
  key: string;
  items: readonly T[];
  next: string | undefined;
  error: string | null;
  busy: boolean;
}

type SearchInput = Pick<Input<'search.messages'>, 'text' | 'conversation'>;

/** Asks for pages of hits; an answer that comes late for an older question is dropped. */
function usePages<T>(
  input: SearchInput | null,
  ask: (input: SearchInput & { cursor?: string }) => Promise<{ items: T[]; next?: string | undefined }>,
) {
  const key = input ? JSON.stringify(input) : '';
  const [found, setFound] = useState<Found<T>>({ key: '', items: [], next: undefined, error: null, busy: false });
  const load = async (cursor?: string): Promise<void> => {
    if (!input) return;
    try {
      const page = await ask({ ...input, ...(cursor ? { cursor } : {}) });
      setFound((old) =>
        old.key === key
          ? { key, items: cursor ? [...old.items, ...page.items] : page.items, next: page.next, error: null, busy: false }
          : old,
      );
    } catch (error) {
      setFound((old) => (old.key === key ? { ...old, error: sentenceOf(error), busy: false } : old));
    }
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` is the whole question
  useEffect(() => {
    setFound((old) => ({ ...old, key, next: undefined, error: null, busy: key !== '' }));
    void load();
  }, [key]);
  const more = (): void => {
    // Asked for twice, a page would stand there twice.
    if (found.busy) return;
    setFound((old) => ({ ...old, busy: true }));
    void load(found.next);
  };
  return { found, more };
}

export function MessageResults({ input, panel = false }: { input: SearchInput; panel?: boolean }) {
  const client = useDoor();
  const { found, more } = usePages<MessageHit>(input, (asked) => client.call('search.messages', asked));
  usePeopleNeeded(found.items.flatMap((hit) => [...(hit.sender ? [hit.sender] : []), ...(hit.conversation.peers ?? [])]));
  return (
    <ResultList found={found} more={more}>
      {found.items.map((hit) => (
        <MessageResult key={`${hit.conversation.id}/${hit.seq}`} hit={hit} panel={panel} />
      ))}
    </ResultList>
  );
}

export function FileResults({ input }: { input: SearchInput }) {
  const client = useDoor();
  const { found, more } = usePages<FileHit>(input, (asked) => client.call('search.files', asked));
  usePeopleNeeded(found.items.flatMap((hit) => (hit.sender ? [hit.sender] : [])));
  return (
    <ResultList found={found} more={more}>
      {found.items.map((hit) => (
        <FileResult key={`${hit.conversation.id}/${hit.seq}/${hit.attachment.file}`} hit={hit} />
      ))}
    </ResultList>
  );
}

function ResultList({ found, more, children }: { found: Found<unknown>; more(): void; children: React.ReactNode }) {
  const { t } = useTranslation(['search', 'app']);
  if (found.error) return <Empty title={found.error} />;
  if (!found.busy && found.items.length === 0) return <Empty title={t('nothingTitle')} text={t('nothingText')} />;
  return (
    <section className="results" aria-label={t('results')} aria-busy={found.busy}>
      {children}
      {found.next && (
        <Button variant="default" size="xs" onClick={more}>
          {t('app:loadMore')}
        </Button>
      )}
    </section>
  );
}

/** A message of a topic is shown in the side pane of the conversation the topic hangs on. */
function HitLink({ hit, panel, children }: { hit: MessageHit | FileHit; panel: boolean; children: React.ReactNode }) {
  const { conversation } = hit;
  const params = { conversation: conversation.parent?.id ?? conversation.id, seq: String(conversation.parent?.seq ?? hit.seq) };
  const here = useSearch({ strict: false }) as ConversationSearch;
  const found = panel ? { panel: 'search' as const, ...(here.q ? { q: here.q } : {}) } : {};
  return (
    <Link
      to="/c/$conversation/$seq"
      params={params}
      search={conversation.parent ? { topic: conversation.id } : found}
      className="result"
    >
      {children}
    </Link>
  );
}

function MessageResult({ hit, panel }: { hit: MessageHit; panel: boolean }) {
  const { t } = useTranslation('search');
  const clock = useClock();
  const name = usePersonName(hit.sender, hit.senderName);
  const { snippet } = hit;
  return (
    <HitLink hit={hit} panel={panel}>
      {hit.sender ? <PersonAvatar id={hit.sender} size={28} /> : <Avatar id={hit.senderName ?? ''} name={name} size={28} />}
      <span className="min0 grow">
        <span className="message-line">
          <span className="message-name">{name}</span> <EdgeMark id={hit.sender} />
          {!panel && <Place place={hit.conversation} />}
          <time className="message-time" title={fullTimeOf(hit.at, clock)}>
            {shortTimeOf(hit.at, clock)}
          </time>
          {hit.edited && <span className="dim">{t('edited')}</span>}
        </span>
        <span className="result-text">
          {snippet.cutBefore && '…'}
          <Highlighted text={snippet.text} ranges={snippet.ranges} />
          {snippet.cutAfter && '…'}
        </span>
        {hit.attachments.map(({ attachment, ranges }) => (
          <span key={attachment.file} className="result-file">
            <Highlighted text={attachment.name} ranges={ranges} />
          </span>
        ))}
      </span>
    </HitLink>
  );
}

function FileResult({ hit }: { hit: FileHit }) {
  const clock = useClock();
  const name = usePersonName(hit.sender, hit.senderName);
  return (
    <HitLink hit={hit} panel={false}>
      <span className="min0 grow">
        <span className="strong">
          <Highlighted text={hit.attachment.name} ranges={hit.ranges} />
        </span>
        <span className="message-line dim">
          {sizeOf(hit.attachment.size, languageNow())} · {name} · <Place place={hit.conversation} />
          <time className="message-time">{shortTimeOf(hit.at, clock)}</time>
        </span>
      </span>
    </HitLink>
  );
}

function Place({ place }: { place: SearchPlace }) {
  const { t } = useTranslation(['search', 'app']);
  const people = useClient((s) => s.people);
  const called = (name: string, peers: readonly string[] | undefined): string =>
    name ||
    (peers?.length === 0 ? t('myself') : (peers ?? []).map((id) => people[id]?.name ?? t('app:unknownPerson')).join(', '));
  const text = place.parent
    ? t('inTopic', { name: called(place.parent.name, place.parent.peers) })
    : called(place.name, place.peers);
  return (
    <span className="result-place ellipsis">
      {text}
      {place.archived && ` · ${t('archived')}`}
    </span>
  );
}
