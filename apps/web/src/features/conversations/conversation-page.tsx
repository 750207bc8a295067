import { Button } from '@mantine/core';
import type { Conversation } from '@rapport/contract';
import { useParams, useSearch } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { type ConversationSearch, subjectOf } from '../../app/addresses.ts';
import { useAct } from '../../app/answers.ts';
import { useClient, useDoor } from '../../app/client.tsx';
import { Empty } from '../../app/empty.tsx';
import { codeOf, sentenceOf } from '../../app/errors.ts';
import { useTranslation } from '../../app/translation.tsx';
import { usePeopleBeside } from '../people/person-card.tsx';
import { NotFoundPage } from '../shell/fallback-pages.tsx';
import { ConversationHeader } from './conversation-header.tsx';
import { Talk, type TalkHandle } from './talk.tsx';
import './conversation.css';

const SidePane = lazy(async () => ({ default: (await import('../panels/side-pane.tsx')).SidePane }));

export function ConversationPage() {
  const { conversation: id, seq } = useParams({ strict: false });
  const search: ConversationSearch = useSearch({ strict: false });
  const { conversation, problem } = useOpened(id ?? '');
  const talk = useRef<TalkHandle>(null);
  usePeopleBeside();
  if (!id) return null;
  if (problem) return problem;
  if (!conversation) return null;
  const at = seq && /^\d+$/.test(seq) ? Number(seq) : undefined;
  const withSide = Boolean(search.panel || subjectOf(search));
  return (
    <div className="talk-page" data-side={withSide || undefined}>
      <section className="talk-main">
        <ConversationHeader conversation={conversation} panel={search.panel} onDate={() => talk.current?.askDate()} />
        <Talk ref={talk} conversation={id} at={at} {...writing(conversation)} note={<WhyNot conversation={conversation} />} />
      </section>
      <Suspense fallback={null}>{withSide && <SidePane conversation={conversation} search={search} />}</Suspense>
    </div>
  );
}

/** The conversation of the address: local when it is mine, else asked for (an open group one looks into). */
function useOpened(id: string): { conversation: Conversation | undefined; problem: ReactNode } {
  const client = useDoor();
  const mine = useClient((s) => s.conversations[id]);
  const synced = useClient((s) => s.synced);
  const [asked, setAsked] = useState<{ id: string; conversation?: Conversation; error?: unknown } | null>(null);
  const missing = !mine && synced;
  useEffect(() => {
    if (!missing) return;
    client.call('conversations.get', { conversation: id }).then(
      (conversation) => setAsked({ id, conversation }),
      (error: unknown) => setAsked({ id, error }),
    );
  }, [client, id, missing]);
  const other = asked?.id === id ? asked : null;
  if (mine) return { conversation: mine, problem: null };
  if (!other?.error) return { conversation: other?.conversation, problem: null };
  const code = codeOf(other.error);
  return {
    conversation: undefined,
    problem: code === 'not-found' || code === 'invalid-input' ? <NotFoundPage /> : <Empty title={sentenceOf(other.error)} />,
  };
}

const isIn = (conversation: Conversation): boolean => conversation.me !== null && !conversation.me.left;

function writing(conversation: Conversation): { mayWrite: boolean } {
  const admins = conversation.me?.role === 'owner' || conversation.me?.role === 'admin';
  return { mayWrite: isIn(conversation) && !conversation.archived && (conversation.posting === 'all' || admins) };
}

/** Why one cannot write here, and the way to it where there is one. */
function WhyNot({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation('conversations');
  const client = useDoor();
  const { act, busy } = useAct();
  if (conversation.archived) return t('archivedNote');
  if (isIn(conversation)) return t('adminsOnly');
  return (
    <>
      <span>{t('notMemberNote')}</span>
      <Button
        size="xs"
        loading={busy}
        onClick={() => void act(() => client.call('conversations.join', { conversation: conversation.id }))}
      >
        {t('join')}
      </Button>
    </>
  );
}
