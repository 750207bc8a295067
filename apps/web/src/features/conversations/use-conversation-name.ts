import type { Conversation } from '@rapport/contract';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '../../app/client.tsx';
import { nameOf } from './naming.ts';

export function useNameWords(): { myself: string; someone: string } {
  const { t } = useTranslation(['conversations', 'app']);
  const myself = t('conversations:myself');
  const someone = t('app:unknownPerson');
  return useMemo(() => ({ myself, someone }), [myself, someone]);
}

/** What a conversation is called for me. */
export function useConversationName(conversation: Conversation | undefined): string {
  const people = useClient((s) => s.people);
  const words = useNameWords();
  return conversation ? nameOf(conversation, people, words) : '';
}
