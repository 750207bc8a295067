import type { Client } from '@rapport/client';
import { useEffect } from 'react';
import { useDoor } from './client.tsx';

interface Look {
  conversations: readonly string[];
  people: readonly string[];
}

/** What each part of the page looks at; the client is told the union. */
const looks = new Map<symbol, Look>();

function tell(client: Client): void {
  const all = [...looks.values()];
  client.watch({
    conversations: [...new Set(all.flatMap((look) => look.conversations))],
    people: [...new Set(all.flatMap((look) => look.people))],
  });
}

/** Has topics, open groups and the presence of people told live while this part is shown. */
export function useWatching(conversations: readonly string[], people: readonly string[]): void {
  const client = useDoor();
  const key = `${conversations.join(' ')}|${people.join(' ')}`;
  useEffect(() => {
    const [c = '', p = ''] = key.split('|');
    const token = Symbol('look');
    looks.set(token, { conversations: c.split(' ').filter(Boolean), people: p.split(' ').filter(Boolean) });
    tell(client);
    return () => {
      looks.delete(token);
      tell(client);
    };
  }, [client, key]);
}
