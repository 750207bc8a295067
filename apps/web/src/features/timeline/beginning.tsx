import type { Conversation } from '@rapport/contract';
import { useTranslation } from '../../app/translation.tsx';
import { ConversationIcon } from '../conversations/conversation-icon.tsx';
import { useConversationName } from '../conversations/use-conversation-name.ts';

function keyOf({ kind, customer, peers }: Conversation) {
  if (customer) return 'beginningCustomer';
  if (kind !== 'direct') return 'beginning';
  return peers?.length ? 'beginningDirect' : 'beginningMine';
}

export function Beginning({ conversation }: { conversation: Conversation | undefined }) {
  const { t } = useTranslation('timeline');
  const name = useConversationName(conversation);
  if (!conversation || conversation.kind === 'topic') return <div className="beginning-topic" />;
  return (
    <div className="beginning">
      <ConversationIcon conversation={conversation} size={44} />
      <p className="beginning-name">{name}</p>
      <p className="dim">{t(keyOf(conversation), { name })}</p>
      {conversation.kind !== 'direct' && conversation.purpose && <p className="beginning-purpose">{conversation.purpose}</p>}
    </div>
  );
}
