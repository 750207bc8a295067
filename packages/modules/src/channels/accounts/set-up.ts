import { Fault, type Output, type Parsed } from '@rapport/contract';
import { newId, type Platform, type Tx } from '@rapport/platform';
import { z } from 'zod';
import { type Actor, audit, requirePermission } from '../../access/index.ts';
import { keepAccount, listAccounts } from '../../policy/index.ts';
import type { ChannelAdapter } from '../adapter.ts';
import { adapterOf, adaptersOf } from '../adapters.ts';
import { tellAccount } from '../tend/hints.ts';
import { type Account, allAccounts, findAccount } from './account.ts';
import { tendingsOf } from './note-tending.ts';
import { presentAccounts } from './present.ts';
import { changedSecrets, requireGivenAnew } from './secrets.ts';
import { settingsFor } from './settings-for.ts';
import { dropTendings } from './tending-writer.ts';
import { dropValues, putTransport } from './transport-writer.ts';

/** Accounts that one house has at most. */
const mostAccounts = 200;

/** The kinds of channels there are, and what each needs. */
export async function channelKinds(platform: Platform, actor: Actor): Promise<Output<'channels.kinds'>> {
  requirePermission(actor, 'channels.configure');
  const kinds = [...platform.keep(adaptersOf).values()].map(({ kind, settings, secrets, webhook, send, read }) => ({
    kind,
    settings: z.toJSONSchema(settings as unknown as z.ZodType, { io: 'input', unrepresentable: 'any' }) as Record<
      string,
      unknown
    >,
    secrets: secrets.map(({ name, optional = false, made, sentTo = [] }) => ({
      name,
      optional,
      made: made !== undefined,
      sentTo: [...sentTo],
    })),
    manual: send === undefined && read === undefined,
    called: webhook !== undefined,
  }));
  return { kinds };
}

export async function channelAccounts(platform: Platform, actor: Actor): Promise<Output<'channels.accounts'>> {
  requirePermission(actor, 'channels.configure');
  return { accounts: await presentAccounts(platform, await allAccounts(platform, platform.db)) };
}

async function requireAccount(platform: Platform, tx: Tx | Platform['db'], id: string): Promise<Account> {
  const account = await findAccount(platform, tx, id);
  if (!account) throw new Fault('not-found', { what: 'channel' });
  return account;
}

interface Wanted {
  id: string;
  adapter: ChannelAdapter;
  name: string;
  settings: unknown;
  enabled: boolean;
  rawDays: number;
}

async function keep(platform: Platform, tx: Tx, wanted: Wanted, secrets: Buffer | null): Promise<void> {
  const at = platform.clock.now();
  const { id, adapter, name, settings, enabled, rawDays } = wanted;
  await keepAccount(tx, { id, kind: adapter.kind, name, capabilities: adapter.capabilities(settings), enabled, at });
  await putTransport(tx, { account: id, settings, secrets, rawDays, at });
  tellAccount(platform, tx, id);
}

const shown = async (platform: Platform, id: string, made: Record<string, string>): Promise<Output<'channels.createAccount'>> => {
  const [account] = await presentAccounts(platform, [await requireAccount(platform, platform.db, id)]);
  return { account: account!, made };
};

/** Names of what was set, for the audit; values may be secrets, and settings name people. */
const namesOf = (given: object | undefined): string[] => Object.keys(given ?? {}).sort();

export async function createAccount(
  platform: Platform,
  actor: Actor,
  input: Parsed<'channels.createAccount'>,
  from: string,
): Promise<Output<'channels.createAccount'>> {
  requirePermission(actor, 'channels.configure');
  const adapter = adapterOf(platform, input.kind);
  const settings = settingsFor(adapter, input.settings);
  const { sealed, made } = changedSecrets(platform, adapter.secrets, null, input.secrets);
  const id = newId();
  await platform.db.transaction(async (tx) => {
    if ((await listAccounts(tx)).length >= mostAccounts) throw new Fault('quota-exceeded', { quota: `${mostAccounts} accounts` });
    await keep(platform, tx, { id, adapter, name: input.name, settings, enabled: true, rawDays: input.rawDays }, sealed);
    await audit(tx, {
      at: platform.clock.now(),
      actor: actor.user,
      act: 'channels.account-created',
      subjectKind: 'channel-account',
      subject: id,
      detail: { kind: input.kind, name: input.name, settings: namesOf(input.settings), secrets: namesOf(input.secrets) },
      from,
    });
  });
  return shown(platform, id, made);
}

export async function changeAccount(
  platform: Platform,
  actor: Actor,
  input: Parsed<'channels.changeAccount'>,
  from: string,
): Promise<Output<'channels.changeAccount'>> {
  requirePermission(actor, 'channels.configure');
  const made = await platform.db.transaction(async (tx) => {
    const account = await requireAccount(platform, tx, input.account);
    const { adapter, transport } = account;
    const settings = input.settings === undefined ? transport.settings : settingsFor(adapter, input.settings);
    requireGivenAnew(platform, adapter.secrets, transport, settings, input.secrets ?? {});
    const changed = changedSecrets(platform, adapter.secrets, transport.secrets, input.secrets ?? {});
    await keep(
      platform,
      tx,
      {
        id: account.id,
        adapter,
        name: input.name ?? account.name,
        settings,
        enabled: input.enabled ?? account.enabled,
        rawDays: input.rawDays ?? transport.rawDays,
      },
      changed.sealed,
    );
    // What was given under the old credentials is of no use under new ones.
    if (input.secrets || input.settings) {
      await dropValues(tx, account.id);
      await dropTendings(tx, account.id);
      tx.afterCommit(() => platform.keep(tendingsOf).forget(account.id));
    }
    await audit(tx, {
      at: platform.clock.now(),
      actor: actor.user,
      act: 'channels.account-changed',
      subjectKind: 'channel-account',
      subject: account.id,
      detail: {
        name: input.name ?? account.name,
        enabled: input.enabled ?? account.enabled,
        settings: namesOf(input.settings),
        secrets: namesOf(input.secrets),
      },
      from,
    });
    return changed.made;
  });
  return shown(platform, input.account, made);
}
