import { Menu } from '@mantine/core';
import type { Conversation, Member } from '@rapport/contract';
import { IconDots } from '@tabler/icons-react';
import { useAct } from '../../app/answers.ts';
import { useClient, useDoor } from '../../app/client.tsx';
import { IconButton } from '../../app/icon-button.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { PersonAvatar, PersonMark } from '../people/avatar.tsx';
import { openPersonCard } from '../people/person-card.tsx';
import { usePersonName } from '../people/person-name.ts';

interface LineProps {
  member: Member;
  conversation: Conversation;
  runs: boolean;
  onDone(): void;
}

/** One of the members, and what whoever runs the conversation can do with them. */
export function MemberLine({ member, conversation, runs, onDone }: LineProps) {
  const { t } = useTranslation(['panels', 'app']);
  const name = usePersonName(member.user);
  const person = useClient((s) => s.people[member.user]);
  const me = useClient((s) => s.me?.user.id);
  return (
    <div className="member">
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
    </div>
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
