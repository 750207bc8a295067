import type { Message } from '@rapport/contract';
import { IconArrowForwardUp, IconDots, IconMessage2, IconMoodSmile, IconQuote } from '@tabler/icons-react';
import { lazy, type RefObject, Suspense, useEffect } from 'react';
import { IconButton } from '../../../app/icon-button.tsx';
import { MenuButton } from '../../../app/menu-button.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { EmojiButton } from '../../composer/emoji-button.tsx';
import type { ActionName } from './actions.ts';
import { type MessageActionsDoor, useMessageActions } from './use-message-actions.ts';

const ActionSheet = lazy(async () => ({ default: (await import('./action-sheet.tsx')).ActionSheet }));
const ActionItems = lazy(async () => ({ default: (await import('./action-items.tsx')).ActionItems }));

const onBar = [
  ['quote', IconQuote],
  ['topic', IconMessage2],
  ['forward', IconArrowForwardUp],
] as const;
const notInMenu: readonly ActionName[] = ['react', 'quote', 'topic', 'forward'];

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
  if (sheet)
    return (
      <Suspense fallback={null}>
        <ActionSheet actions={actions} onClose={onSheetClose} />
      </Suspense>
    );
  return (
    <div className="message-bar" role="toolbar" aria-label={t('actions')} data-open={open !== null || undefined}>
      {actions.names.includes('react') && (
        <EmojiButton
          data-action="react"
          label={t('react')}
          keys="R"
          size={28}
          position="bottom-end"
          opened={open === 'emoji'}
          onChange={(on) => setOpen(on ? 'emoji' : null)}
          onPick={actions.react}
        >
          <IconMoodSmile size={17} />
        </EmojiButton>
      )}
      {onBar
        .filter(([name]) => actions.names.includes(name))
        .map(([name, Icon]) => (
          <IconButton key={name} label={t(name)} keys={name.charAt(0).toUpperCase()} size={28} onClick={() => actions.run(name)}>
            <Icon size={17} />
          </IconButton>
        ))}
      <MenuButton
        data-action="more"
        label={t('actions')}
        size={28}
        width={200}
        opened={open === 'menu'}
        onChange={(on) => setOpen(on ? 'menu' : null)}
        items={<ActionItems actions={actions} without={notInMenu} />}
      >
        <IconDots size={17} />
      </MenuButton>
    </div>
  );
}
