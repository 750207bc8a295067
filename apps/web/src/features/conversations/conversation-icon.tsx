import type { Conversation } from '@rapport/contract';
import { IconHash, IconLock, IconMessage2, IconNotes, IconUsersGroup } from '@tabler/icons-react';
import { useClient } from '../../app/client.tsx';
import { Avatar, PersonAvatar } from '../people/avatar.tsx';

/** A face for talk with one person, a sign of its kind for everything else. */
export function ConversationIcon({ conversation, size = 32 }: { conversation: Conversation; size?: number }) {
  const me = useClient((s) => s.me?.user.id);
  const peers = conversation.peers ?? [];
  if (conversation.kind === 'direct' && peers.length <= 1) return <PersonAvatar id={peers[0] ?? me ?? ''} size={size} dot />;
  if (conversation.customer) return <Avatar id={conversation.customer.handle} name={conversation.name} size={size} guest />;
  const Icon =
    conversation.kind === 'direct'
      ? IconUsersGroup
      : conversation.kind === 'topic'
        ? IconMessage2
        : conversation.kind === 'note'
          ? IconNotes
          : conversation.visibility === 'open'
            ? IconHash
            : IconLock;
  return (
    <span
      className={`kind-icon${conversation.guestCount > 0 ? ' avatar-guest' : ''}`}
      style={{ width: size, height: size }}
      aria-hidden
    >
      <Icon size={Math.round(size * 0.55)} stroke={1.8} />
    </span>
  );
}
