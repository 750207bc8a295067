import { Menu } from '@mantine/core';
import { IconArchive, IconFolderPlus, IconMessagePlus, IconUsersPlus, IconWorldSearch } from '@tabler/icons-react';
import { useClient } from '../../../app/client.tsx';
import { useTranslation } from '../../../app/translation.tsx';

/** What is opened over the list. */
export type Open = 'group' | 'direct' | 'browse' | 'archived';

/** What one can begin. */
export function NewItems({ onOpen, onNewFolder }: { onOpen(what: Open): void; onNewFolder(): void }) {
  const { t } = useTranslation('conversations');
  const may = useClient((s) => s.me?.permissions) ?? [];
  return (
    <>
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
    </>
  );
}
