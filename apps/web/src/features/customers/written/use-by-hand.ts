import type { ChannelAccount, Inbox } from '@rapport/contract';
import { useAnswer } from '../../../app/answers.ts';
import { usualInbox } from '../start/use-ways.ts';

/** Kinds of channels that people carry themselves, in the order in which they are offered. */
export const byHand = ['phone', 'visit', 'letter'] as const;
export type ByHand = (typeof byHand)[number];

/** The records that come with Rapport for them; of letters there is none. */
const usualTemplates: Partial<Record<ByHand, string>> = {
  phone: '00000000-0000-7000-8000-000000000102',
  visit: '00000000-0000-7000-8000-000000000103',
};

export interface WrittenBy {
  accounts: readonly ChannelAccount[];
  /** Inboxes in which I work: one of their teams reads what is written down. */
  inboxes: readonly Inbox[];
  inboxFor(account: string): string | undefined;
  templateFor(kind: ByHand): { id: string; version: number } | undefined;
  loaded: boolean;
  error: string | undefined;
}

/** What calls, visits and letters can be written down with. */
export function useByHand(): WrittenBy {
  const accounts = useAnswer('policy.accounts', {});
  const inboxes = useAnswer('inbox.list', {});
  const templates = useAnswer('templates.list', {});
  const mine = inboxes.data?.inboxes.filter((one) => one.mine && !one.archived) ?? [];
  return {
    accounts: accounts.data?.accounts.filter(({ enabled, capabilities }) => enabled && capabilities.inbound === 'manual') ?? [],
    inboxes: mine,
    inboxFor: (account) => usualInbox(mine, account),
    templateFor: (kind) => templates.data?.templates.find(({ id }) => id === usualTemplates[kind]),
    loaded: accounts.data !== undefined && inboxes.data !== undefined && templates.data !== undefined,
    error: accounts.error ?? inboxes.error ?? templates.error,
  };
}
