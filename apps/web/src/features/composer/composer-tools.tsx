import { ActionIcon, Popover } from '@mantine/core';
import { messageLimits } from '@rapport/contract';
import { IconAt, IconMoodSmile, IconPaperclip, IconSend2 } from '@tabler/icons-react';
import { type RefObject, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDevice } from '../../app/device.ts';
import { IconButton } from '../../app/icon-button.tsx';
import { useTalk } from '../conversations/talk-context.ts';
import { placeCaret } from './caret.ts';
import { EmojiGrid } from './emoji-grid.tsx';
import type { DraftDoor } from './use-draft.ts';
import type { MentionDoor } from './use-mention-field.ts';
import type { Uploads } from './use-uploads.ts';

interface Props {
  field: RefObject<HTMLTextAreaElement | null>;
  draft: DraftDoor;
  uploads: Uploads;
  mentions: MentionDoor;
  guests: boolean;
  submit(): Promise<void>;
}

/** The row below the field: files, emoji, mention, a hint, send. */
export function ComposerTools({ field, draft, uploads, mentions, guests, submit }: Props) {
  const { t } = useTranslation('composer');
  const talk = useTalk();
  /** Puts text where the caret is, or over what is selected. */
  const insert = (text: string): void => {
    const area = field.current;
    if (!area) return;
    const { selectionStart: from, selectionEnd: to } = area;
    draft.setText(draft.text.slice(0, from) + text + draft.text.slice(to));
    placeCaret(area, from + text.length);
  };
  /** What was chosen goes with Enter, not with another click on the button that chose it. */
  const take = (files: File[]): void => {
    uploads.add(files);
    field.current?.focus();
  };
  const mention = (): void => {
    insert('@');
    requestAnimationFrame(() => requestAnimationFrame(mentions.look));
  };
  const over = draft.encoded().length - messageLimits.text;
  const sendable = (draft.text.trim() !== '' || uploads.list.some((u) => u.file)) && !uploads.busy && over <= 0;
  return (
    <div className="composer-tools">
      <FilesButton onFiles={take} disabled={talk.editing !== null} />
      <EmojiButton onPick={insert} />
      <IconButton label={t('mention')} onClick={mention}>
        <IconAt size={18} />
      </IconButton>
      <Hint over={over} guests={guests} writing={draft.text !== ''} />
      <ActionIcon
        variant={sendable ? 'filled' : 'subtle'}
        color={sendable ? 'accent' : 'gray'}
        size={32}
        aria-label={t(talk.editing ? 'saveEdit' : 'send')}
        aria-disabled={!sendable}
        onMouseDown={(e) => e.preventDefault()}
        onClick={() => sendable && void submit()}
      >
        <IconSend2 size={18} />
      </ActionIcon>
    </div>
  );
}

function FilesButton({ onFiles, disabled }: { onFiles(files: File[]): void; disabled: boolean }) {
  const { t } = useTranslation('composer');
  const picker = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        aria-label={t('addFiles')}
        onChange={(e) => {
          onFiles([...(e.currentTarget.files ?? [])]);
          e.currentTarget.value = '';
        }}
      />
      <IconButton label={t('addFiles')} onClick={() => picker.current?.click()} disabled={disabled}>
        <IconPaperclip size={18} />
      </IconButton>
    </>
  );
}

function EmojiButton({ onPick }: { onPick(emoji: string): void }) {
  const { t } = useTranslation('composer');
  const [open, setOpen] = useState(false);
  const pick = (emoji: string): void => {
    setOpen(false);
    onPick(emoji);
  };
  return (
    <Popover opened={open} onChange={setOpen} position="top-start" trapFocus returnFocus={false}>
      <Popover.Target>
        <IconButton label={t('addEmoji')} aria-expanded={open} onClick={() => setOpen(!open)}>
          <IconMoodSmile size={18} />
        </IconButton>
      </Popover.Target>
      <Popover.Dropdown p={8}>
        <EmojiGrid onPick={pick} />
      </Popover.Dropdown>
    </Popover>
  );
}

/** One thing at a time, the most important first. */
function Hint({ over, guests, writing }: { over: number; guests: boolean; writing: boolean }) {
  const { t } = useTranslation('composer');
  const { enterSends } = useDevice();
  return (
    <span className="composer-hint">
      {over > 0 ? (
        <span className="danger-text" role="alert">
          {t('tooLong', { count: over })}
        </span>
      ) : guests ? (
        <span className="guest-hint">{t('guestsHere')}</span>
      ) : (
        writing && t(enterSends ? 'hintEnter' : 'hintCtrlEnter')
      )}
    </span>
  );
}
