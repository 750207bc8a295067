import { Button, Checkbox, Menu } from '@mantine/core';
import type { Conversation, Member, User } from '@rapport/contract';
import { IconDots, IconUserPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useAct, useAnswer, useReloadOn } from '../../app/answers.ts';
import { useClient, useDoor } from '../../app/client.tsx';
import { Empty } from '../../app/empty.tsx';
import { IconButton } from '../../app/icon-button.tsx';
import { toast } from '../../app/toasts.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { useWatching } from '../../app/watching.ts';
import { PersonAvatar, PersonMark } from '../people/avatar.tsx';
import { PeoplePicker } from '../people/people-picker.tsx';
import { openPersonCard } from '../people/person-card.tsx';
import { usePeopleNeeded, usePersonName } from '../people/person-name.ts';

export function MembersPanel({ conversation }: { conversation: Conversation }) {
  const answer = useAnswer('conversations.members', { conversation: conversation.id, limit: 200 });
  const { reload } = answer;
  // Asked again when people came or left.
  useReloadOn(conversation.ev, reload);
  const members = answer.data?.items ?? [];
  const ids = members.map((m) => m.user);
  usePeopleNeeded(ids);
  useWatching([], ids);
  const people = useClient((s) => s.people);
  const moderates = useClient((s) => s.me?.permissions.includes('conversations.moderate') ?? false);
  const mine = conversation.me?.role;
  const runs = moderates || mine === 'owner' || mine === 'admin';
  const group = conversation.kind === 'group' || conversation.kind === 'note';
  const rank = { owner: 0, admin: 1, member: 2, follower: 3 };
  const sorted = [...members].sort(
    (a, b) => rank[a.role] - rank[b.role] || ((people[a.user]?.sortKey ?? '~') < (people[b.user]?.sortKey ?? '~') ? -1 : 1),
  );
  if (answer.error) return <Empty title={answer.error} />;
  return (
    <div className="pane-scroll">
      {group && conversation.me && !conversation.me.left && !conversation.archived && (
        <AddPeople conversation={conversation} known={ids} onDone={reload} />
      )}
      <ul className="plain-list">
        {sorted.map((member) => (
          <MemberLine key={member.user} member={member} conversation={conversation} runs={runs && group} onDone={reload} />
        ))}
      </ul>
    </div>
  );
}

function AddPeople({ conversation, known, onDone }: { conversation: Conversation; known: readonly string[]; onDone(): void }) {
  const { t } = useTranslation(['panels', 'app']);
  const client = useDoor();
  const { act, busy } = useAct();
  const [open, setOpen] = useState(false);
  const [people, setPeople] = useState<User[]>([]);
  const [withHistory, setWithHistory] = useState(true);
  if (!open)
    return (
      <Button variant="light" size="xs" fullWidth leftSection={<IconUserPlus size={16} />} onClick={() => setOpen(true)} mb={8}>
        {t('add')}
      </Button>
    );
  const add = async (): Promise<void> => {
    const input = { conversation: conversation.id, users: people.map((p) => p.id), withHistory };
    if (!(await act(() => client.call('conversations.addMembers', input)))) return;
    toast({ kind: 'success', text: t('added') });
    setOpen(false);
    setPeople([]);
    onDone();
  };
  return (
    <div className="add-people">
      <PeoplePicker label={t('add')} chosen={people} onChange={setPeople} without={known} autoFocus />
      <Checkbox
        size="xs"
        label={t('withHistory')}
        checked={withHistory}
        onChange={(e) => setWithHistory(e.currentTarget.checked)}
      />
      <div className="row-end">
        <Button size="xs" variant="default" onClick={() => setOpen(false)}>
          {t('app:cancel')}
        </Button>
        <Button size="xs" loading={busy} disabled={people.length === 0} onClick={() => void add()}>
          {t('addButton')}
        </Button>
      </div>
    </div>
  );
}

interface LineProps {
  member: Member;
  conversation: Conversation;
  runs: boolean;
  onDone(): void;
}

function MemberLine({ member, conversation, runs, onDone }: LineProps) {
  const { t } = useTranslation(['panels', 'app']);
  const name = usePersonName(member.user);
  const person = useClient((s) => s.people[member.user]);
  const me = useClient((s) => s.me?.user.id);
  return (
    <li className="member">
      <button
        type="button"
        className="plain-button member-who"
        onClick={(e) => openPersonCard(member.user, e.currentTarget.getBoundingClientRect())}
      >
        <PersonAvatar id={member.user} size={32} dot />
        <span className="min0 grow">
          <span className="line-top">
            <span className="strong ellipsis">{name}</span>
            {member.user === me && <span className="dim">({t('app:you')})</span>}
            <PersonMark person={person} />
          </span>
          {person?.title && <span className="dim ellipsis">{person.title}</span>}
        </span>
      </button>
      {(member.role === 'owner' || member.role === 'admin') && <span className="mark">{t(member.role)}</span>}
      {runs && member.user !== me && <MemberMenu member={member} conversation={conversation} name={name} onDone={onDone} />}
    </li>
  );
}

function MemberMenu({ member, conversation, name, onDone }: Omit<LineProps, 'runs'> & { name: string }) {
  const { t } = useTranslation('panels');
  const client = useDoor();
  const { act } = useAct();
  const at = { conversation: conversation.id, user: member.user };
  const role = (next: 'owner' | 'admin' | 'member'): void =>
    void act(async () => {
      await client.call('conversations.changeRole', { ...at, role: next });
      onDone();
    });
  const remove = (): void =>
    void act(async () => {
      await client.call('conversations.removeMember', at);
      onDone();
    });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <IconButton label={t('memberActions', { name })} size={28}>
          <IconDots size={16} />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        {member.role === 'member' && <Menu.Item onClick={() => role('admin')}>{t('makeAdmin')}</Menu.Item>}
        {member.role === 'admin' && <Menu.Item onClick={() => role('member')}>{t('makeMember')}</Menu.Item>}
        {conversation.me?.role === 'owner' && member.role !== 'owner' && (
          <Menu.Item onClick={() => role('owner')}>{t('makeOwner')}</Menu.Item>
        )}
        <Menu.Item color="red" onClick={remove}>
          {t('remove')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
