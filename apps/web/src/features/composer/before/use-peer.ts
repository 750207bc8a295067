import type { User } from '@rapport/contract';
import { useClient } from '../../../app/client.tsx';

/** The other one of a direct conversation of two. */
export const usePeer = (conversation: string): User | undefined =>
  useClient((s) => {
    const here = s.conversations[conversation];
    return here?.kind === 'direct' && here.peers?.length === 1 ? s.people[here.peers[0] ?? ''] : undefined;
  });
