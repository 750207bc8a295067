import { ActionIcon, Drawer, Menu, Popover } from '@mantine/core';
import type { Message } from '@rapport/contract';
import {
  IconArrowForwardUp,
  IconBookmark,
  IconBookmarkOff,
  IconCopy,
  IconDots,
  IconEye,
  IconHistory,
  IconLink,
  IconMailOpened,
  IconMessage2,
  IconMoodSmile,
  IconPencil,
  IconPin,
  IconPinnedOff,
  IconQuote,
  IconSquareCheck,
  IconTrash,
} from '@tabler/icons-react';
import { type RefObject, useEffect, useState } from 'react';
import { IconButton } from '../../../app/icon-button.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { EmojiGrid } from '../../composer/emoji-grid.tsx';
import { quickReactions } from '../../composer/emoji-list.ts';
import type { ActionName } from './actions.ts';
import { type MessageActionsDoor, useMessageActions } from './use-message-actions.ts';

const icons: Record<ActionName, typeof IconDots> = {
  react: IconMoodSmile,
  quote: IconQuote,
  topic: IconMessage2,
  edit: IconPencil,
  forward: IconArrowForwardUp,
  save: IconBookmark,
  unsave: IconBookmarkOff,
  pin: IconPin,
  unpin: IconPinnedOff,
  copyText: IconCopy,
  copyLink: IconLink,
  markUnread: IconMailOpened,
  readers: IconEye,
  choose: IconSquareCheck,
  history: IconHistory,
  recall: IconTrash,
};

const onBar: readonly ActionName[] = ['quote', 'topic', 'forward'];

/** What of the bar stands open; kept by the message, so that it outlives the pointer leaving. */
export type OpenPart = 'emoji' | 'menu' | null;

interface Props {
  message: Message;
  sheet: boolean;
  open: OpenPart;
  setOpen(open: OpenPart): void;
  /** Filled while the bar is shown, for the keys of the message. */
  door: RefObject<MessageActionsDoor | null>;
  onSheetClose(): void;
}

/** The bar at a fixed place on hover and focus; the same actions as a sheet on a phone. */
export function MessageActions({ message, sheet, open, setOpen, door, onSheetClose }: Props) {
  const { t } = useTranslation('timeline');
  const actions = useMessageActions(message);
  useEffect(() => {
    door.current = actions;
    return () => {
      door.current = null;
    };
  });
  if (sheet) return <ActionSheet actions={actions} onClose={onSheetClose} />;
  return (
    <div className="message-bar" role="toolbar" aria-label={t('actions')} data-open={open !== null || undefined}>
      {actions.names.includes('react') && (
        <Popover
          opened={open === 'emoji'}
          onChange={(on) => setOpen(on ? 'emoji' : null)}
          position="bottom-end"
          trapFocus
          returnFocus
        >
          <Popover.Target>
            <IconButton data-action="react" label={t('react')} keys="R" size={28} onClick={() => setOpen('emoji')}>
              <IconMoodSmile size={17} />
            </IconButton>
          </Popover.Target>
          <Popover.Dropdown p={8}>
            <EmojiGrid
              onPick={(emoji) => {
                setOpen(null);
                actions.react(emoji);
              }}
            />
          </Popover.Dropdown>
        </Popover>
      )}
      {onBar
        .filter((name) => actions.names.includes(name))
        .map((name) => {
          const Icon = icons[name];
          return (
            <IconButton
              key={name}
              label={t(name)}
              keys={name.charAt(0).toUpperCase()}
              size={28}
              onClick={() => actions.run(name)}
            >
              <Icon size={17} />
            </IconButton>
          );
        })}
      <Menu opened={open === 'menu'} onChange={(on) => setOpen(on ? 'menu' : null)} position="bottom-end" width={200}>
        <Menu.Target>
          <IconButton data-action="more" label={t('actions')} size={28}>
            <IconDots size={17} />
          </IconButton>
        </Menu.Target>
        <Menu.Dropdown>
          {actions.names
            .filter((name) => name !== 'react' && !onBar.includes(name))
            .map((name) => {
              const Icon = icons[name];
              return (
                <Menu.Item
                  key={name}
                  leftSection={<Icon size={16} />}
                  {...(name === 'recall' ? { color: 'red' } : {})}
                  onClick={() => actions.run(name)}
                >
                  {t(name)}
                </Menu.Item>
              );
            })}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}

function ActionSheet({ actions, onClose }: { actions: MessageActionsDoor; onClose(): void }) {
  const { t } = useTranslation('timeline');
  const [picking, setPicking] = useState(false);
  const done = (run: () => void): void => {
    onClose();
    run();
  };
  return (
    <Drawer
      opened
      onClose={onClose}
      position="bottom"
      size="auto"
      withCloseButton={false}
      title={null}
      aria-label={t('actions')}
      radius="lg"
      styles={{ content: { height: 'auto', maxHeight: '85dvh' }, inner: { alignItems: 'flex-end' } }}
    >
      {actions.names.includes('react') && !picking && (
        <div className="sheet-reactions">
          {quickReactions.map((emoji) => (
            <button
              type="button"
              key={emoji}
              className="plain-button sheet-emoji"
              onClick={() => done(() => actions.react(emoji))}
            >
              {emoji}
            </button>
          ))}
          <ActionIcon variant="default" size={44} radius="xl" aria-label={t('react')} onClick={() => setPicking(true)}>
            <IconMoodSmile size={20} />
          </ActionIcon>
        </div>
      )}
      {picking && <EmojiGrid onPick={(emoji) => done(() => actions.react(emoji))} />}
      <div className="sheet-actions">
        {actions.names
          .filter((name) => name !== 'react')
          .map((name) => {
            const Icon = icons[name];
            return (
              <button
                type="button"
                key={name}
                className={`sheet-action${name === 'recall' ? ' danger-text' : ''}`}
                onClick={() => done(() => actions.run(name))}
              >
                <Icon size={20} /> {t(name)}
              </button>
            );
          })}
      </div>
    </Drawer>
  );
}
