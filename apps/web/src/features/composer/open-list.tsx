import { CommandList } from './commands/command-list.tsx';
import type { CommandDoor } from './commands/use-command-field.ts';
import { EmojiChoices } from './emoji/emoji-choices.tsx';
import type { EmojiDoor } from './emoji/use-emoji-field.ts';
import { MentionList } from './mention-list.tsx';
import type { MentionDoor } from './use-mention-field.ts';

interface Props {
  id: string;
  mentions: MentionDoor;
  commands: CommandDoor;
  emoji: EmojiDoor;
}

/** What may be meant by what is being written: people, commands, emoji; one list at a time. */
export function OpenList({ id, mentions, commands, emoji }: Props) {
  if (mentions.open) return <MentionList {...listOf(id, mentions)} />;
  if (commands.open) return <CommandList {...listOf(id, commands)} />;
  return emoji.open && <EmojiChoices {...listOf(id, emoji)} />;
}

interface Door<Choice> {
  choices: readonly Choice[];
  active: number;
  setActive(index: number): void;
  choose(choice: Choice): void;
}

const listOf = <Choice,>(id: string, { choices, active, setActive, choose }: Door<Choice>) => ({
  id,
  choices,
  active,
  onActive: setActive,
  onChoose: choose,
});
