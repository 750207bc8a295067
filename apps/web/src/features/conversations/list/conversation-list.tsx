import type { Conversation, Folder } from '@rapport/contract';
import { lazy, Suspense, useMemo, useRef, useState } from 'react';
import { Virtualizer } from 'virtua';
import { useClient } from '../../../app/client.tsx';
import { useDevice } from '../../../app/device.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { matchOf } from '../../composer/mention-text.ts';
import { foldersInOrder, type ListFilter, listRows, nameOf, passes } from '../naming.ts';
import { useNameWords } from '../use-conversation-name.ts';
import { useNamed } from '../use-named.ts';
import { ConversationLine } from './conversation-line.tsx';
import { FilterBar } from './filter-bar.tsx';
import { FilterField } from './filter-field.tsx';
import type { MenuPlace } from './line-menu.tsx';
import { ListHead } from './list-head.tsx';
import { ListHeading } from './list-heading.tsx';
import type { Open } from './new-items.tsx';
import { NothingHere } from './nothing-here.tsx';
import { useLineActs } from './use-line-acts.ts';
import { useListDrag } from './use-list-drag.ts';
import './list.css';

const CreateGroupDialog = lazy(async () => ({ default: (await import('./create-group-dialog.tsx')).CreateGroupDialog }));
const DirectDialog = lazy(async () => ({ default: (await import('./direct-dialog.tsx')).DirectDialog }));
const BrowseDialog = lazy(async () => ({ default: (await import('./browse-dialog.tsx')).BrowseDialog }));
const ArchivedDialog = lazy(async () => ({ default: (await import('./archived-dialog.tsx')).ArchivedDialog }));
const FolderDialog = lazy(async () => ({ default: (await import('./folder-dialog.tsx')).FolderDialog }));
const LineMenu = lazy(async () => ({ default: (await import('./line-menu.tsx')).LineMenu }));

/** What lies over the list: a dialog, or the question for a folder's name. */
type Over = { kind: Open } | { kind: 'folder'; folder?: Folder; conversation?: Conversation } | null;

export function ConversationList({ current }: { current: string | null }) {
  const { t } = useTranslation('conversations');
  const synced = useClient((s) => s.synced);
  const [text, setText] = useState('');
  const [filter, setFilter] = useState<ListFilter>('all');
  const [over, setOver] = useState<Over>(null);
  const [menu, setMenu] = useState<MenuPlace | null>(null);
  const scroll = useRef<HTMLElement>(null);
  const { rows, folders } = useRows(text.trim(), filter, current);
  useListDrag(scroll, rows);
  return (
    <>
      <ListHead onOpen={(kind) => setOver({ kind })} onNewFolder={() => setOver({ kind: 'folder' })} />
      <FilterField value={text} onChange={setText} />
      <FilterBar value={filter} onChange={setFilter} />
      <nav className="list-scroll" aria-label={t('groups')} ref={scroll}>
        {rows.length > 0 && (
          <Virtualizer data={rows} itemSize={56}>
            {(row) =>
              row.kind === 'heading' ? (
                <ListHeading
                  key={row.key}
                  row={row}
                  folders={folders}
                  onRename={(folder) => setOver({ kind: 'folder', folder })}
                />
              ) : (
                <ConversationLine key={row.key} conversation={row.conversation} current={row.key === current} onMenu={setMenu} />
              )
            }
          </Virtualizer>
        )}
        {rows.length === 0 && synced && (
          <NothingHere filtered={text !== ''} filter={filter} onCreate={() => setOver({ kind: 'group' })} />
        )}
      </nav>
      <Suspense fallback={null}>
        {menu && (
          <LineMenu
            key={menu.conversation}
            place={menu}
            onClose={() => setMenu(null)}
            onNewFolder={(conversation) => setOver({ kind: 'folder', conversation })}
          />
        )}
        {over && <Overlay over={over} onOver={setOver} folders={folders} />}
      </Suspense>
    </>
  );
}

function Overlay({ over, onOver, folders }: { over: NonNullable<Over>; onOver(over: Over): void; folders: readonly Folder[] }) {
  const acts = useLineActs();
  const close = (): void => onOver(null);
  switch (over.kind) {
    case 'group':
      return <CreateGroupDialog onClose={close} />;
    case 'direct':
      return <DirectDialog onClose={close} />;
    case 'browse':
      return <BrowseDialog onClose={close} onCreate={() => onOver({ kind: 'group' })} />;
    case 'archived':
      return <ArchivedDialog onClose={close} />;
    case 'folder': {
      const { folder, conversation } = over;
      const named = async (name: string): Promise<unknown> => {
        const place = folder ? { id: folder.id } : { position: (folders.at(-1)?.position ?? 0) + 1 };
        const made = await acts.putFolder({ ...place, name });
        if (made && conversation) await acts.change(conversation, { folder: made.id, favourite: false });
        return made;
      };
      return <FolderDialog folder={folder} onClose={close} onName={named} />;
    }
  }
}

function useRows(text: string, filter: ListFilter, current: string | null) {
  const conversations = useClient((s) => s.conversations);
  const people = useClient((s) => s.people);
  const known = useClient((s) => s.folders);
  const { folded } = useDevice();
  const words = useNameWords();
  const named = useNamed(text);
  return useMemo(() => {
    const searching = text !== '' || filter !== 'all';
    const rows = listRows(
      Object.values(conversations),
      (conversation) => {
        // What is open stays where it is, though it has just been read.
        if (!passes(filter, conversation) && !(filter === 'unread' && conversation.id === current)) return false;
        if (text === '') return true;
        const name = nameOf(conversation, people, words);
        const peer = people[conversation.peers?.[0] ?? ''];
        return named.has(conversation.id) || matchOf({ id: '', name, sortKey: peer?.sortKey ?? name }, text) !== null;
      },
      { folders: Object.values(known), folded: searching ? [] : folded, emptyFolders: !searching },
    );
    return { rows, folders: foldersInOrder(Object.values(known)) };
  }, [conversations, people, known, folded, words, named, text, filter, current]);
}
