import { Button } from '@mantine/core';
import type { Disposition } from '@rapport/contract';
import { IconChevronRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useAct } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { Empty } from '../../../app/empty.tsx';
import { MoreButton } from '../../../app/more-button.tsx';
import { usePages } from '../../../app/pages.ts';
import { dateOf, sizeOf } from '../../../app/times.ts';
import { toast } from '../../../app/toasts.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import { useAgain } from '../use-again.ts';
import { useMay } from '../use-may.ts';
import { batchWord, isUnderWay, leftOf } from './batch-state.ts';
import '../retention.css';

/** How long a new list is waited for: it is drawn up by a job. */
const patience = 15_000;

/** Lists of what is due, on their way to be destroyed, and those that were. */
export function DuePage() {
  const { t } = useTranslation('retention');
  const client = useDoor();
  const mayDraw = useMay('retention.manage');
  const pages = usePages<Disposition>('dispositions', (cursor) =>
    client.call('retention.dispositions', { limit: 50, ...(cursor ? { cursor } : {}) }),
  );
  const { looking, look } = useLooking(pages.items[0]?.id);
  useAgain(looking || pages.error !== null || pages.items.some(isUnderWay), pages.reload);
  return (
    <div className="admin-page">
      <div className="admin-title-line">
        <h1 className="grow">{t('dueTitle')}</h1>
        {mayDraw && (
          <Button variant="default" loading={looking} onClick={look}>
            {t('listNow')}
          </Button>
        )}
      </div>
      <p className="admin-lead">{t('dueLead')}</p>
      {pages.error && <p role="alert">{pages.error}</p>}
      {pages.loaded && !pages.error && pages.items.length === 0 && (
        <Empty
          title={t('noBatches')}
          text={t('noBatchesText')}
          action={
            <Link to="/admin/retention" className="link">
              {t('goRules')}
            </Link>
          }
        />
      )}
      <ul className="plain-list admin-list-body">
        {pages.items.map((batch) => (
          <li key={batch.id}>
            <BatchRow batch={batch} />
          </li>
        ))}
      </ul>
      <MoreButton more={pages.more} loading={pages.loading} />
    </div>
  );
}

/** Has what is due listed, and waits for a list that was not there before. */
function useLooking(newest: string | undefined): { looking: boolean; look(): void } {
  const { t } = useTranslation('retention');
  const client = useDoor();
  const { act } = useAct();
  const [since, setSince] = useState<{ newest: string | undefined } | null>(null);
  useEffect(() => {
    if (!since) return;
    if (since.newest !== newest) return setSince(null);
    const timer = setTimeout(() => {
      setSince(null);
      toast({ kind: 'info', text: t('listNothing') });
    }, patience);
    return () => clearTimeout(timer);
  }, [since, newest, t]);
  const look = (): void =>
    void act(async () => {
      await client.call('retention.propose', {});
      setSince({ newest });
      toast({ kind: 'info', text: t('listAsked') });
    });
  return { looking: since !== null, look };
}

function BatchRow({ batch }: { batch: Disposition }) {
  const { t } = useTranslation('retention');
  const clock = useClock();
  const left = leftOf(batch);
  const facts = [
    t('messagesOf', { count: batch.messages }),
    sizeOf(batch.bytes, clock.language),
    ...(left > 0 && batch.state !== 'listing' ? [t('batchLeft', { n: left })] : []),
    t('byRules', { n: batch.version }),
  ];
  return (
    <Link to="/admin/due/$disposition" params={{ disposition: batch.id }} className="admin-row">
      <span className="grow min0">
        <span className="name-line">
          <span className="strong">{t('batchOf', { date: dateOf(batch.proposedAt, clock) })}</span>
          <span className="retention-mark" data-state={batch.state}>
            {t(batchWord(batch))}
          </span>
        </span>
        <span className="dim admin-small">{facts.join(' · ')}</span>
      </span>
      <IconChevronRight size={18} aria-hidden />
    </Link>
  );
}
