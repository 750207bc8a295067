import { useClient } from '../../app/client.tsx';

/** Whether there is no conversation of mine at all: then the first steps are shown. */
export function useNothingYet(): boolean {
  const synced = useClient((s) => s.synced);
  const some = useClient((s) => Object.values(s.conversations).some((c) => c.me && !c.me.left));
  return synced && !some;
}
