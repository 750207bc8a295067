import { lazy, type Ref, type RefObject, Suspense, useEffect, useId, useImperativeHandle, useRef, useState } from 'react';
import { useClient } from '../../app/client.tsx';
import { useTalk } from '../conversations/talk-context.ts';
import type { Chosen } from '../files/upload-desk.ts';
import { AlsoAbove } from './also-above.tsx';
import { BeforeLine } from './before/before-line.tsx';
import { placeCaret, replaceIn } from './caret.ts';
import { useCommandField } from './commands/use-command-field.ts';
import { useCommands } from './commands/use-commands.ts';
import { ComposerTools } from './composer-tools.tsx';
import { ContextBar } from './context-bar.tsx';
import { useEmojiField } from './emoji/use-emoji-field.ts';
import { useExtras } from './extras/use-extras.ts';
import { Field } from './field.tsx';
import { formatted } from './markdown/format.ts';
import { FormatBar } from './markdown/format-bar.tsx';
import { Preview } from './markdown/preview.tsx';
import { OpenList } from './open-list.tsx';
import { ScheduledLine } from './schedule/scheduled-line.tsx';
import { UploadList } from './upload-list.tsx';
import { type DraftDoor, useDraft } from './use-draft.ts';
import { useMentionField } from './use-mention-field.ts';
import { useSending } from './use-sending.ts';
import { useUploads } from './use-uploads.ts';
import { type Part, type Writing, WritingContext } from './writing.ts';
import './composer.css';

const ComposerDialogs = lazy(async () => ({ default: (await import('./composer-dialogs.tsx')).ComposerDialogs }));
const TowardsBar = lazy(async () => ({ default: (await import('../customers/towards-bar.tsx')).TowardsBar }));
const VoiceBar = lazy(async () => ({ default: (await import('./voice/voice-bar.tsx')).VoiceBar }));

export interface ComposerDoor {
  focus(): void;
  addFiles(files: readonly Chosen[]): void;
  /** Puts a text, and files stored before, into the composer again. */
  rewrite(text: string, files?: readonly string[]): void;
  /** Puts a text where the caret is. */
  insert(text: string): void;
}

interface Props {
  conversation: string;
  /** The focus is taken only when it is asked for: where keys mean something to the page. */
  atRest?: boolean;
  ref?: Ref<ComposerDoor>;
  onSent(): void;
}

/** Where a message is written: Markdown in a plain field, so that every input method works as it should. */
export function Composer({ conversation, atRest = false, ref, onSent }: Props) {
  const talk = useTalk();
  const listId = useId();
  const editing = talk.editing !== null;
  // Colleagues are told that outsiders read along; guests know that they are guests.
  const guests = useClient((s) => s.me?.user.kind !== 'guest' && (s.conversations[conversation]?.guestCount ?? 0) > 0);
  const customer = useClient((s) => s.conversations[conversation]?.customer);
  const writing = useComposer(conversation, onSent);
  const { draft, field, uploads, part } = writing;
  const mentions = useMentionField(conversation, field, draft);
  const emoji = useEmojiField(field);
  const commands = useCommandField(field, draft, editing, customer !== undefined, useCommands(writing));
  useEditing(draft, field);
  useComposerDoor(ref, writing);
  useFirstFocus(field, atRest);
  const door: Writing = {
    ...writing,
    look: () => {
      mentions.look();
      commands.look();
      emoji.look();
    },
  };
  const lists = { mentions, commands, emoji };
  const open = [mentions, commands, emoji].find((one) => one.open);

  return (
    <WritingContext value={door}>
      <div className="composer" data-guests={guests || undefined} data-toward={customer && writing.extras.toward}>
        <OpenList id={listId} {...lists} />
        {!editing && <ScheduledLine />}
        <Suspense fallback={null}>{customer && !editing && <TowardsBar customer={customer} />}</Suspense>
        <div className="composer-box">
          <ContextBar />
          <UploadList uploads={uploads} />
          {writing.formats && part !== 'voice' && <FormatBar />}
          {part === 'voice' ? (
            <Suspense fallback={<div className="voice-bar" />}>
              <VoiceBar onSent={onSent} />
            </Suspense>
          ) : (
            <>
              {part === 'preview' ? <Preview /> : <Field {...lists} list={open ? { id: listId, active: open.active } : null} />}
              {!editing && <BeforeLine />}
              {!editing && <AlsoAbove />}
              <ComposerTools guests={guests} onCommand={() => commands.runWritten()} />
            </>
          )}
        </div>
        <Suspense fallback={null}>{part !== null && <ComposerDialogs part={part} />}</Suspense>
      </div>
    </WritingContext>
  );
}

/** Everything the parts of the composer share, but what looks at the field while one types. */
function useComposer(conversation: string, onSent: () => void): Omit<Writing, 'look'> {
  const talk = useTalk();
  const field = useRef<HTMLTextAreaElement>(null);
  const draft = useDraft(conversation, talk.editing !== null);
  const uploads = useUploads(conversation);
  const extras = useExtras();
  const sending = useSending({ conversation, draft, uploads, extras, onSent });
  const [opened, setOpened] = useState<{ part: Part; at?: number | undefined }>({ part: null });
  const [formats, showFormats] = useState(false);
  return {
    conversation,
    field,
    draft,
    uploads,
    extras,
    sending,
    part: opened.part,
    at: opened.at,
    open: (part, at) => setOpened({ part, at }),
    formats,
    showFormats,
    insert: (text) => {
      const area = field.current;
      if (area) replaceIn(area, area.selectionStart, area.selectionEnd, text);
    },
    format: (name) => {
      const area = field.current;
      if (!area) return;
      const change = formatted(area.value, area.selectionStart, area.selectionEnd, name);
      replaceIn(area, change.from, change.to, change.text, change.select);
    },
  };
}

/** What the rest of the talk asks of the composer. */
function useComposerDoor(ref: Ref<ComposerDoor> | undefined, { field, draft, uploads, insert }: Omit<Writing, 'look'>): void {
  useImperativeHandle(ref, () => ({
    insert,
    focus: () => field.current?.focus(),
    addFiles: uploads.add,
    rewrite: (text, files = []) => {
      draft.load(text);
      if (files.length > 0) uploads.putBack(files);
      field.current?.focus();
    },
  }));
}

function useFirstFocus(field: RefObject<HTMLTextAreaElement | null>, atRest: boolean): void {
  useEffect(() => {
    // On a phone the keyboard would cover what one came to read.
    if (!atRest && !matchMedia('(pointer: coarse)').matches) field.current?.focus();
  }, [field, atRest]);
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
