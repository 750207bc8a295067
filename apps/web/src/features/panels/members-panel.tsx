import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { Conversation, Member } from '@rapport/contract';
import { IconSearch } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import { useReloadOn } from '../../app/answers.ts';
import { useClient, useDoor } from '../../app/client.tsx';
import { Empty } from '../../app/empty.tsx';
import { MoreButton } from '../../app/more-button.tsx';
import { type Pages, usePages } from '../../app/pages.ts';
import { useTranslation } from '../../app/translation.tsx';
import { useWatching } from '../../app/watching.ts';
import { usePeopleNeeded } from '../people/person-name.ts';
import { AddPeople } from './add-people.tsx';
import { MemberLine } from './member-line.tsx';

/** From so many members on they are looked for by name. */
const manyMembers = 8;

export function MembersPanel({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation('panels');
  const client = useDoor();
  const [text, setText] = useState('');
  const [asked] = useDebouncedValue(text.trim(), 150);
  const { id } = conversation;
  const pages = usePages<Member>(`${id} ${asked}`, (cursor) =>
    client.call('conversations.members', { conversation: id, text: asked, limit: 100, ...(cursor ? { cursor } : {}) }),
  );
  const { reload } = pages;
  // Asked again when people came or left, or are something else now: not with every message.
  useReloadOn(`${useClient((s) => s.memberEv[id])} ${conversation.memberCount}`, reload);
  const ids = pages.items.map((m) => m.user);
  usePeopleNeeded(ids);
  const group = conversation.kind === 'group' || conversation.kind === 'note';
  return (
    <div className="pane-list">
      <div className="pane-list-head">
        {group && conversation.me && !conversation.me.left && !conversation.archived && (
          <AddPeople conversation={conversation} known={ids} onDone={reload} />
        )}
        {conversation.memberCount >= manyMembers && (
          <TextInput
            size="xs"
            leftSection={<IconSearch size={16} />}
            placeholder={t('findMembers')}
            aria-label={t('findMembers')}
            value={text}
            onChange={(e) => setText(e.currentTarget.value)}
          />
        )}
        {pages.error && pages.items.length > 0 && <p role="alert">{pages.error}</p>}
      </div>
      {pages.error && pages.items.length === 0 && <Empty title={pages.error} />}
      {pages.loaded && !pages.error && pages.items.length === 0 && <Empty title={t('noMembersFound')} />}
      {pages.items.length > 0 && <MemberList key={asked} pages={pages} conversation={conversation} />}
    </div>
  );
}

/** Most people whose presence is told at once, and rows before the end at which the next page is asked for. */
const watchedMost = 60;
const nearEnd = 40;

/** The members that were asked for, the next ones when one scrolls towards them; only those in sight are drawn. */
function MemberList({ pages, conversation }: { pages: Pages<Member>; conversation: Conversation }) {
  const { items, more, loading, reload } = pages;
  const list = useRef<VirtualizerHandle>(null);
  const [from, setFrom] = useState(0);
  useWatching(
    [],
    items.slice(from, from + watchedMost).map((m) => m.user),
  );
  const moderates = useClient((s) => s.me?.permissions.includes('conversations.moderate') ?? false);
  const mine = conversation.me?.role;
  const group = conversation.kind === 'group' || conversation.kind === 'note';
  const runs = group && (moderates || mine === 'owner' || mine === 'admin');
  const scrolled = (offset: number): void => {
    const { current } = list;
    if (!current) return;
    setFrom(Math.max(0, Math.floor(current.findItemIndex(offset) / 20) * 20 - 20));
    if (current.findItemIndex(offset + current.viewportSize) > items.length - nearEnd) more?.();
  };
  return (
    <div className="pane-scroll">
      <Virtualizer ref={list} data={items} as="ul" item="li" onScroll={scrolled}>
        {(member) => <MemberLine key={member.user} member={member} conversation={conversation} runs={runs} onDone={reload} />}
      </Virtualizer>
      <MoreButton size="xs" fullWidth mt={8} more={more} loading={loading} />
    </div>
  );
}
