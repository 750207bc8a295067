import type { KeyboardEvent } from 'react';
import { useClient, useDoor } from '../../app/client.tsx';
import { useTalk } from '../conversations/talk-context.ts';
import type { CommandDoor } from './commands/use-command-field.ts';
import type { EmojiDoor } from './emoji/use-emoji-field.ts';
import type { FormatName } from './markdown/format.ts';
import type { MentionDoor } from './use-mention-field.ts';
import { useWriting } from './writing.ts';

interface Keys {
  enterSends: boolean;
  mentions: MentionDoor;
  commands: CommandDoor;
  emoji: EmojiDoor;
}

/** 229 is what browsers report for keys an input method has taken; Safari ends composing before the key arrives. */
export const isComposing = (event: { nativeEvent: { isComposing: boolean; keyCode: number } }): boolean =>
  event.nativeEvent.isComposing || event.nativeEvent.keyCode === 229;

interface Pressed {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

/** Whether this Enter sends. Shift always breaks the line; Ctrl or Cmd always sends. */
export function sends(event: Pressed, enterSends: boolean): boolean {
  if (event.key !== 'Enter' || event.shiftKey || event.altKey) return false;
  return enterSends || event.ctrlKey || event.metaKey;
}

const formatKeys: Readonly<Record<string, FormatName>> = {
  b: 'bold',
  i: 'italic',
  e: 'code',
  'shift x': 'strike',
  'shift u': 'link',
  'shift e': 'codeBlock',
  'shift 7': 'numbers',
  'shift 8': 'bullets',
  'shift 9': 'quote',
};

/** The format a key asks for, by its place on the keyboard where Shift changes its sign. */
export function formatOf(event: Pressed & { code: string }): FormatName | null {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return null;
  const key = /^Digit/.test(event.code) ? event.code.slice(5) : event.key.toLowerCase();
  return formatKeys[event.shiftKey ? `shift ${key}` : key] ?? null;
}

interface List<Choice> {
  open: boolean;
  choices: readonly Choice[];
  active: number;
  setActive(index: number): void;
  choose(choice: Choice): void;
  close(): void;
}

/** Whether an open list took the key. */
function pressedIn<Choice>(event: KeyboardEvent, list: List<Choice>): boolean {
  const count = list.choices.length;
  if (!list.open) return false;
  if (event.key === 'ArrowDown') list.setActive((list.active + 1) % count);
  else if (event.key === 'ArrowUp') list.setActive((list.active + count - 1) % count);
  else if (event.key === 'Escape') list.close();
  else if ((event.key === 'Enter' && !event.shiftKey) || event.key === 'Tab') {
    const choice = list.choices[list.active];
    if (choice) list.choose(choice);
  } else return false;
  return true;
}

export function useComposerKeys({
  enterSends,
  mentions,
  commands,
  emoji,
}: Keys): (event: KeyboardEvent<HTMLTextAreaElement>) => void {
  const talk = useTalk();
  const { sending, format, draft, uploads } = useWriting();
  const editLast = useEditLast();
  const takeBack = useTakeBackLast();
  const empty = draft.text === '' && uploads.list.length === 0;

  const pressed = (event: KeyboardEvent): boolean => {
    if (pressedIn(event, mentions) || pressedIn(event, commands) || pressedIn(event, emoji)) return true;
    if (sends(event, enterSends)) {
      if (!commands.runWritten()) void sending.send();
      return true;
    }
    const asked = formatOf(event);
    if (asked) {
      format(asked);
      return true;
    }
    if (event.key === 'ArrowUp' && empty && !event.altKey) return editLast();
    if (event.key === 'z' && (event.ctrlKey || event.metaKey) && empty) return takeBack();
    if (event.key !== 'Escape' || !(talk.editing || talk.quoting)) return false;
    talk.edit(null);
    talk.quote(null);
    return true;
  };
  return (event) => {
    if (isComposing(event) || !pressed(event)) return;
    event.preventDefault();
    event.stopPropagation();
  };
}

/** ↑ in an empty field. */
function useEditLast(): () => boolean {
  const client = useDoor();
  const talk = useTalk();
  const me = useClient((s) => s.me?.user.id);
  return () => {
    // The last one is still on its way: the one before it is not what is meant.
    if (client.state.outbox[talk.conversation]?.some((i) => i.state !== 'failed')) return false;
    const messages = client.state.timelines[talk.conversation]?.messages ?? [];
    const last = messages.findLast((m) => m.sender === me && !m.recalled && !m.forward && m.text !== '');
    if (last?.form) talk.dialog({ kind: 'form', message: last });
    else if (last) talk.edit(last);
    return last !== undefined;
  };
}

/** Ctrl or Cmd-Z in an empty field: what was just sent and can still be taken back. */
function useTakeBackLast(): () => boolean {
  const client = useDoor();
  const talk = useTalk();
  return () => {
    const held = client.state.outbox[talk.conversation]?.findLast((i) => i.state === 'waiting' && (i.until ?? 0) > Date.now());
    if (held) talk.takeBack(held);
    return held !== undefined;
  };
}
