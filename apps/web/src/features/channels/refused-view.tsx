import type { ChannelSetup, RefusedCall } from '@rapport/contract';
import { useReloadOn } from '../../app/answers.ts';
import { useDoor } from '../../app/client.tsx';
import { Empty } from '../../app/empty.tsx';
import { MoreButton } from '../../app/more-button.tsx';
import { usePages } from '../../app/pages.ts';
import { shortTimeOf, sizeOf } from '../../app/times.ts';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { AccountChoice } from './account-choice.tsx';

interface Props {
  of: string | undefined;
  accounts: readonly ChannelSetup[];
  onOf(account: string | undefined): void;
}

const reasons = {
  signature: 'refusedSignature',
  expired: 'refusedExpired',
  malformed: 'refusedMalformed',
  method: 'refusedMethod',
  'too-big': 'refusedTooBig',
} as const;

/** Calls that were not believed: who called, when, and why it was refused. Nothing can be done with them but to know of them. */
export function RefusedView({ of, accounts, onOf }: Props) {
  const { t } = useTranslation('channels');
  const client = useDoor();
  const pages = usePages<RefusedCall>(`refused ${of}`, (cursor) =>
    client.call('channels.refused', { limit: 50, ...(of ? { account: of as never } : {}), ...(cursor ? { cursor } : {}) }),
  );
  useReloadOn(accounts, pages.reload);
  return (
    <section aria-label={t('refused')}>
      <p className="dim channel-step-text">{t('refusedText')}</p>
      <div className="admin-filters channel-filters">
        <AccountChoice value={of} accounts={accounts} onChange={onOf} />
      </div>
      {pages.error && <p role="alert">{pages.error}</p>}
      {pages.loaded && pages.items.length === 0 && !pages.error && <Empty title={t('noRefused')} text={t('noRefusedText')} />}
      <ul className="plain-list admin-list-body">
        {pages.items.map((one) => (
          <RefusedLine key={one.id} call={one} account={accounts.find(({ id }) => id === one.account)?.name ?? ''} />
        ))}
      </ul>
      <MoreButton loading={pages.loading} more={pages.more} />
    </section>
  );
}

function RefusedLine({ call: { at, address, reason, size, digest, head }, account }: { call: RefusedCall; account: string }) {
  const { t } = useTranslation('channels');
  const clock = useClock();
  const facts = [
    account,
    t('refusedFrom', { address }),
    shortTimeOf(at, clock),
    ...(size === undefined ? [] : [sizeOf(size, clock.language)]),
  ];
  return (
    <li className="admin-row">
      <span className="grow min0">
        <span className="strong">{t(reasons[reason])}</span>
        <span className="dim admin-small channel-facts">{facts.join(' · ')}</span>
        {head && (
          <code className="channel-head" dir="ltr">
            {head}
          </code>
        )}
        {digest && <span className="dim admin-small channel-digest">{t('refusedDigest', { digest })}</span>}
      </span>
    </li>
  );
}
