import { type ClipboardEvent, type Ref, type RefObject, useEffect, useId, useImperativeHandle, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '../../app/client.tsx';
import { useDevice } from '../../app/device.ts';
import { useTalk } from '../conversations/talk-context.ts';
import { useConversationName } from '../conversations/use-conversation-name.ts';
import { placeCaret } from './caret.ts';
import { ComposerTools } from './composer-tools.tsx';
import { ContextBar } from './context-bar.tsx';
import { MentionList } from './mention-list.tsx';
import { UploadList } from './upload-list.tsx';
import { useComposerKeys } from './use-composer-keys.ts';
import { type DraftDoor, useDraft } from './use-draft.ts';
import { type MentionDoor, useMentionField } from './use-mention-field.ts';
import { useSubmit } from './use-submit.ts';
import { useTypingHint } from './use-typing-hint.ts';
import { type Uploads, useUploads } from './use-uploads.ts';
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

/** Where a message is written: Markdown in a plain field, so that every input method works as it should. */
export function Composer({ conversation, ref, onSent }: Props) {
  const talk = useTalk();
  const listId = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const draft = useDraft(conversation, talk.editing !== null);
  const uploads = useUploads();
  const mentions = useMentionField(conversation, field, draft);
  const submit = useSubmit(conversation, draft, uploads, onSent);
  // Colleagues are told that outsiders read along; guests know that they are guests.
  const guests = useClient((s) => s.me?.user.kind !== 'guest' && (s.conversations[conversation]?.guestCount ?? 0) > 0);
  useEditing(draft, field);
  useComposerDoor(ref, field, draft, uploads);

  return (
    <div className="composer" data-guests={guests || undefined}>
      {mentions.open && (
        <MentionList
          id={listId}
          choices={mentions.choices}
          active={mentions.active}
          onActive={mentions.setActive}
          onChoose={mentions.choose}
        />
      )}
      <div className="composer-box">
        <ContextBar />
        <UploadList list={uploads.list} onRemove={uploads.remove} />
        <Field {...{ conversation, field, draft, uploads, mentions, listId, submit }} />
        <ComposerTools {...{ field, draft, uploads, mentions, guests, submit }} />
      </div>
    </div>
  );
}

interface FieldProps {
  conversation: string;
  field: RefObject<HTMLTextAreaElement | null>;
  draft: DraftDoor;
  uploads: Uploads;
  mentions: MentionDoor;
  listId: string;
  submit(): Promise<void>;
}

function Field({ conversation, field, draft, uploads, mentions, listId, submit }: FieldProps) {
  const { t } = useTranslation('composer');
  const { enterSends } = useDevice();
  const here = useClient((s) => s.conversations[conversation]);
  const name = useConversationName(here);
  const hint = useTypingHint(conversation);
  const phone = matchMedia('(pointer: coarse)').matches;
  const empty = draft.text === '' && uploads.list.length === 0;
  const onKeyDown = useComposerKeys({ enterSends: enterSends && !phone, mentions, submit, empty, conversation });
  const onPaste = (event: ClipboardEvent): void => {
    const files = [...event.clipboardData.files];
    // A table copied from a sheet brings a picture of itself: the text is what is meant.
    if (files.length === 0 || event.clipboardData.getData('text/plain') !== '') return;
    event.preventDefault();
    uploads.add(files);
  };
  return (
    <textarea
      ref={field}
      className="composer-field"
      rows={1}
      value={draft.text}
      placeholder={here?.kind === 'topic' ? t('placeholderTopic') : t('placeholder', { name })}
      aria-label={t('message')}
      aria-controls={mentions.open ? listId : undefined}
      aria-activedescendant={mentions.open ? `${listId}-${mentions.active}` : undefined}
      aria-autocomplete="list"
      onChange={(e) => {
        draft.setText(e.currentTarget.value);
        if (e.currentTarget.value !== '') hint();
        mentions.look();
      }}
      onSelect={mentions.look}
      onBlur={mentions.close}
      onKeyDown={onKeyDown}
      onPaste={onPaste}
    />
  );
}

/** What the rest of the talk asks of the composer. */
function useComposerDoor(
  ref: Ref<ComposerDoor> | undefined,
  field: RefObject<HTMLTextAreaElement | null>,
  draft: DraftDoor,
  uploads: Uploads,
): void {
  useImperativeHandle(ref, () => ({
    focus: () => field.current?.focus(),
    addFiles: uploads.add,
    rewrite: (text) => {
      draft.load(text);
      field.current?.focus();
    },
  }));
  useEffect(() => {
    // On a phone the keyboard would cover what one came to read.
    if (!matchMedia('(pointer: coarse)').matches) field.current?.focus();
  }, [field]);
}

/** While a message is edited its text is in the field; the draft comes back after. */
function useEditing(draft: DraftDoor, field: RefObject<HTMLTextAreaElement | null>): void {
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
