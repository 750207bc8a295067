import { type RefObject, useState } from 'react';
import { placeCaret } from './caret.ts';
import { insertMention, type MentionQuery, mentionAt } from './mention-text.ts';
import type { DraftDoor } from './use-draft.ts';
import { type MentionChoice, useMentionChoices } from './use-mentions.ts';

export interface MentionDoor {
  open: boolean;
  choices: readonly MentionChoice[];
  active: number;
  setActive(index: number): void;
  choose(choice: MentionChoice): void;
  /** Looks what is being written at the caret. */
  look(): void;
  close(): void;
}

/** The mention being written in a field, and who it may be. */
export function useMentionField(
  conversation: string,
  field: RefObject<HTMLTextAreaElement | null>,
  draft: DraftDoor,
): MentionDoor {
  const [query, setQuery] = useState<MentionQuery | null>(null);
  const [active, setActive] = useState(0);
  const choices = useMentionChoices(conversation, query);
  const choose = (choice: MentionChoice): void => {
    const area = field.current;
    if (!area || !query) return;
    const next = insertMention(draft.text, area.selectionStart, query, choice.label);
    draft.addLabel(choice);
    draft.setText(next.text);
    setQuery(null);
    placeCaret(area, next.caret);
  };
  const look = (): void => {
    const area = field.current;
    const found = area && area.selectionStart === area.selectionEnd ? mentionAt(area.value, area.selectionStart) : null;
    setQuery(found);
    if (found?.query !== query?.query) setActive(0);
  };
  return { open: query !== null && choices.length > 0, choices, active, setActive, choose, look, close: () => setQuery(null) };
}
