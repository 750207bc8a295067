import type { Inbox } from '@rapport/contract';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useAnswer } from '../../app/answers.ts';
import { useTranslation } from '../../app/translation.tsx';
import { channelName } from '../customers/channel-name.ts';
import { type InboxesSearch, inboxesSearch } from './parts.ts';

/** The address of the page, and the way to another. */
export function useInboxesSearch() {
  const navigate = useNavigate();
  const search = inboxesSearch(useSearch({ strict: false }) as Record<string, unknown>);
  const go = (next: InboxesSearch): void => void navigate({ to: '/admin/inboxes', search: inboxesSearch({ ...next }) as never });
  return { search, go };
}

/** Our accounts on channels, and what one is called: the channel stands with the name. */
export function useAccounts() {
  const { t } = useTranslation('customers');
  const { data } = useAnswer('policy.accounts', {});
  const all = data?.accounts ?? [];
  const named = (id: string): string => {
    const one = all.find((account) => account.id === id);
    return one ? `${one.name} · ${channelName(one.kind, t)}` : '';
  };
  return { all, named, kinds: [...new Set(all.map(({ kind }) => kind))] };
}

/** What an inbox is called; null are all of them. */
export function useInboxName(inboxes: readonly Inbox[]) {
  const { t } = useTranslation('inboxSettings');
  return (id: string | null): string =>
    id === null ? t('allInboxes') : (inboxes.find((one) => one.id === id)?.name ?? t('unknownInbox'));
}
