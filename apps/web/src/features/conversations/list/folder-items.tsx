import { Menu } from '@mantine/core';
import type { Folder } from '@rapport/contract';
import { IconArrowDown, IconArrowUp, IconEdit, IconTrash } from '@tabler/icons-react';
import { useTranslation } from '../../../app/translation.tsx';
import { folderMoves } from './drop-change.ts';
import { useLineActs } from './use-line-acts.ts';

/** What is done to a folder. */
export function FolderItems({
  folder,
  folders,
  onRename,
}: {
  folder: Folder;
  folders: readonly Folder[];
  onRename(folder: Folder): void;
}) {
  const { t } = useTranslation('conversations');
  const acts = useLineActs();
  const at = folders.findIndex((f) => f.id === folder.id);
  const move = async (by: 1 | -1): Promise<void> => {
    for (const change of folderMoves(folders, folder, at + by)) await acts.putFolder(change);
  };
  return (
    <>
      <Menu.Item leftSection={<IconEdit size={16} />} onClick={() => onRename(folder)}>
        {t('renameFolder')}
      </Menu.Item>
      <Menu.Item leftSection={<IconArrowUp size={16} />} disabled={at === 0} onClick={() => void move(-1)}>
        {t('moveUp')}
      </Menu.Item>
      <Menu.Item leftSection={<IconArrowDown size={16} />} disabled={at === folders.length - 1} onClick={() => void move(1)}>
        {t('moveDown')}
      </Menu.Item>
      <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={() => void acts.deleteFolder(folder)}>
        {t('deleteFolder')}
      </Menu.Item>
    </>
  );
}
