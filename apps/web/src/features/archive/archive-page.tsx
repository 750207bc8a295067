import { Button } from '@mantine/core';
import type { Inspection } from '@rapport/contract';
import { IconFolderSearch, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useAct } from '../../app/answers.ts';
import { useClient, useDoor } from '../../app/client.tsx';
import { Empty } from '../../app/empty.tsx';
import { Later } from '../../app/later.tsx';
import { MoreButton } from '../../app/more-button.tsx';
import { usePages } from '../../app/pages.ts';
import { toast } from '../../app/toasts.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { usePeopleNeeded } from '../people/person-name.ts';
import { AskDialog } from './ask-dialog.tsx';
import { InspectionLine, WayInside } from './inspection-line.tsx';
import './archive.css';

/** Inspections: mine, and those that wait for me to approve. */
export function ArchivePage() {
  const { t } = useTranslation('archive');
  const held = useClient((s) => s.me?.permissions);
  const [asking, setAsking] = useState(false);
  const [turn, setTurn] = useState(0);
  const reads = held?.includes('archive.read') ?? false;
  return (
    <div className="reading-page wide-page archive-list">
      <header className="archive-head">
        <h1>{t('title')}</h1>
        <span className="grow" />
        {reads && (
          <Button leftSection={<IconPlus size={16} />} onClick={() => setAsking(true)}>
            {t('ask')}
          </Button>
        )}
      </header>
      <p className="dim archive-lead">{t('lead')}</p>
      {held?.includes('archive.approve') && <Waiting />}
      {reads && <Mine key={turn} />}
      {asking && (
        <AskDialog
          onClose={() => setAsking(false)}
          onAsked={() => {
            setAsking(false);
            setTurn(turn + 1);
          }}
        />
      )}
    </div>
  );
}

function useInspections(which: 'mine' | 'waiting' | 'all') {
  const client = useDoor();
  const pages = usePages<Inspection>(which, (cursor) =>
    client.call('archive.list', { which, limit: 30, ...(cursor ? { cursor } : {}) }),
  );
  usePeopleNeeded([...new Set(pages.items.flatMap(({ askedBy, decidedBy }) => [askedBy, ...(decidedBy ? [decidedBy] : [])]))]);
  return pages;
}

function Mine() {
  const { t } = useTranslation(['archive', 'app']);
  const client = useDoor();
  const { act, busy } = useAct();
  const { items, loaded, loading, error, more, replace } = useInspections('mine');
  const end = ({ id }: Inspection): void =>
    void act(async () => {
      const now = await client.call('archive.end', { inspection: id });
      replace((row) => row.id === id, now);
      toast({ kind: 'success', text: t('endedTold') });
    });
  return (
    <section aria-label={t('mine')}>
      <h2>{t('mine')}</h2>
      {error && items.length === 0 && <Empty title={error} />}
      {!loaded && (
        <Later>
          <p className="dim">{t('app:loading')}</p>
        </Later>
      )}
      {loaded && !error && items.length === 0 && (
        <Empty icon={<IconFolderSearch />} title={t('emptyTitle')} text={t('emptyText')} />
      )}
      <ul className="plain-list">
        {items.map((one) => (
          <InspectionLine
            key={one.id}
            one={one}
            acts={
              <>
                {one.state === 'open' && <WayInside one={one} />}
                {(one.state === 'open' || one.state === 'asked') && (
                  <Button size="xs" variant="default" disabled={busy} onClick={() => end(one)}>
                    {t('end')}
                  </Button>
                )}
              </>
            }
          />
        ))}
      </ul>
      <MoreButton loading={loading} more={more} />
    </section>
  );
}

function Waiting() {
  const { t } = useTranslation('archive');
  const client = useDoor();
  const { act, busy } = useAct();
  const { items, loaded, loading, error, more, replace } = useInspections('waiting');
  const decide = ({ id }: Inspection, refuse: boolean): void =>
    void act(async () => {
      await client.call('archive.decide', { inspection: id, refuse });
      replace((row) => row.id === id, null);
      toast({ kind: 'success', text: t(refuse ? 'refusedTold' : 'approved') });
    });
  return (
    <section aria-label={t('waiting')}>
      <h2>{t('waiting')}</h2>
      {error && <p role="alert">{error}</p>}
      {loaded && items.length === 0 && <p className="dim">{t('noneWaiting')}</p>}
      <ul className="plain-list">
        {items.map((one) => (
          <InspectionLine
            key={one.id}
            one={one}
            acts={
              <>
                <Button size="xs" disabled={busy} onClick={() => decide(one, false)}>
                  {t('approve')}
                </Button>
                <Button size="xs" variant="default" disabled={busy} onClick={() => decide(one, true)}>
                  {t('refuse')}
                </Button>
              </>
            }
          />
        ))}
      </ul>
      <MoreButton loading={loading} more={more} />
    </section>
  );
}
