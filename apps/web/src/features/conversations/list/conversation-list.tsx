import { Button, CloseButton, Menu, TextInput } from '@mantine/core';
import { IconChecks, IconEye, IconFilter, IconMessagePlus, IconPlus, IconUsersPlus, IconWorldSearch } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Virtualizer } from 'virtua';
import { useAct } from '../../../app/answers.ts';
import { useClient, useDoor } from '../../../app/client.tsx';
import { Empty } from '../../../app/empty.tsx';
import { IconButton } from '../../../app/icon-button.tsx';
import { toast } from '../../../app/toasts.tsx';
import { matchOf } from '../../composer/mention-text.ts';
import { isUnread, listRows, nameOf } from '../naming.ts';
import { useNameWords } from '../use-conversation-name.ts';
import { BrowseDialog } from './browse-dialog.tsx';
import { ConversationLine } from './conversation-line.tsx';
import { CreateGroupDialog } from './create-group-dialog.tsx';
import { DirectDialog } from './direct-dialog.tsx';
import './list.css';

type Open = 'group' | 'direct' | 'browse' | null;

export function ConversationList({ current }: { current: string | null }) {
  const { t } = useTranslation('conversations');
  const organization = useClient((s) => s.me?.organization.name ?? '');
  const synced = useClient((s) => s.synced);
  const [filter, setFilter] = useState('');
  const [onlyUnread, setOnlyUnread] = useState(false);
  const [open, setOpen] = useState<Open>(null);
  const rows = useRows(filter.trim(), onlyUnread, current);

  return (
    <>
      <header className="list-head">
        <h2 className="ellipsis">{organization}</h2>
        <MoreMenu onlyUnread={onlyUnread} setOnlyUnread={setOnlyUnread} />
        <NewMenu onOpen={setOpen} />
      </header>
      <div className="list-filter">
        <TextInput
          size="xs"
          leftSection={<IconFilter size={14} />}
          placeholder={t('filter')}
          aria-label={t('filter')}
          value={filter}
          onChange={(e) => setFilter(e.currentTarget.value)}
          rightSection={filter ? <CloseButton size="xs" aria-label={t('filter')} onClick={() => setFilter('')} /> : null}
        />
      </div>
      <nav className="list-scroll" aria-label={t('groups')}>
        {rows.length > 0 && (
          <Virtualizer data={rows} itemSize={56}>
            {(row) =>
              row.kind === 'heading' ? (
                <h3 key={row.key} className="list-heading">
                  {t(row.section)}
                </h3>
              ) : (
                <ConversationLine key={row.key} conversation={row.conversation} current={row.key === current} />
              )
            }
          </Virtualizer>
        )}
        {rows.length === 0 && synced && (
          <NothingHere filtered={filter !== ''} onlyUnread={onlyUnread} onCreate={() => setOpen('group')} />
        )}
      </nav>
      {open === 'group' && <CreateGroupDialog onClose={() => setOpen(null)} />}
      {open === 'direct' && <DirectDialog onClose={() => setOpen(null)} />}
      {open === 'browse' && <BrowseDialog onClose={() => setOpen(null)} onCreate={() => setOpen('group')} />}
    </>
  );
}

function useRows(filter: string, onlyUnread: boolean, current: string | null) {
  const conversations = useClient((s) => s.conversations);
  const people = useClient((s) => s.people);
  const words = useNameWords();
  return useMemo(
    () =>
      listRows(Object.values(conversations), (conversation) => {
        if (onlyUnread && !isUnread(conversation) && conversation.id !== current) return false;
        if (filter === '') return true;
        const name = nameOf(conversation, people, words);
        const peer = people[conversation.peers?.[0] ?? ''];
        return matchOf({ id: '', name, sortKey: peer?.sortKey ?? name }, filter) !== null;
      }),
    [conversations, people, words, filter, onlyUnread, current],
  );
}

function NothingHere({ filtered, onlyUnread, onCreate }: { filtered: boolean; onlyUnread: boolean; onCreate(): void }) {
  const { t } = useTranslation('conversations');
  if (filtered) return <p className="list-nothing">{t('nothingFound')}</p>;
  if (onlyUnread) return <p className="list-nothing">{t('noUnread')}</p>;
  return (
    <Empty
      title={t('listEmptyTitle')}
      text={t('listEmptyText')}
      action={
        <Button size="xs" onClick={onCreate}>
          {t('newGroup')}
        </Button>
      }
    />
  );
}

function NewMenu({ onOpen }: { onOpen(what: Open): void }) {
  const { t } = useTranslation('conversations');
  const may = useClient((s) => s.me?.permissions) ?? [];
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <IconButton label={t('start')} variant="light" color="accent">
          <IconPlus size={18} />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        {may.includes('conversations.direct') && (
          <Menu.Item leftSection={<IconMessagePlus size={16} />} onClick={() => onOpen('direct')}>
            {t('newDirect')}
          </Menu.Item>
        )}
        {may.includes('conversations.create') && (
          <Menu.Item leftSection={<IconUsersPlus size={16} />} onClick={() => onOpen('group')}>
            {t('newGroup')}
          </Menu.Item>
        )}
        {may.includes('conversations.browse') && (
          <Menu.Item leftSection={<IconWorldSearch size={16} />} onClick={() => onOpen('browse')}>
            {t('browse')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

function MoreMenu({ onlyUnread, setOnlyUnread }: { onlyUnread: boolean; setOnlyUnread(on: boolean): void }) {
  const { t } = useTranslation('conversations');
  const client = useDoor();
  const { act } = useAct();
  const allRead = async (): Promise<void> => {
    const done = await act(() => client.call('conversations.markAllRead', {}));
    if (!done) return;
    const undo = (): void => void act(() => client.call('conversations.markAllRead', { undo: true }));
    toast({ kind: 'success', text: t('allReadDone', { count: done.changed }), action: { label: t('undo'), run: undo } });
  };
  return (
    <>
      <IconButton
        label={t('onlyUnread')}
        aria-pressed={onlyUnread}
        {...(onlyUnread ? { variant: 'light', color: 'accent' } : {})}
        onClick={() => setOnlyUnread(!onlyUnread)}
      >
        <IconEye size={18} />
      </IconButton>
      <IconButton label={t('allRead')} onClick={() => void allRead()}>
        <IconChecks size={18} />
      </IconButton>
    </>
  );
}
