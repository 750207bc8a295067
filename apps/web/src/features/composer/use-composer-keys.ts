import type { KeyboardEvent } from 'react';
import { useClient, useDoor } from '../../app/client.tsx';
import { useTalk } from '../conversations/talk-context.ts';
import type { MentionDoor } from './use-mention-field.ts';

interface Keys {
  enterSends: boolean;
  mentions: MentionDoor;
  submit(): Promise<void>;
  empty: boolean;
  conversation: string;
}

/** 229 is what browsers report for keys an input method has taken; Safari ends composing before the key arrives. */
export const isComposing = (event: { nativeEvent: { isComposing: boolean; keyCode: number } }): boolean =>
  event.nativeEvent.isComposing || event.nativeEvent.keyCode === 229;

/** Whether this Enter sends. Shift always breaks the line; Ctrl or Cmd always sends. */
export function sends(
  event: { key: string; shiftKey: boolean; ctrlKey: boolean; metaKey: boolean; altKey: boolean },
  enterSends: boolean,
): boolean {
  if (event.key !== 'Enter' || event.shiftKey || event.altKey) return false;
  return enterSends || event.ctrlKey || event.metaKey;
}

/** Whether the list of mentions took the key. */
function pressedInMentions(event: KeyboardEvent, mentions: MentionDoor): boolean {
  const count = mentions.choices.length;
  if (!mentions.open) return false;
  if (event.key === 'ArrowDown') mentions.setActive((mentions.active + 1) % count);
  else if (event.key === 'ArrowUp') mentions.setActive((mentions.active + count - 1) % count);
  else if (event.key === 'Escape') mentions.close();
  else if ((event.key === 'Enter' && !event.shiftKey) || event.key === 'Tab') {
    const choice = mentions.choices[mentions.active];
    if (choice) mentions.choose(choice);
  } else return false;
  return true;
}

export function useComposerKeys(keys: Keys): (event: KeyboardEvent<HTMLTextAreaElement>) => void {
  const client = useDoor();
  const talk = useTalk();
  const me = useClient((s) => s.me?.user.id);

  const editLast = (): boolean => {
    const messages = client.state.timelines[keys.conversation]?.messages ?? [];
    const last = messages.findLast((m) => m.sender === me && !m.recalled && !m.forward);
    if (last) talk.edit(last);
    return last !== undefined;
  };
  return (event) => {
    if (isComposing(event)) return;
    let done = pressedInMentions(event, keys.mentions);
    if (!done && sends(event, keys.enterSends)) {
      done = true;
      void keys.submit();
    } else if (!done && event.key === 'ArrowUp' && keys.empty && !event.altKey) done = editLast();
    else if (!done && event.key === 'Escape' && (talk.editing || talk.quoting)) {
      done = true;
      talk.edit(null);
      talk.quote(null);
    }
    if (done) {
      event.preventDefault();
      event.stopPropagation();
    }
  };
}
