import { Menu } from '@mantine/core';
import type { Folder } from '@rapport/contract';
import {
  IconArrowDown,
  IconArrowUp,
  IconChevronDown,
  IconChevronRight,
  IconDots,
  IconEdit,
  IconTrash,
} from '@tabler/icons-react';
import { changeDevice, useDevice } from '../../../app/device.ts';
import { IconButton } from '../../../app/icon-button.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import type { ListRow } from '../naming.ts';
import { folderMoves } from './drop-change.ts';
import { useLineActs } from './use-line-acts.ts';

interface Props {
  row: Extract<ListRow, { kind: 'heading' }>;
  folders: readonly Folder[];
  onRename(folder: Folder): void;
}

/** The name of a part of the list: folds it, and of a folder has its options. */
export function ListHeading({ row, folders, onRename }: Props) {
  const { t } = useTranslation('conversations');
  const { folded } = useDevice();
  const { place, key } = row;
  const name = place.section === 'folder' ? place.folder.name : t(place.section);
  const toggle = (): void => changeDevice({ folded: row.folded ? folded.filter((k) => k !== key) : [...folded, key] });
  const Chevron = row.folded ? IconChevronRight : IconChevronDown;
  return (
    <div className="list-heading" data-drop={key} draggable={place.section === 'folder'}>
      <h3 className="grow min0">
        <button type="button" className="plain-button list-fold" aria-expanded={!row.folded} onClick={toggle}>
          <Chevron size={14} aria-hidden />
          <span className="ellipsis">{name}</span>
          {row.folded && <span className="tabular">{row.count}</span>}
        </button>
      </h3>
      {place.section === 'folder' && <FolderMenu folder={place.folder} folders={folders} onRename={onRename} />}
    </div>
  );
}

function FolderMenu({
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
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <IconButton label={t('folderMenu', { name: folder.name })} size={22} className="list-more">
          <IconDots size={14} />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
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
      </Menu.Dropdown>
    </Menu>
  );
}
