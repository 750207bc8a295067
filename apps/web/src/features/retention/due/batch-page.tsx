import { Button, Progress } from '@mantine/core';
import type { Client } from '@rapport/client';
import type { Disposition } from '@rapport/contract';
import { IconChevronLeft } from '@tabler/icons-react';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useDoor } from '../../../app/client.tsx';
import { Empty } from '../../../app/empty.tsx';
import { usePages } from '../../../app/pages.ts';
import { dateOf, fullTimeOf, sizeOf } from '../../../app/times.ts';
import { toast } from '../../../app/toasts.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import { usePeopleNeeded, usePersonName } from '../../people/person-name.ts';
import { ReasonDialog } from '../reason-dialog.tsx';
import { useTwoByWords } from '../two-by.ts';
import { useAgain } from '../use-again.ts';
import { useMay, useMyId } from '../use-may.ts';
import { ApproveDialog } from './approve-dialog.tsx';
import { batchWord, destroyedOf, dueOf, isUnderWay, leftOf } from './batch-state.ts';
import { Certificate } from './certificate.tsx';
import { ItemList } from './item-list.tsx';
import '../retention.css';

/** Lists are asked for page by page until it is found: a link may lead to one of years ago. */
async function find(client: Client, id: string): Promise<{ items: Disposition[] }> {
  let cursor: string | undefined;
  do {
    const page = await client.call('retention.dispositions', { limit: 200, ...(cursor ? { cursor } : {}) });
    const found = page.items.find((one) => one.id === id);
    if (found) return { items: [found] };
    cursor = page.next;
  } while (cursor);
  return { items: [] };
}

/** One list: its facts, the decision, what it consists of, and the certificate. */
export function BatchPage() {
  const { t } = useTranslation('retention');
  const { disposition: id } = useParams({ from: '/shell/admin/due/$disposition' });
  const client = useDoor();
  const found = usePages<Disposition>(`disposition ${id}`, () => find(client, id));
  const [batch] = found.items;
  useAgain(found.error !== null || (batch !== undefined && isUnderWay(batch)), found.reload);
  return (
    <div className="admin-page">
      <Link to="/admin/due" className="link retention-back">
        <IconChevronLeft size={16} aria-hidden /> {t('backToDue')}
      </Link>
      {found.error && <p role="alert">{found.error}</p>}
      {found.loaded && !found.error && !batch && <Empty title={t('batchGone')} />}
      {batch && <Batch batch={batch} onChange={found.reload} />}
    </div>
  );
}

function Batch({ batch, onChange }: { batch: Disposition; onChange(): void }) {
  const { t } = useTranslation('retention');
  const clock = useClock();
  return (
    <>
      <div className="admin-title-line">
        <h1>{t('batchOf', { date: dateOf(batch.proposedAt, clock) })}</h1>
        <span className="retention-mark" data-state={batch.state}>
          {t(batchWord(batch))}
        </span>
      </div>
      <Story batch={batch} />
      {batch.state === 'proposed' && <Decision batch={batch} onChange={onChange} />}
      {batch.state === 'approved' && <Going batch={batch} />}
      {batch.state === 'done' && <Certificate disposition={batch.id} />}
      {batch.state !== 'listing' && <ItemList batch={batch} onChange={onChange} />}
    </>
  );
}

function Story({ batch }: { batch: Disposition }) {
  const { t } = useTranslation('retention');
  const clock = useClock();
  const { firstBy, firstAt, approvedBy, approvedAt, endedAt } = batch;
  usePeopleNeeded([firstBy, approvedBy].flatMap((one) => one ?? []));
  const [first, approver] = [usePersonName(firstBy), usePersonName(approvedBy)];
  const left = leftOf(batch);
  const why = useTwoByWords();
  return (
    <div className="retention-story">
      <p>
        {[
          t('messagesOf', { count: batch.messages }),
          sizeOf(batch.bytes, clock.language),
          ...(left > 0 ? [t('batchLeft', { n: left })] : []),
          t('byRules', { n: batch.version }),
        ].join(' · ')}
      </p>
      {batch.twoBy.length > 0 && <p>{t('listTwo', { why: why(batch.twoBy) })}</p>}
      {firstAt !== null && <p className="dim">{t('firstBy', { name: first, date: fullTimeOf(firstAt, clock) })}</p>}
      {approvedAt !== null && <p className="dim">{t('approvedBy', { name: approver, date: fullTimeOf(approvedAt, clock) })}</p>}
      {endedAt !== null && <p className="dim">{t('endedAt', { date: fullTimeOf(endedAt, clock) })}</p>}
    </div>
  );
}

function Decision({ batch, onChange }: { batch: Disposition; onChange(): void }) {
  const { t } = useTranslation('retention');
  const client = useDoor();
  const [mayApprove, me] = [useMay('retention.approve'), useMyId()];
  const [dialog, setDialog] = useState<'approve' | 'withdraw' | null>(null);
  const mine = batch.firstBy !== null && batch.firstBy === me;
  const due = dueOf(batch);
  const close = (): void => setDialog(null);
  const withdraw = async (reason: string): Promise<void> => {
    await client.call('retention.withdraw', { disposition: batch.id, reason });
    toast({ kind: 'success', text: t('withdrawn') });
    onChange();
  };
  return (
    <>
      <div className="button-row retention-acts">
        {mayApprove && (
          <Button color="red" disabled={mine || due === 0} onClick={() => setDialog('approve')}>
            {t('approve')}
          </Button>
        )}
        <Button variant="default" onClick={() => setDialog('withdraw')}>
          {t('withdraw')}
        </Button>
      </div>
      {mine && <p className="admin-note">{t('approveOther')}</p>}
      {due === 0 && <p className="admin-note">{t('nothingDue')}</p>}
      {dialog === 'approve' && (
        <ApproveDialog batch={batch} first={batch.firstBy === null && batch.twoBy.length > 0} onDone={onChange} onClose={close} />
      )}
      {dialog === 'withdraw' && (
        <ReasonDialog
          title={t('withdrawTitle')}
          text={t('withdrawText')}
          label={t('reason')}
          button={t('withdrawButton')}
          onSubmit={withdraw}
          onClose={close}
        />
      )}
    </>
  );
}

/** How far the destruction has come. */
function Going({ batch }: { batch: Disposition }) {
  const { t } = useTranslation('retention');
  const [done, due] = [destroyedOf(batch), dueOf(batch)];
  const total = done + due;
  return (
    <div className="admin-note" role="status">
      <p>{due === 0 ? t('verifying') : t('progress', { done, total })}</p>
      <Progress value={total === 0 ? 100 : (done / total) * 100} size="sm" mt={6} aria-label={t('batchApproved')} />
    </div>
  );
}
