import type { ChannelAccount, Contact, ContactWay, Inbox } from '@rapport/contract';
import { useAnswer } from '../../../app/answers.ts';
import { nameless } from '../channel-name.ts';

/** A way to a contact, with what people call it. */
export interface NamedWay extends ContactWay {
  key: string;
  accountName: string;
  address: string;
  capabilities: ChannelAccount['capabilities'] | undefined;
}

export interface Ways {
  contact: Contact | undefined;
  ways: NamedWay[] | undefined;
  suggested: string | undefined;
  /** Inboxes in which I work. */
  inboxes: Inbox[];
  error: string | undefined;
  reload(): void;
}

/** Every way by which a contact can be written to, the open ones first; what people carry themselves is none. */
export function useWays(id: string): Ways {
  const contact = useAnswer('contacts.get', { contact: id as never });
  const answer = useAnswer('policy.ways', { contact: id as never });
  const accounts = useAnswer('policy.accounts', {}).data?.accounts;
  const list = useAnswer('inbox.list', {}).data?.inboxes ?? [];
  const handles = contact.data?.handles;
  const ways =
    handles &&
    accounts &&
    answer.data?.ways
      .map((way) => {
        const account = accounts.find((one) => one.id === way.account);
        const handle = handles.find((one) => one.id === way.handle);
        return {
          ...way,
          key: `${way.account} ${way.handle}`,
          accountName: account?.name ?? '',
          address: nameless.has(way.channel) ? '' : (handle?.value ?? ''),
          capabilities: account?.capabilities,
        };
      })
      .filter(({ capabilities }) => capabilities?.inbound !== 'manual')
      .toSorted((a, b) => Number(b.verdict.allowed) - Number(a.verdict.allowed) || a.costClass - b.costClass);
  const { suggested } = answer.data ?? {};
  return {
    contact: contact.data,
    ways,
    suggested: ways?.find(({ account, verdict }) => account === suggested && verdict.allowed)?.key ?? ways?.[0]?.key,
    inboxes: list.filter(({ mine, archived }) => mine && !archived),
    error: answer.error ?? contact.error,
    reload: answer.reload,
  };
}

/** The inbox in which an answer would lie anyway, else the first of mine. */
export const usualInbox = (inboxes: readonly Inbox[], account: string | undefined): string | undefined =>
  (inboxes.find(({ sources }) => sources.some((one) => one.account === account)) ?? inboxes[0])?.id;
