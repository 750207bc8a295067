import { useEffect } from 'react';
import { useClient } from '../../app/client.tsx';

/** The tab's title tells how much is waiting: mentions and direct talk, as in the rail. */
export function useTitleCount(): void {
  const organization = useClient((s) => s.me?.organization.name);
  const waiting = useClient((s) => {
    let n = 0;
    for (const c of Object.values(s.conversations))
      if (c.me && !c.me.left) n += c.me.mentions + (c.kind === 'direct' ? c.me.unread : 0);
    return n;
  });
  useEffect(() => {
    const name = organization ? `${organization} · Rapport` : 'Rapport';
    document.title = waiting > 0 ? `(${waiting}) ${name}` : name;
  }, [organization, waiting]);
}
