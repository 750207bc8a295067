import type { Conversation } from '@rapport/contract';
import { IconHash, IconLock, IconMessage2, IconNotes, IconUsersGroup } from '@tabler/icons-react';
import { useClient } from '../../app/client.tsx';
import { Avatar, PersonAvatar } from '../people/avatar.tsx';

/** A face for talk with one person, a sign of its kind for everything else. */
export function ConversationIcon({ conversation, size = 32 }: { conversation: Conversation; size?: number }) {
  const me = useClient((s) => s.me?.user.id);
  const peers = conversation.peers ?? [];
  if (conversation.kind === 'direct' && peers.length <= 1) return <PersonAvatar id={peers[0] ?? me ?? ''} size={size} dot />;
  if (conversation.customer) return <Avatar id={conversation.customer.contact} name={conversation.name} size={size} guest />;
  return <KindSign {...conversation} size={size} />;
}

interface Sign extends Pick<Conversation, 'visibility' | 'guestCount'> {
  kind?: Conversation['kind'];
  size?: number;
}

/** The sign of a kind; a visible edge where people from outside are in it. */
export function KindSign({ kind = 'group', visibility, guestCount, size = 32 }: Sign) {
  const Icon =
    kind === 'direct'
      ? IconUsersGroup
      : kind === 'topic'
        ? IconMessage2
        : kind === 'note'
          ? IconNotes
          : visibility === 'open'
            ? IconHash
            : IconLock;
  return (
    <span className={`kind-icon${guestCount > 0 ? ' avatar-guest' : ''}`} style={{ width: size, height: size }} aria-hidden>
      <Icon size={Math.round(size * 0.55)} stroke={1.8} />
    </span>
  );
}
