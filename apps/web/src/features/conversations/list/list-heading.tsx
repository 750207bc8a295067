import type { Folder } from '@rapport/contract';
import { IconChevronDown, IconChevronRight, IconDots } from '@tabler/icons-react';
import { lazy } from 'react';
import { changeDevice, useDevice } from '../../../app/device.ts';
import { MenuButton } from '../../../app/menu-button.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import type { ListRow } from '../naming.ts';

const FolderItems = lazy(async () => ({ default: (await import('./folder-items.tsx')).FolderItems }));

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
      {place.section === 'folder' && (
        <MenuButton
          label={t('folderMenu', { name })}
          size={22}
          className="list-more"
          width={220}
          items={<FolderItems folder={place.folder} folders={folders} onRename={onRename} />}
        >
          <IconDots size={14} />
        </MenuButton>
      )}
    </div>
  );
}
