import { Modal } from '@mantine/core';
import type { Conversation, User } from '@rapport/contract';
import { IconSearch } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useCallback, useEffect, useMemo, useState } from 'react';
import { useAct } from '../../app/answers.ts';
import { useClient, useDoor } from '../../app/client.tsx';
import { useFocusBack } from '../../app/focus-back.ts';
import { useTranslation } from '../../app/translation.tsx';
import { matchOf } from '../composer/mention-text.ts';
import { ConversationIcon } from '../conversations/conversation-icon.tsx';
import { isUnread, lastActivity, nameOf } from '../conversations/naming.ts';
import { useNameWords } from '../conversations/use-conversation-name.ts';
import { PersonAvatar, PersonMark } from '../people/avatar.tsx';
import { type RailEntry, railEntries } from './rail-entries.ts';

type Choice =
  | { kind: 'conversation'; id: string; conversation: Conversation; name: string }
  | { kind: 'person'; id: string; person: User }
  | { kind: 'page'; id: string; entry: RailEntry }
  | { kind: 'search'; id: 'search' };

/** Ctrl/Cmd-K: conversations by name or pinyin, people, and a search for the rest. `typed`: what was typed before it had come. */
export function Switcher({ typed = '', onClose }: { typed?: string; onClose(): void }) {
  const { t } = useTranslation('shell');
  // Until something is typed here it follows: the last key may have come while this was being drawn.
  const [own, setText] = useState<string | null>(null);
  const text = own ?? typed;
  const [active, setActive] = useState(0);
  const choices = useChoices(text.trim());
  const choose = useChoose(text.trim(), onClose);
  useFocusBack();
  // As soon as it stands there: what is typed next belongs here, not where one was.
  const field = useCallback((node: HTMLInputElement | null): void => {
    node?.focus();
    node?.setSelectionRange(-1, -1);
  }, []);

  const onKey = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const last = choices.length - 1;
    if (event.key === 'ArrowDown') setActive(Math.min(last, active + 1));
    else if (event.key === 'ArrowUp') setActive(Math.max(0, active - 1));
    else if (event.key === 'Enter') {
      const choice = choices[active];
      if (choice) void choose(choice);
    } else return;
    event.preventDefault();
  };

  return (
    <Modal
      opened
      onClose={onClose}
      withCloseButton={false}
      padding={0}
      size={560}
      yOffset="12vh"
      centered={false}
      attributes={{ content: { 'aria-label': t('switcherPlaceholder') } }}
    >
      <input
        className="switcher-input"
        role="combobox"
        aria-expanded
        aria-controls="switcher-list"
        aria-activedescendant={choices[active] ? `switch-${choices[active].id}` : undefined}
        placeholder={t('switcherPlaceholder')}
        aria-label={t('switcherPlaceholder')}
        value={text}
        onChange={(e) => {
          setText(e.currentTarget.value);
          setActive(0);
        }}
        onKeyDown={onKey}
        ref={field}
        data-autofocus
      />
      <div role="listbox" id="switcher-list" className="switcher-list" aria-label={t('switcherPlaceholder')}>
        {choices.map((choice, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are read by the field above, which keeps the focus
          <div
            key={choice.id}
            id={`switch-${choice.id}`}
            role="option"
            tabIndex={-1}
            aria-selected={i === active}
            className="switcher-option"
            onMouseMove={() => setActive(i)}
            onClick={() => void choose(choice)}
          >
            <ChoiceLine choice={choice} text={text.trim()} />
          </div>
        ))}
      </div>
    </Modal>
  );
}

function ChoiceLine({ choice, text }: { choice: Choice; text: string }) {
  const { t } = useTranslation('shell');
  if (choice.kind === 'search')
    return (
      <>
        <IconSearch size={20} className="dim" />
        <span>{t('switcherSearch', { text })}</span>
      </>
    );
  if (choice.kind === 'page') {
    const { icon: Icon, label } = choice.entry;
    return (
      <>
        <Icon size={20} className="dim" />
        <span className="grow ellipsis">{t(label)}</span>
        <span className="dim">{t('switcherPage')}</span>
      </>
    );
  }
  if (choice.kind === 'person')
    return (
      <>
        <PersonAvatar id={choice.id} size={24} />
        <span className="grow ellipsis">{choice.person.name}</span>
        <PersonMark person={choice.person} />
        <span className="dim ellipsis">{choice.person.title}</span>
      </>
    );
  return (
    <>
      <ConversationIcon conversation={choice.conversation} size={24} />
      <span className={`grow ellipsis${isUnread(choice.conversation) ? ' strong' : ''}`}>{choice.name}</span>
      <span className="dim ellipsis">{choice.conversation.purpose}</span>
    </>
  );
}

const nothingFound: { people: readonly User[]; conversations: readonly string[] } = { people: [], conversations: [] };
/** Of a conversation that only the server finds: after those whose name says what was typed. */
const leastScore = 5;

function useChoices(text: string): Choice[] {
  const client = useDoor();
  const conversations = useClient((s) => s.conversations);
  const people = useClient((s) => s.people);
  const words = useNameWords();
  const pages = usePages(text);
  const [found, setFound] = useState(nothingFound);
  useEffect(() => {
    if (text === '') return setFound(nothingFound);
    let gone = false;
    // The server knows the pinyin of every name, of groups too; what this device knows is shown before it answers.
    const timer = setTimeout(() => {
      client.call('search.everything', { text, limit: 6 }).then(
        (answer) =>
          !gone && setFound({ people: answer.people, conversations: answer.conversations.map((hit) => hit.conversation.id) }),
        () => !gone && setFound(nothingFound),
      );
    }, 120);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [client, text]);

  return useMemo(() => {
    const mine = Object.values(conversations).filter((c) => c.me && !c.me.left && !c.archived);
    const named = mine
      .map((conversation) => {
        const name = nameOf(conversation, people, words);
        const peer = conversation.kind === 'direct' ? people[conversation.peers?.[0] ?? ''] : undefined;
        const score = matchOf({ id: conversation.id, name, sortKey: peer?.sortKey ?? name }, text);
        return { conversation, name, score: score ?? (found.conversations.includes(conversation.id) ? leastScore : null) };
      })
      .filter((c) => c.score !== null)
      .sort((a, b) => (a.score ?? 9) - (b.score ?? 9) || lastActivity(b.conversation) - lastActivity(a.conversation))
      .slice(0, 8)
      .map(({ conversation, name }): Choice => ({ kind: 'conversation', id: conversation.id, conversation, name }));
    const direct = new Set(
      Object.values(conversations).flatMap((c) => (c.kind === 'direct' && c.peers?.length === 1 ? c.peers : [])),
    );
    const others = found.people
      .filter((person) => !direct.has(person.id))
      .map((person): Choice => ({ kind: 'person', id: person.id, person }));
    return [...named, ...others, ...pages, ...(text ? [{ kind: 'search', id: 'search' } as const] : [])];
  }, [conversations, people, words, found, text, pages]);
}

/** Places of the rail by their names, in the language shown or by their English ones. */
function usePages(text: string): Choice[] {
  const { t } = useTranslation('shell');
  const me = useClient((s) => s.me);
  return useMemo(() => {
    const wanted = text.toLowerCase();
    if (wanted.length < (/\p{Script=Han}/u.test(wanted) ? 1 : 2)) return [];
    return railEntries
      .filter(
        ({ id, label, shown }) => (!shown || shown(me)) && (t(label).toLowerCase().startsWith(wanted) || id.startsWith(wanted)),
      )
      .map((entry) => ({ kind: 'page', id: `page-${entry.id}`, entry }));
  }, [t, me, text]);
}

function useChoose(text: string, onClose: () => void): (choice: Choice) => Promise<void> {
  const client = useDoor();
  const navigate = useNavigate();
  const { act } = useAct();
  return async (choice) => {
    onClose();
    if (choice.kind === 'search') return navigate({ to: '/search', search: { q: text } });
    if (choice.kind === 'page') return navigate({ to: choice.entry.path });
    const id =
      choice.kind === 'conversation'
        ? choice.id
        : (await act(() => client.call('conversations.openDirect', { users: [choice.person.id] })))?.id;
    if (id) await navigate({ to: '/c/$conversation', params: { conversation: id }, search: {} });
  };
}
