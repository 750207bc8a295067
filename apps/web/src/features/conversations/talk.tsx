import type { Message } from '@rapport/contract';
import { useNavigate } from '@tanstack/react-router';
import { lazy, type ReactNode, type Ref, Suspense, useImperativeHandle, useMemo, useRef, useState } from 'react';
import { useAct } from '../../app/answers.ts';
import { useDoor } from '../../app/client.tsx';
import { Composer, type ComposerDoor } from '../composer/composer.tsx';
import { DropArea } from '../composer/drop-area.tsx';
import { Timeline, type TimelineDoor } from '../timeline/timeline.tsx';
import { TypingLine } from '../timeline/typing-line.tsx';
import { TalkContext, type TalkDialog, type Talk as TalkDoor } from './talk-context.ts';
import { useChosen } from './use-chosen.ts';

const ChosenBar = lazy(async () => ({ default: (await import('../timeline/chosen-bar.tsx')).ChosenBar }));
const TalkDialogs = lazy(async () => ({ default: (await import('../timeline/dialogs/talk-dialogs.tsx')).TalkDialogs }));

export interface TalkHandle {
  /** Asks for a day and goes there. */
  askDate(): void;
  /** Puts a text where one writes. */
  insert(text: string): void;
}

interface Props {
  ref?: Ref<TalkHandle>;
  conversation: string;
  /** A message to show first. */
  at?: number | undefined;
  narrow?: boolean;
  /** The composer waits until it is asked for. */
  atRest?: boolean;
  mayWrite: boolean;
  /** Instead of the composer, why one cannot write. */
  note?: ReactNode;
  /** In the talk of a case: makes another one of what was said from a message on. */
  onSplit?(message: Message): void;
}

/** Timeline and composer of one conversation: the page's, or a topic's in the side pane. */
export function Talk({ ref, conversation, at, narrow = false, atRest = false, mayWrite, note, onSplit }: Props) {
  const client = useDoor();
  const navigate = useNavigate();
  const { act } = useAct();
  const [quoting, quote] = useState<Message | null>(null);
  const [editing, edit] = useState<Message | null>(null);
  const [dialog, setDialog] = useState<TalkDialog | null>(null);
  const choosing = useChosen();
  useImperativeHandle(
    ref,
    () => ({
      askDate: () => setDialog({ kind: 'date', at: Date.now() }),
      insert: (text) => composer.current?.insert(text),
    }),
    [],
  );
  const timeline = useRef<TimelineDoor>(null);
  const composer = useRef<ComposerDoor>(null);

  const door = useMemo<TalkDoor>(
    () => ({
      conversation,
      narrow,
      quoting,
      editing,
      ...choosing,
      ...(onSplit ? { split: onSplit } : {}),
      quote: (message) => {
        edit(null);
        quote(message);
        if (message) composer.current?.focus();
      },
      edit: (message) => {
        quote(null);
        edit(message);
        if (message) composer.current?.focus();
      },
      dialog: setDialog,
      openTopic: async (message) => {
        const topic =
          message.topic?.conversation ??
          (await act(() => client.call('conversations.startTopic', { conversation, seq: message.seq })))?.id;
        if (topic) await navigate({ to: '/c/$conversation', params: { conversation }, search: { topic } });
      },
      jump: (seq) => timeline.current?.jump(seq),
      rewrite: (text) => composer.current?.rewrite(text),
      takeBack: (item) => {
        client.discard(item.clientId);
        composer.current?.rewrite(item.draft.text, item.draft.attachments);
      },
    }),
    [conversation, narrow, quoting, editing, choosing, onSplit, act, client, navigate],
  );

  return (
    <TalkContext value={door}>
      <DropArea disabled={!mayWrite} onFiles={(files) => composer.current?.addFiles(files)}>
        <Timeline key={conversation} conversation={conversation} at={at} ref={timeline} />
        <TypingLine conversation={conversation} />
        <Suspense fallback={null}>{choosing.chosen && <ChosenBar chosen={choosing.chosen} />}</Suspense>
        {mayWrite ? (
          <div hidden={choosing.chosen !== null}>
            <Composer
              key={`composer ${conversation}`}
              conversation={conversation}
              atRest={atRest}
              ref={composer}
              onSent={() => timeline.current?.toNewest()}
            />
          </div>
        ) : (
          <div className="composer-note">{note}</div>
        )}
      </DropArea>
      <Suspense fallback={null}>{dialog && <TalkDialogs dialog={dialog} onClose={() => setDialog(null)} />}</Suspense>
    </TalkContext>
  );
}
