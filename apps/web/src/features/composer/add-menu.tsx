import { Menu } from '@mantine/core';
import {
  IconAddressBook,
  IconAlertTriangle,
  IconClipboardText,
  IconFolder,
  IconMapPin,
  IconPaperclip,
  IconPlus,
  IconShareOff,
  IconSlash,
} from '@tabler/icons-react';
import { useRef } from 'react';
import { useClient } from '../../app/client.tsx';
import { IconButton } from '../../app/icon-button.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { useTalk } from '../conversations/talk-context.ts';
import { chosenOf } from '../files/dropped-files.ts';
import { useWriting } from './writing.ts';

/** What can go with a message, and what can be said of it. */
export function AddMenu() {
  const { t } = useTranslation('composer');
  const { editing, dialog } = useTalk();
  const { uploads, field, open, extras, insert, look } = useWriting();
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const mayUrge = useClient((s) => s.me?.permissions.includes('messages.urgent') ?? false);
  /** What was chosen goes with Enter, not with another click on the button that chose it. */
  const take = (input: HTMLInputElement): void => {
    uploads.add(chosenOf([...(input.files ?? [])]));
    input.value = '';
    field.current?.focus();
  };
  const command = (): void => {
    insert('/');
    requestAnimationFrame(() => requestAnimationFrame(look));
  };
  const empty = useWriting().draft.text === '';
  return (
    <>
      <input ref={files} type="file" multiple hidden aria-label={t('addFiles')} onChange={(e) => take(e.currentTarget)} />
      <input
        ref={folder}
        type="file"
        hidden
        aria-label={t('addFolder')}
        onChange={(e) => take(e.currentTarget)}
        {...{ webkitdirectory: '' }}
      />
      <Menu position="top-start" width={240} returnFocus>
        <Menu.Target>
          <IconButton label={t('add')} disabled={editing !== null}>
            <IconPlus size={19} />
          </IconButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPaperclip size={16} />} onClick={() => files.current?.click()}>
            {t('addFiles')}
          </Menu.Item>
          <Menu.Item leftSection={<IconFolder size={16} />} onClick={() => folder.current?.click()}>
            {t('addFolder')}
          </Menu.Item>
          <Menu.Item leftSection={<IconAddressBook size={16} />} onClick={() => open('card')}>
            {t('addCard')}
          </Menu.Item>
          <Menu.Item leftSection={<IconMapPin size={16} />} onClick={() => open('location')}>
            {t('addLocation')}
          </Menu.Item>
          <Menu.Item leftSection={<IconClipboardText size={16} />} onClick={() => dialog({ kind: 'form' })}>
            {t('addForm')}
          </Menu.Item>
          <Menu.Divider />
          {mayUrge && (
            <Menu.Item leftSection={<IconAlertTriangle size={16} />} onClick={() => open('urgent')}>
              {t('makeUrgent')}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconShareOff size={16} />} onClick={() => extras.set({ noForward: !extras.noForward })}>
            {t(extras.noForward ? 'allowForward' : 'forbidForward')}
          </Menu.Item>
          <Menu.Item leftSection={<IconSlash size={16} />} disabled={!empty} onClick={command}>
            {t('commands')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
