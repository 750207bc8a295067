import type { Client, State } from '@rapport/client';
import { createContext, type ReactNode, use, useSyncExternalStore } from 'react';

const ClientContext = createContext<Client | null>(null);

export function ClientProvider({ client, children }: { client: Client; children: ReactNode }) {
  return <ClientContext value={client}>{children}</ClientContext>;
}

/** The one door to the house: calls, sending, the outbox. */
export function useDoor(): Client {
  const client = use(ClientContext);
  if (!client) throw new Error('ClientProvider is missing');
  return client;
}

/**
 * A part of the client's state, drawn again when it changes. The selector must answer the same reference for the same
 * state (pick, do not build); build with useMemo from what was picked.
 */
export function useClient<T>(selector: (state: State) => T): T {
  const client = useDoor();
  return useSyncExternalStore(client.subscribe, () => selector(client.state));
}

export const useStatus = (): State['status'] => useClient((s) => s.status);
