import { Menu } from '@mantine/core';
import {
  IconAddressBook,
  IconAlertTriangle,
  IconClipboardText,
  IconFolder,
  IconMapPin,
  IconPaperclip,
  IconPhone,
  IconShareOff,
  IconSlash,
} from '@tabler/icons-react';
import { useClient } from '../../app/client.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { useTalk } from '../conversations/talk-context.ts';
import { useWriting } from './writing.ts';

/** What can go with a message, and what can be said of it. */
export function AddItems({ onFiles, onFolder }: { onFiles(): void; onFolder(): void }) {
  const { t } = useTranslation('composer');
  const { dialog } = useTalk();
  const { conversation, open, extras, insert, look, draft } = useWriting();
  const customer = useClient((s) => s.conversations[conversation]?.customer !== undefined);
  const mayNote = useClient((s) => s.me?.permissions.includes('contacts.manage') ?? false);
  const mayUrge = useClient((s) => s.me?.permissions.includes('messages.urgent') ?? false);
  const command = (): void => {
    insert('/');
    requestAnimationFrame(() => requestAnimationFrame(look));
  };
  const empty = draft.text === '';
  return (
    <>
      <Menu.Item leftSection={<IconPaperclip size={16} />} onClick={onFiles}>
        {t('addFiles')}
      </Menu.Item>
      <Menu.Item leftSection={<IconFolder size={16} />} onClick={onFolder}>
        {t('addFolder')}
      </Menu.Item>
      {!customer && (
        <>
          <Menu.Item leftSection={<IconAddressBook size={16} />} onClick={() => open('card')}>
            {t('addCard')}
          </Menu.Item>
          <Menu.Item leftSection={<IconMapPin size={16} />} onClick={() => open('location')}>
            {t('addLocation')}
          </Menu.Item>
        </>
      )}
      {customer && mayNote && (
        <Menu.Item leftSection={<IconPhone size={16} />} onClick={() => dialog({ kind: 'down' })}>
          {t('sayCall')}
        </Menu.Item>
      )}
      <Menu.Item leftSection={<IconClipboardText size={16} />} onClick={() => dialog({ kind: 'form' })}>
        {t('addForm')}
      </Menu.Item>
      <Menu.Divider />
      {mayUrge && !customer && (
        <Menu.Item leftSection={<IconAlertTriangle size={16} />} onClick={() => open('urgent')}>
          {t('makeUrgent')}
        </Menu.Item>
      )}
      {!customer && (
        <Menu.Item leftSection={<IconShareOff size={16} />} onClick={() => extras.set({ noForward: !extras.noForward })}>
          {t(extras.noForward ? 'allowForward' : 'forbidForward')}
        </Menu.Item>
      )}
      <Menu.Item leftSection={<IconSlash size={16} />} disabled={!empty} onClick={command}>
        {t('commands')}
      </Menu.Item>
    </>
  );
}
