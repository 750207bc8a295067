import type { Conversation } from '@rapport/contract';

/** What a pane about one thing beside a conversation is given. */
export interface SubjectProps {
  conversation: Conversation;
  /** The id out of the address. */
  id: string;
  onClose(): void;
}
