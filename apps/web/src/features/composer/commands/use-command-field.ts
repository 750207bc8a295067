import { type RefObject, use, useState } from 'react';
import { useClient } from '../../../app/client.tsx';
import type { DraftDoor } from '../use-draft.ts';
import { type Canned, CannedContext } from './canned.ts';
import { type Command, type CommandName, commandIn, commandsFor, namedAt } from './registry.ts';

export interface CommandDoor {
  open: boolean;
  choices: readonly (Command | Canned)[];
  active: number;
  setActive(index: number): void;
  /** Runs a command, or writes its name out when it takes words. */
  choose(choice: Command | Canned): void;
  /** Runs what is written when it is a command; answers whether it was one. */
  runWritten(): boolean;
  look(): void;
  close(): void;
}

const none: readonly string[] = [];

/** The command being written in a field, and which it may be; texts kept ready come first. While a message is edited there are none. */
export function useCommandField(
  field: RefObject<HTMLTextAreaElement | null>,
  draft: DraftDoor,
  off: boolean,
  customer: boolean,
  run: (name: CommandName, rest: string) => void,
): CommandDoor {
  const permissions = useClient((s) => s.me?.permissions) ?? none;
  const [typed, setTyped] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const kept = use(CannedContext);
  const choices = typed === null || off ? [] : [...(kept?.find(typed) ?? []), ...commandsFor(typed, permissions, customer)];
  const close = (): void => setTyped(null);
  return {
    open: choices.length > 0,
    choices,
    active: Math.min(active, Math.max(0, choices.length - 1)),
    setActive,
    choose: (command) => {
      close();
      if ('canned' in command) {
        void kept?.write(command.canned).then((text) => {
          if (text !== undefined) draft.setText(text);
        });
      } else if (command.words) draft.setText(`/${command.name} `);
      else return run(command.name, '');
      field.current?.focus();
    },
    runWritten: () => {
      const found = off ? null : commandIn(draft.text, permissions, customer);
      if (!found) return false;
      close();
      // Mentions in its words keep whom they mean.
      run(found.command.name, commandIn(draft.encoded(), permissions, customer)?.rest ?? found.rest);
      return true;
    },
    look: () => {
      const area = field.current;
      const found = area ? namedAt(area.value, area.selectionStart) : null;
      setTyped(found);
      if (found !== typed) setActive(0);
    },
    close,
  };
}
