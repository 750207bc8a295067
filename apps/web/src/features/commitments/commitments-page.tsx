import { SegmentedControl, Switch } from '@mantine/core';
import type { Commitment } from '@rapport/contract';
import { IconHeartHandshake } from '@tabler/icons-react';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useDoor } from '../../app/client.tsx';
import { Empty } from '../../app/empty.tsx';
import { KeyHints } from '../../app/key-hints.tsx';
import { Later } from '../../app/later.tsx';
import { MoreButton } from '../../app/more-button.tsx';
import { usePages } from '../../app/pages.ts';
import { useTranslation } from '../../app/translation.tsx';
import { usePeopleNeeded } from '../people/person-name.ts';
import { usePlaceName } from '../records/place-name.ts';
import { CommitmentDialog } from './commitment-dialog.tsx';
import { CommitmentLine } from './commitment-line.tsx';
import type { CommitmentsSearch } from './commitments-search.ts';
import { useCommitmentKeys } from './use-commitment-keys.ts';

/** Who promised whom what: mine, owed to me, all that I may see; what is overdue stands first. */
export function CommitmentsPage() {
  const { t } = useTranslation(['commitments', 'records', 'app']);
  const search: CommitmentsSearch = useSearch({ from: '/shell/commitments' });
  const client = useDoor();
  const navigate = useNavigate();
  const placeName = usePlaceName();
  const [editing, setEditing] = useState<Commitment | null>(null);
  const asked = { whose: search.whose ?? 'mine', state: search.settled ? 'all' : 'open' } as const;
  const pages = usePages(JSON.stringify(asked), (cursor) =>
    client.call('commitments.list', { ...asked, ...(cursor ? { cursor } : {}) }),
  );
  const { items, loaded, loading, error, more, replace } = pages;
  usePeopleNeeded([...new Set(items.flatMap((one) => [...(one.settled ? [one.settled.by] : []), ...(one.place.peers ?? [])]))]);
  const list = useCommitmentKeys();
  const change = (next: CommitmentsSearch): void => void navigate({ to: '/commitments', search: { ...search, ...next } });
  const changed = (now: Commitment): void => {
    const one = items.find((item) => item.id === now.id);
    if (one) replace((item) => item.id === now.id, { ...one, ...now, settled: now.settled, due: now.due });
  };
  return (
    <div className="reading-page wide-page">
      <header className="commitments-head">
        <h1>{t('title')}</h1>
        <Link to="/records" className="link">
          {t('records:title')}
        </Link>
      </header>
      <div className="commitments-choice">
        <SegmentedControl
          size="xs"
          aria-label={t('whose')}
          value={asked.whose}
          onChange={(whose) => change({ whose: whose === 'owed' || whose === 'all' ? whose : undefined })}
          data={[
            { value: 'mine', label: t('mine') },
            { value: 'owed', label: t('owed') },
            { value: 'all', label: t('all') },
          ]}
        />
        <Switch
          label={t('showSettled')}
          checked={search.settled ?? false}
          onChange={(e) => change({ settled: e.currentTarget.checked || undefined })}
        />
      </div>
      {error && items.length === 0 && <Empty title={error} />}
      {!loaded && (
        <Later>
          <p className="dim">{t('app:loading')}</p>
        </Later>
      )}
      {loaded && !error && items.length === 0 && (
        <Empty icon={<IconHeartHandshake />} title={t('emptyTitle')} text={t('emptyText')} />
      )}
      <ul className="plain-list" ref={list}>
        {items.map((one) => (
          <CommitmentLine
            key={one.id}
            commitment={one}
            place={<span className="dim">{placeName(one.place)}</span>}
            onChanged={changed}
            onEdit={() => setEditing(one)}
          />
        ))}
      </ul>
      <MoreButton loading={loading} more={more} />
      {items.length > 0 && <Keys />}
      {editing && <CommitmentDialog commitment={editing} onDone={changed} onClose={() => setEditing(null)} />}
    </div>
  );
}

function Keys() {
  const { t } = useTranslation('commitments');
  return (
    <KeyHints
      className="commitments-keys"
      keys={[
        [['J', 'K'], t('keyMove')],
        [['Enter'], t('show')],
        [['E'], t('kept')],
      ]}
    />
  );
}
