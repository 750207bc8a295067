import { Menu } from '@mantine/core';
import type { Conversation } from '@rapport/contract';
import {
  IconBell,
  IconCheck,
  IconEyeOff,
  IconFolder,
  IconFolderOff,
  IconFolderPlus,
  IconMail,
  IconMailOpened,
  IconStar,
  IconStarOff,
} from '@tabler/icons-react';
import { useMemo } from 'react';
import { useClient } from '../../../app/client.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { foldersInOrder, isUnread } from '../naming.ts';
import { useConversationName } from '../use-conversation-name.ts';
import { useLineActs } from './use-line-acts.ts';

export interface MenuPlace {
  conversation: string;
  left: number;
  top: number;
}

interface Props {
  place: MenuPlace;
  onClose(): void;
  /** Asks for a folder's name, then puts the conversation into it. */
  onNewFolder(conversation: Conversation): void;
}

const levels = [
  ['all', 'notifyAll'],
  ['mentions', 'notifyMentions'],
  ['none', 'notifyNone'],
] as const;

/** The one menu of the list, drawn where a line asked for it. */
export function LineMenu({ place, onClose, onNewFolder }: Props) {
  const { t } = useTranslation('conversations');
  const conversation = useClient((s) => s.conversations[place.conversation]);
  const name = useConversationName(conversation);
  const acts = useLineActs();
  if (!conversation?.me) return null;
  const { favourite, notify } = conversation.me;
  return (
    <Menu opened onClose={onClose} position="bottom-start" width={260} returnFocus>
      <Menu.Target>
        <button
          type="button"
          tabIndex={-1}
          className="plain-button card-anchor"
          aria-label={t('lineMenu', { name })}
          style={{ left: place.left, top: place.top }}
        />
      </Menu.Target>
      <Menu.Dropdown aria-label={t('lineMenu', { name })}>
        <Menu.Item
          leftSection={favourite ? <IconStarOff size={16} /> : <IconStar size={16} />}
          onClick={() => void acts.change(conversation, { favourite: !favourite })}
        >
          {t(favourite ? 'unfavourite' : 'favourite')}
        </Menu.Item>
        {isUnread(conversation) ? (
          <Menu.Item leftSection={<IconMailOpened size={16} />} onClick={() => acts.read(conversation)}>
            {t('markRead')}
          </Menu.Item>
        ) : (
          conversation.last && (
            <Menu.Item leftSection={<IconMail size={16} />} onClick={() => acts.unread(conversation)}>
              {t('markUnread')}
            </Menu.Item>
          )
        )}
        <Menu.Item leftSection={<IconEyeOff size={16} />} onClick={() => void acts.hide(conversation, name)}>
          {t('hide')}
        </Menu.Item>
        <FolderItems conversation={conversation} onNewFolder={onNewFolder} />
        <Menu.Divider />
        <Menu.Label>{t('notify')}</Menu.Label>
        {levels.map(([level, label]) => (
          <Menu.Item
            key={level}
            leftSection={<IconBell size={16} />}
            rightSection={notify === level ? <IconCheck size={16} /> : null}
            onClick={() => void acts.change(conversation, { notify: level, mutedUntil: null })}
          >
            {t(label)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function FolderItems({ conversation, onNewFolder }: { conversation: Conversation; onNewFolder: Props['onNewFolder'] }) {
  const { t } = useTranslation('conversations');
  const known = useClient((s) => s.folders);
  const folders = useMemo(() => foldersInOrder(Object.values(known)), [known]);
  const acts = useLineActs();
  const here = conversation.me?.folder ?? null;
  return (
    <>
      <Menu.Divider />
      <Menu.Label>{t('toFolder')}</Menu.Label>
      {folders.map((folder) => (
        <Menu.Item
          key={folder.id}
          leftSection={<IconFolder size={16} />}
          rightSection={here === folder.id ? <IconCheck size={16} /> : null}
          onClick={() => void acts.change(conversation, { folder: here === folder.id ? null : folder.id, favourite: false })}
        >
          {folder.name}
        </Menu.Item>
      ))}
      {folders.some((f) => f.id === here) && (
        <Menu.Item leftSection={<IconFolderOff size={16} />} onClick={() => void acts.change(conversation, { folder: null })}>
          {t('noFolder')}
        </Menu.Item>
      )}
      <Menu.Item leftSection={<IconFolderPlus size={16} />} onClick={() => onNewFolder(conversation)}>
        {t('newFolder')}
      </Menu.Item>
    </>
  );
}
