import type { Client } from '@rapport/client';
import type { ChannelAccount } from '@rapport/contract';
import { useEffect, useState } from 'react';
import { useDoor } from '../../app/client.tsx';

type Capabilities = ChannelAccount['capabilities'];

/** Accounts hardly ever change: they are asked for once. */
const asked = new WeakMap<Client, Promise<readonly ChannelAccount[]>>();

function accountsOf(client: Client): Promise<readonly ChannelAccount[]> {
  const known = asked.get(client);
  if (known) return known;
  const asking = client.call('policy.accounts', {}).then(({ accounts }) => accounts);
  asked.set(client, asking);
  asking.catch(() => asked.delete(client));
  return asking;
}

/** What an account can carry; undefined until that is known. */
export function useCapabilities(account: string): Capabilities | undefined {
  const client = useDoor();
  const [accounts, setAccounts] = useState<readonly ChannelAccount[]>([]);
  useEffect(() => {
    let gone = false;
    accountsOf(client).then(
      (all) => !gone && setAccounts(all),
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [client]);
  return accounts.find(({ id }) => id === account)?.capabilities;
}
