import { Menu } from '@mantine/core';
import {
  IconArchive,
  IconChecks,
  IconFolderPlus,
  IconMessagePlus,
  IconPlus,
  IconUsersPlus,
  IconWorldSearch,
} from '@tabler/icons-react';
import { useClient } from '../../../app/client.tsx';
import { IconButton } from '../../../app/icon-button.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { useAllRead } from '../use-all-read.ts';

export type Open = 'group' | 'direct' | 'browse' | 'archived';

/** The organization's name, and what is done to the list as a whole. */
export function ListHead({ onOpen, onNewFolder }: { onOpen(what: Open): void; onNewFolder(): void }) {
  const { t } = useTranslation('conversations');
  const organization = useClient((s) => s.me?.organization.name ?? '');
  const allRead = useAllRead();
  return (
    <header className="list-head">
      <h2 className="ellipsis">{organization}</h2>
      <IconButton label={t('allRead')} onClick={() => void allRead()}>
        <IconChecks size={18} />
      </IconButton>
      <NewMenu onOpen={onOpen} onNewFolder={onNewFolder} />
    </header>
  );
}

function NewMenu({ onOpen, onNewFolder }: { onOpen(what: Open): void; onNewFolder(): void }) {
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
        <Menu.Item leftSection={<IconFolderPlus size={16} />} onClick={onNewFolder}>
          {t('newFolder')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconArchive size={16} />} onClick={() => onOpen('archived')}>
          {t('archivedList')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
