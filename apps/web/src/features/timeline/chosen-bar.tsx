import { Button } from '@mantine/core';
import type { Message } from '@rapport/contract';
import { IconArrowForwardUp, IconBookmark, IconClipboardText, IconCopy } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useAct } from '../../app/answers.ts';
import { useClient, useDoor } from '../../app/client.tsx';
import { copyText } from '../../app/copy.ts';
import { toast } from '../../app/toasts.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { useTalk } from '../conversations/talk-context.ts';
import { useLines } from './use-lines.ts';

const none: readonly Message[] = [];

/** In the place of the composer while messages are chosen: what can be done with all of them. */
export function ChosenBar({ chosen }: { chosen: ReadonlySet<number> }) {
  const { t } = useTranslation(['timeline', 'app']);
  const talk = useTalk();
  const bar = useRef<HTMLElement>(null);
  const loaded = useClient((s) => s.timelines[talk.conversation]?.messages) ?? none;
  const noForward = useClient((s) => s.conversations[talk.conversation]?.noForward ?? false);
  const messages = loaded.filter((m) => chosen.has(m.seq) && !m.recalled);
  const { save, copy } = useChosenActs(messages);
  const { chooseNone } = talk;
  useEffect(() => {
    // Who goes on choosing by the keyboard stays among the messages.
    if (document.activeElement === document.body) bar.current?.focus();
  }, []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing || document.querySelector('[role=dialog]'))
        return;
      event.preventDefault();
      chooseNone();
    };
    // Before the keys that work everywhere: Escape would close the side pane.
    addEventListener('keydown', onKey, { capture: true });
    return () => removeEventListener('keydown', onKey, { capture: true });
  }, [chooseNone]);
  const mayForward = !noForward && messages.length > 0 && messages.every((m) => !m.noForward);
  return (
    <section className="chosen-bar" ref={bar} tabIndex={-1} aria-label={t('chosen', { count: messages.length })}>
      <span className="strong grow" aria-live="polite">
        {t('chosen', { count: messages.length })}
      </span>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconArrowForwardUp size={16} />}
        disabled={!mayForward}
        onClick={() => talk.dialog({ kind: 'forward', messages })}
      >
        {t('forward')}
      </Button>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconClipboardText size={16} />}
        disabled={messages.length === 0}
        onClick={() => {
          talk.dialog({ kind: 'form', from: messages });
          chooseNone();
        }}
      >
        {t('record')}
      </Button>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconBookmark size={16} />}
        disabled={messages.length === 0}
        onClick={() => void save()}
      >
        {t('save')}
      </Button>
      <Button size="xs" variant="default" leftSection={<IconCopy size={16} />} disabled={messages.length === 0} onClick={copy}>
        {t('app:copy')}
      </Button>
      <Button size="xs" variant="subtle" color="gray" onClick={chooseNone}>
        {t('app:cancel')}
      </Button>
    </section>
  );
}

function useChosenActs(messages: readonly Message[]): { save(): Promise<void>; copy(): void } {
  const { t } = useTranslation(['timeline', 'app']);
  const client = useDoor();
  const { act } = useAct();
  const { chooseNone } = useTalk();
  const linesOf = useLines();
  return {
    save: async () => {
      const done = await act(async () => {
        for (const { conversation, seq } of messages) await client.call('conversations.save', { conversation, seq, on: true });
        return true;
      });
      if (!done) return;
      toast({ kind: 'success', text: t('savedChosen', { count: messages.length }) });
      chooseNone();
    },
    copy: () => {
      void copyText(linesOf(messages), t('textCopied'));
      chooseNone();
    },
  };
}
