import { Menu, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { ConversationOutline } from '@rapport/contract';
import { IconDots, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useAct } from '../../../app/answers.ts';
import { useClient, useDoor } from '../../../app/client.tsx';
import { Empty } from '../../../app/empty.tsx';
import { IconButton } from '../../../app/icon-button.tsx';
import { MoreButton } from '../../../app/more-button.tsx';
import { usePages } from '../../../app/pages.ts';
import { shortTimeOf } from '../../../app/times.ts';
import { toast } from '../../../app/toasts.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import { KindSign } from '../../conversations/conversation-icon.tsx';
import { usePeopleNeeded } from '../../people/person-name.ts';
import { OwnerDialog } from './owner-dialog.tsx';

type Which = 'open' | 'archived' | 'ownerless';

/** Every group and note of the organization, without a word of what is said there (CV19). */
export function ConversationsPage() {
  const { t } = useTranslation('access');
  const client = useDoor();
  const [text, setText] = useState('');
  const [asked] = useDebouncedValue(text.trim(), 200);
  const [which, setWhich] = useState<Which>('open');
  const filter = { text: asked, archived: which === 'archived', ownerless: which === 'ownerless' };
  const pages = usePages<ConversationOutline>(JSON.stringify(filter), (cursor) =>
    client.call('conversations.overview', { ...filter, limit: 50, ...(cursor ? { cursor } : {}) }),
  );
  const put = (next: ConversationOutline): void =>
    pages.replace((one) => one.id === next.id, which !== 'ownerless' && next.archived === (which === 'archived') ? next : null);
  usePeopleNeeded(pages.items.flatMap((one) => one.owners));
  return (
    <div className="admin-page">
      <h1>{t('conversationsTitle')}</h1>
      <p className="admin-lead">{t('conversationsLead')}</p>
      <div className="admin-filters">
        <TextInput
          leftSection={<IconSearch size={16} />}
          placeholder={t('findGroups')}
          aria-label={t('findGroups')}
          value={text}
          onChange={(e) => setText(e.currentTarget.value)}
        />
        <Select
          aria-label={t('whichGroups')}
          w={210}
          value={which}
          allowDeselect={false}
          onChange={(value) => setWhich((value ?? 'open') as Which)}
          data={[
            { value: 'open', label: t('groupsOpen') },
            { value: 'archived', label: t('groupsArchived') },
            { value: 'ownerless', label: t('groupsOwnerless') },
          ]}
        />
      </div>
      {pages.error && <p role="alert">{pages.error}</p>}
      {pages.loaded && pages.items.length === 0 && !pages.error && (
        <Empty title={t(which === 'ownerless' && !asked ? 'noOwnerless' : 'noGroups')} />
      )}
      <ul className="plain-list admin-list-body">
        {pages.items.map((one) => (
          <GroupRow key={one.id} group={one} onChange={put} />
        ))}
      </ul>
      <MoreButton more={pages.more} />
    </div>
  );
}

function GroupRow({ group, onChange }: { group: ConversationOutline; onChange(next: ConversationOutline): void }) {
  const { t } = useTranslation('access');
  const clock = useClock();
  const people = useClient((s) => s.people);
  const me = useClient((s) => s.me?.user);
  const nameOf = (id: string): string | undefined => people[id]?.name ?? (me?.id === id ? me.name : undefined);
  const owners = group.owners.flatMap((id) => nameOf(id) ?? []);
  const facts = [
    t('groupMembers', { count: group.memberCount }),
    ...(group.guestCount > 0 ? [t('groupGuests', { count: group.guestCount })] : []),
    t('groupMessages', { count: group.messages }),
    t('lastUsed', { time: shortTimeOf(group.lastAt, clock) }),
  ];
  const kind = group.visibility === 'open' ? 'groupOpen' : 'groupPrivate';
  return (
    <li className="admin-row">
      <KindSign visibility={group.visibility} guestCount={group.guestCount} />
      <span className="grow min0">
        <span className="name-line">
          <span className="strong ellipsis">{group.name}</span> <span className="mark">{t(kind)}</span>
        </span>
        <span className="dim admin-small ellipsis">{facts.join(' · ')}</span>
        <span className="dim admin-small ellipsis">
          {group.owners.length === 0 ? t('groupNoOwner') : t('groupOwners', { names: owners.join(', ') })}
        </span>
      </span>
      <GroupMenu group={group} onChange={onChange} />
    </li>
  );
}

function GroupMenu({ group, onChange }: { group: ConversationOutline; onChange(next: ConversationOutline): void }) {
  const { t } = useTranslation('access');
  const client = useDoor();
  const { act } = useAct();
  const [choosing, setChoosing] = useState(false);
  const { name } = group;
  const archive = (archived: boolean): void =>
    void act(async () => {
      const next = await client.call('conversations.administer', { conversation: group.id, archived });
      onChange(next);
      toast({
        kind: 'success',
        text: t(archived ? 'groupArchived' : 'groupRestored', { name }),
        action: { label: t('undo'), run: () => archive(!archived) },
      });
    });
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <IconButton label={t('groupActions', { name })} size={28}>
            <IconDots size={16} />
          </IconButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setChoosing(true)}>{t('makeOwner')}</Menu.Item>
          <Menu.Item onClick={() => archive(!group.archived)}>{t(group.archived ? 'restoreGroup' : 'archiveGroup')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {choosing && <OwnerDialog group={group} onChange={onChange} onClose={() => setChoosing(false)} />}
    </>
  );
}
