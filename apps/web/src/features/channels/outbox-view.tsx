import { SegmentedControl } from '@mantine/core';
import type { ChannelSetup, OutboxItem } from '@rapport/contract';
import { useState } from 'react';
import { useReloadOn } from '../../app/answers.ts';
import { useDoor } from '../../app/client.tsx';
import { Empty } from '../../app/empty.tsx';
import { MoreButton } from '../../app/more-button.tsx';
import { usePages } from '../../app/pages.ts';
import { shortTimeOf } from '../../app/times.ts';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { AccountChoice } from './account-choice.tsx';
import { Trouble } from './signs.tsx';

interface Props {
  of: string | undefined;
  accounts: readonly ChannelSetup[];
  onOf(account: string | undefined): void;
}

const which = {
  all: ['queued', 'sending', 'awaiting_member', 'failed', 'expired'],
  waiting: ['queued', 'sending', 'awaiting_member'],
  failed: ['failed', 'expired'],
  done: ['accepted', 'sent', 'delivered', 'read'],
} as const;
type Which = keyof typeof which;

/** What goes out, without its words: what waits, why and until when; what failed. */
export function OutboxView({ of, accounts, onOf }: Props) {
  const { t } = useTranslation('channels');
  const client = useDoor();
  const [shown, setShown] = useState<Which>('all');
  const pages = usePages<OutboxItem>(`outbox ${of} ${shown}`, (cursor) =>
    client.call('channels.outbox', {
      limit: 50,
      states: [...which[shown]],
      ...(of ? { account: of as never } : {}),
      ...(cursor ? { cursor } : {}),
    }),
  );
  useReloadOn(accounts, pages.reload);
  return (
    <section aria-label={t('outbox')}>
      <p className="dim channel-step-text">{t('outboxText')}</p>
      <div className="admin-filters channel-filters">
        <AccountChoice value={of} accounts={accounts} onChange={onOf} />
        <SegmentedControl
          aria-label={t('whichOut')}
          value={shown}
          onChange={(value) => setShown(value as Which)}
          data={[
            { value: 'all', label: t('outAll') },
            { value: 'waiting', label: t('outWaiting') },
            { value: 'failed', label: t('outFailed') },
            { value: 'done', label: t('outDone') },
          ]}
        />
      </div>
      {pages.error && <p role="alert">{pages.error}</p>}
      {pages.loaded && pages.items.length === 0 && !pages.error && <Empty title={t('noOut')} />}
      <ul className="plain-list admin-list-body">
        {pages.items.map((one) => (
          <OutLine key={one.id} item={one} account={accounts.find(({ id }) => id === one.account)?.name} />
        ))}
      </ul>
      <MoreButton loading={pages.loading} more={pages.more} />
    </section>
  );
}

const states = {
  queued: 'customers:queued',
  sending: 'customers:sending',
  awaiting_member: 'customers:awaiting_member',
  accepted: 'customers:accepted',
  sent: 'customers:sent',
  delivered: 'customers:delivered',
  read: 'customers:read',
  failed: 'customers:failed',
  expired: 'customers:expired',
  suppressed: 'customers:suppressed',
} as const;

function OutLine({ item, account }: { item: OutboxItem; account: string | undefined }) {
  const { t } = useTranslation(['channels', 'customers']);
  const clock = useClock();
  const { state, code, dueAt, expiresAt, queuedAt, attempts } = item;
  const over = state === 'failed' || state === 'expired';
  const facts = [
    account,
    t('writtenAt', { time: shortTimeOf(queuedAt, clock) }),
    ...(attempts > 0 ? [t('attempts', { count: attempts })] : []),
    ...(dueAt === undefined ? [] : [t(state === 'sending' ? 'askedNext' : 'triedNext', { time: shortTimeOf(dueAt, clock) })]),
    ...(expiresAt === undefined || over ? [] : [t('givenUpAt', { time: shortTimeOf(expiresAt, clock) })]),
  ];
  return (
    <li className="admin-row">
      <span className="grow min0">
        <span className="strong" data-tone={over ? 'wrong' : undefined}>
          {t(states[state])}
        </span>{' '}
        {code && (
          <span className="channel-code">
            <Trouble code={code} />
          </span>
        )}
        <span className="dim admin-small channel-facts">{facts.filter(Boolean).join(' · ')}</span>
      </span>
    </li>
  );
}
