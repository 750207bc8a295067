import { Button } from '@mantine/core';
import type { ChannelSetup } from '@rapport/contract';
import { IconPlug } from '@tabler/icons-react';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useAnswer } from '../../app/answers.ts';
import { Empty } from '../../app/empty.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { AccountCard } from './account-card.tsx';
import { type ChannelsSearch, channelsSearch } from './channels-search.ts';
import { DeadView } from './dead-view.tsx';
import { isKnown, type KnownKind, kinds } from './kinds.ts';
import { OutboxView } from './outbox-view.tsx';
import { RefusedView } from './refused-view.tsx';
import { SetUpPage } from './set-up/set-up-page.tsx';
import './channels.css';

const none: readonly ChannelSetup[] = [];
/** Milliseconds after which is looked again how accounts go, while somebody looks at them. */
const lookEvery = 5_000;

/** How customers reach the organization: accounts, how each goes, and what did not come or go. */
export function ChannelsPage() {
  const { t } = useTranslation('channels');
  const search: ChannelsSearch = channelsSearch(useSearch({ strict: false }) as Record<string, unknown>);
  const navigate = useNavigate();
  const go = (next: ChannelsSearch): void => void navigate({ to: '/admin/channels', search: next as never });
  const { data, error, reload, set } = useAnswer('channels.accounts', {});
  const [made, setMade] = useState<{ account: string; secrets: Readonly<Record<string, string>> } | null>(null);
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === 'visible' && reload(), lookEvery);
    return () => clearInterval(timer);
  }, [reload]);
  const put = (next: ChannelSetup): void =>
    set((old) => {
      const accounts = old?.accounts ?? [];
      const known = accounts.some(({ id }) => id === next.id);
      return { accounts: known ? accounts.map((one) => (one.id === next.id ? next : one)) : [...accounts, next] };
    });
  const accounts = data?.accounts;
  const account = accounts?.find(({ id }) => id === search.account);
  if (search.account && accounts && !account) return <Empty page title={t('noAccount')} action={<BackLink />} />;
  const kind = account?.kind ?? search.new;
  if (kind && (account || !search.account))
    return (
      <SetUpPage
        key={search.account ?? kind}
        kind={kind}
        account={account}
        made={made && made.account === search.account ? made.secrets : {}}
        fresh={made !== null && made.account === search.account}
        onSaved={(saved) => {
          put(saved.account);
          if (!account || Object.keys(saved.made).length > 0) setMade({ account: saved.account.id, secrets: saved.made });
          go({ account: saved.account.id });
        }}
      />
    );
  return (
    <div className="admin-page">
      <h1>{t('title')}</h1>
      <p className="admin-lead">{t('lead')}</p>
      <Views search={search} accounts={accounts} />
      {error && <p role="alert">{error}</p>}
      {search.view === 'dead' && <DeadView of={search.of} accounts={accounts ?? none} onOf={(of) => go({ view: 'dead', of })} />}
      {search.view === 'refused' && (
        <RefusedView of={search.of} accounts={accounts ?? none} onOf={(of) => go({ view: 'refused', of })} />
      )}
      {search.view === 'outbox' && (
        <OutboxView of={search.of} accounts={accounts ?? none} onOf={(of) => go({ view: 'outbox', of })} />
      )}
      {!search.view && accounts && <Accounts accounts={accounts} put={put} onLook={reload} onNew={(next) => go({ new: next })} />}
    </div>
  );
}

function BackLink() {
  const { t } = useTranslation('channels');
  return <Link to="/admin/channels">{t('allAccounts')}</Link>;
}

function Views({ search: { view }, accounts }: { search: ChannelsSearch; accounts: readonly ChannelSetup[] | undefined }) {
  const { t } = useTranslation('channels');
  const sum = (of: (account: ChannelSetup) => number): number => (accounts ?? []).reduce((n, one) => n + of(one), 0);
  const dead = sum((one) => one.dead);
  const failed = sum((one) => one.failed);
  const views = [
    { view: undefined, label: t('accounts'), count: 0 },
    { view: 'outbox', label: t('outbox'), count: failed },
    { view: 'dead', label: t('deadLetters'), count: dead },
    { view: 'refused', label: t('refused'), count: 0 },
  ] as const;
  return (
    <nav className="channel-views" aria-label={t('views')}>
      {views.map((one) => (
        <Link
          key={one.label}
          to="/admin/channels"
          search={(one.view ? { view: one.view } : {}) as never}
          activeOptions={{ exact: true, includeSearch: true }}
          aria-current={view === one.view ? 'page' : undefined}
        >
          {one.label}
          {one.count > 0 && <span className="channel-count">{one.count}</span>}
        </Link>
      ))}
    </nav>
  );
}

interface AccountsProps {
  accounts: readonly ChannelSetup[];
  put(next: ChannelSetup): void;
  onLook(): void;
  onNew(kind: string): void;
}

function Accounts({ accounts, put, onLook, onNew }: AccountsProps) {
  const { t } = useTranslation('channels');
  const inboxes = useAnswer('inbox.list', {});
  const [choosing, setChoosing] = useState(false);
  const empty = accounts.length === 0;
  return (
    <>
      {!empty && (
        <ul className="plain-list channel-cards">
          {accounts.map((one) => (
            <AccountCard key={one.id} account={one} inboxes={inboxes.data?.inboxes} onChanged={put} onLook={onLook} />
          ))}
        </ul>
      )}
      {empty && <p className="channel-empty">{t('emptyText')}</p>}
      {choosing || empty ? (
        <KindChoice onNew={onNew} />
      ) : (
        <Button leftSection={<IconPlug size={16} />} variant="light" onClick={() => setChoosing(true)}>
          {t('newAccount')}
        </Button>
      )}
    </>
  );
}

function KindChoice({ onNew }: { onNew(kind: string): void }) {
  const { t } = useTranslation('channels');
  // What this house speaks; others may have been left out.
  const spoken = useAnswer('channels.kinds', {}).data?.kinds.map(({ kind }) => kind) ?? [];
  return (
    <section aria-label={t('newAccount')}>
      <h2 className="channel-choice-title">{t('whichKind')}</h2>
      <ul className="plain-list channel-kinds">
        {(Object.keys(kinds) as KnownKind[])
          .filter((kind) => isKnown(kind) && spoken.includes(kind))
          .map((kind) => {
            const { icon: Kind, name, hint } = kinds[kind];
            return (
              <li key={kind}>
                <button type="button" className="channel-kind" onClick={() => onNew(kind)}>
                  <Kind size={22} aria-hidden />
                  <span>
                    <span className="strong">{t(name)}</span>
                    <span className="channel-kind-hint">{t(hint)}</span>
                  </span>
                </button>
              </li>
            );
          })}
      </ul>
    </section>
  );
}
