import { ActionIcon, Popover } from '@mantine/core';
import { messageLimits } from '@rapport/contract';
import { IconAt, IconMoodSmile, IconPaperclip, IconSend2 } from '@tabler/icons-react';
import { type ClipboardEvent, type Ref, useEffect, useId, useImperativeHandle, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAct } from '../../app/answers.ts';
import { useClient, useDoor } from '../../app/client.tsx';
import { useDevice } from '../../app/device.ts';
import { IconButton } from '../../app/icon-button.tsx';
import { useTalk } from '../conversations/talk-context.ts';
import { useConversationName } from '../conversations/use-conversation-name.ts';
import { ContextBar } from './context-bar.tsx';
import { EmojiGrid } from './emoji-grid.tsx';
import { MentionList } from './mention-list.tsx';
import { insertMention, type MentionQuery, mentionAt } from './mention-text.ts';
import { UploadList } from './upload-list.tsx';
import { useComposerKeys } from './use-composer-keys.ts';
import { useDraft } from './use-draft.ts';
import { type MentionChoice, useMentionChoices } from './use-mentions.ts';
import { useTypingHint } from './use-typing-hint.ts';
import { useUploads } from './use-uploads.ts';
import './composer.css';

export interface ComposerDoor {
  focus(): void;
  addFiles(files: File[]): void;
  rewrite(text: string): void;
}

interface Props {
  conversation: string;
  ref?: Ref<ComposerDoor>;
  onSent(): void;
}

export function Composer({ conversation, ref, onSent }: Props) {
  const { t } = useTranslation('composer');
  const talk = useTalk();
  const device = useDevice();
  const listId = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const draft = useDraft(conversation, talk.editing !== null);
  const uploads = useUploads();
  const [query, setQuery] = useState<MentionQuery | null>(null);
  const [active, setActive] = useState(0);
  const [emoji, setEmoji] = useState(false);
  const choices = useMentionChoices(conversation, query);
  const hint = useTypingHint(conversation);
  const submit = useSubmit(conversation, draft, uploads, onSent);
  const here = useClient((s) => s.conversations[conversation]);
  const name = useConversationName(here);
  const phone = matchMedia('(pointer: coarse)').matches;
  useEditing(draft, field);

  useImperativeHandle(ref, () => ({
    focus: () => field.current?.focus(),
    addFiles: uploads.add,
    rewrite: (text) => {
      draft.load(text);
      field.current?.focus();
    },
  }));
  useEffect(() => {
    if (!phone) field.current?.focus();
  }, [phone]);

  /** Puts text where the caret is, or over what is selected. */
  const insert = (text: string): void => {
    const area = field.current;
    if (!area) return;
    const { selectionStart: from, selectionEnd: to } = area;
    draft.setText(draft.text.slice(0, from) + text + draft.text.slice(to));
    placeCaret(area, from + text.length);
  };
  const look = (): void => {
    const area = field.current;
    const found = area && area.selectionStart === area.selectionEnd ? mentionAt(area.value, area.selectionStart) : null;
    setQuery(found);
    if (found?.query !== query?.query) setActive(0);
  };
  const choose = (choice: MentionChoice): void => {
    const area = field.current;
    if (!area || !query) return;
    const next = insertMention(draft.text, area.selectionStart, query, choice.label);
    draft.addLabel(choice);
    draft.setText(next.text);
    setQuery(null);
    placeCaret(area, next.caret);
  };
  const onKeyDown = useComposerKeys({
    enterSends: device.enterSends && !phone,
    choices,
    active,
    setActive,
    choose,
    closeMentions: () => setQuery(null),
    submit,
    empty: draft.text === '' && uploads.list.length === 0,
    conversation,
  });
  const onPaste = (event: ClipboardEvent): void => {
    const files = [...event.clipboardData.files];
    if (files.length === 0 || event.clipboardData.getData('text/plain') !== '') return;
    event.preventDefault();
    uploads.add(files);
  };
  const over = draft.encoded().length - messageLimits.text;
  const sendable = (draft.text.trim() !== '' || uploads.list.some((u) => u.file)) && !uploads.busy && over <= 0;
  const open = query !== null && choices.length > 0;

  return (
    <div className="composer" data-guests={(here?.guestCount ?? 0) > 0 || undefined}>
      {open && <MentionList id={listId} choices={choices} active={active} onActive={setActive} onChoose={choose} />}
      <div className="composer-box">
        <ContextBar />
        <UploadList list={uploads.list} onRemove={uploads.remove} />
        <textarea
          ref={field}
          className="composer-field"
          rows={1}
          value={draft.text}
          placeholder={here?.kind === 'topic' ? t('placeholderTopic') : t('placeholder', { name })}
          aria-label={t('message')}
          role="combobox"
          aria-expanded={open}
          aria-controls={open ? listId : undefined}
          aria-activedescendant={open ? `${listId}-${active}` : undefined}
          aria-autocomplete="list"
          onChange={(e) => {
            draft.setText(e.currentTarget.value);
            if (e.currentTarget.value !== '') hint();
            look();
          }}
          onSelect={look}
          onBlur={() => setQuery(null)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        />
        <div className="composer-tools">
          <input
            ref={picker}
            type="file"
            multiple
            hidden
            onChange={(e) => {
              uploads.add([...(e.currentTarget.files ?? [])]);
              e.currentTarget.value = '';
              field.current?.focus();
            }}
          />
          <IconButton label={t('addFiles')} onClick={() => picker.current?.click()} disabled={talk.editing !== null}>
            <IconPaperclip size={18} />
          </IconButton>
          <Popover opened={emoji} onChange={setEmoji} position="top-start" trapFocus returnFocus={false}>
            <Popover.Target>
              <IconButton label={t('addEmoji')} aria-expanded={emoji} onClick={() => setEmoji(!emoji)}>
                <IconMoodSmile size={18} />
              </IconButton>
            </Popover.Target>
            <Popover.Dropdown p={8}>
              <EmojiGrid
                onPick={(one) => {
                  setEmoji(false);
                  insert(one);
                }}
              />
            </Popover.Dropdown>
          </Popover>
          <IconButton
            label={t('mention')}
            onClick={() => {
              insert('@');
              requestAnimationFrame(look);
            }}
          >
            <IconAt size={18} />
          </IconButton>
          <span className="composer-hint">
            {over > 0 ? (
              <span className="danger-text" role="alert">
                {t('tooLong', { count: over })}
              </span>
            ) : (here?.guestCount ?? 0) > 0 ? (
              <span className="guest-hint">{t('guestsHere')}</span>
            ) : (
              draft.text !== '' && t(device.enterSends ? 'hintEnter' : 'hintCtrlEnter')
            )}
          </span>
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
      </div>
    </div>
  );
}

/** After React has drawn the new text, or the caret would jump to its end. */
function placeCaret(area: HTMLTextAreaElement, at: number): void {
  requestAnimationFrame(() => {
    area.focus();
    area.setSelectionRange(at, at);
  });
}

/** While a message is edited its text is in the field; the draft comes back after. */
function useEditing(draft: ReturnType<typeof useDraft>, field: React.RefObject<HTMLTextAreaElement | null>): void {
  const { editing } = useTalk();
  const before = useRef<string | null>(null);
  const latest = useRef(draft);
  latest.current = draft;
  useEffect(() => {
    if (editing) {
      before.current ??= latest.current.encoded();
      latest.current.load(editing.text);
      if (field.current) placeCaret(field.current, editing.text.length);
    } else if (before.current !== null) {
      latest.current.load(before.current);
      before.current = null;
    }
  }, [editing, field]);
}

/** Sends what is written, or saves the edited message. */
function useSubmit(
  conversation: string,
  draft: ReturnType<typeof useDraft>,
  uploads: ReturnType<typeof useUploads>,
  onSent: () => void,
): () => Promise<void> {
  const client = useDoor();
  const talk = useTalk();
  const { act } = useAct();
  return async () => {
    const text = draft.encoded().trim();
    const { editing, quoting } = talk;
    if (editing) {
      if (text === '' || text === editing.text) return talk.edit(null);
      const at = { conversation: editing.conversation, seq: editing.seq };
      if (await act(() => client.call('conversations.editMessage', { ...at, text, expectedEv: editing.ev }))) talk.edit(null);
      return;
    }
    if (uploads.busy || text.length > messageLimits.text) return;
    const attachments = uploads.take() as never[];
    if (text === '' && attachments.length === 0) return;
    client.send(conversation, {
      text,
      ...(attachments.length > 0 ? { attachments } : {}),
      ...(quoting ? { quote: quoting.seq } : {}),
    });
    draft.clear();
    talk.quote(null);
    onSent();
  };
}
