import type { Conversation } from '@rapport/contract';
import { useMemo } from 'react';
import { useClient, useDoor } from '../../app/client.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { type NameWords, nameOf } from './naming.ts';

/** Names come a moment after the list: until then nobody is called unknown. */
const someone = '…';

export function useNameWords(): NameWords {
  const client = useDoor();
  const { t } = useTranslation('conversations');
  const myself = t('myself');
  const between = t('between');
  return useMemo(() => {
    const plain = { myself, someone, between, topicIn: () => someone };
    const topicIn = (id: string): string => {
      const { conversations, people } = client.state;
      const parent = conversations[id];
      return t('topicIn', { name: parent ? nameOf(parent, people, plain) : '…' });
    };
    return { myself, someone, between, topicIn };
  }, [client, myself, between, t]);
}

/** What a conversation is called for me. */
export function useConversationName(conversation: Conversation | undefined): string {
  const people = useClient((s) => s.people);
  const words = useNameWords();
  return conversation ? nameOf(conversation, people, words) : '';
}
