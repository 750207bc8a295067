import { Button, SegmentedControl } from '@mantine/core';
import type { Review } from '@rapport/contract';
import { IconGavel, IconMessages } from '@tabler/icons-react';
import { useState } from 'react';
import { useAnswer } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { Empty } from '../../../app/empty.tsx';
import { MoreButton } from '../../../app/more-button.tsx';
import { usePages } from '../../../app/pages.ts';
import { dateOf, sizeOf } from '../../../app/times.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import { usePeopleNeeded, usePersonName } from '../../people/person-name.ts';
import { useMay } from '../use-may.ts';
import { usePlaces } from '../use-places.ts';
import { DecideDialog } from './decide-dialog.tsx';
import { reviewWords } from './review-states.ts';
import '../retention.css';

/** What waits for somebody's decision, and what was decided before. */
export function ReviewsPage() {
  const { t } = useTranslation('retention');
  const client = useDoor();
  const [open, setOpen] = useState(true);
  const pages = usePages<Review>(`reviews ${open}`, (cursor) =>
    client.call('retention.reviews', { open, limit: 50, ...(cursor ? { cursor } : {}) }),
  );
  const [deciding, decide] = useState<{ review: Review; name: string } | null>(null);
  const matters = useMatterNames(pages.items.some(({ kind }) => kind === 'matter'));
  const places = usePlaces(pages.items.flatMap(({ conversation }) => conversation ?? []));
  usePeopleNeeded([...new Set(pages.items.flatMap(({ decidedBy }) => decidedBy ?? []))]);
  const nameOf = ({ conversation, matter }: Review): string =>
    conversation ? places.nameOf(conversation) : ((matter && matters.get(matter)) ?? '…');
  return (
    <div className="admin-page">
      <h1>{t('reviewsTitle')}</h1>
      <p className="admin-lead">{t('reviewsLead')}</p>
      <SegmentedControl
        aria-label={t('whichReviews')}
        value={open ? 'open' : 'all'}
        onChange={(value) => setOpen(value === 'open')}
        data={[
          { value: 'open', label: t('reviewsWaiting') },
          { value: 'all', label: t('reviewsAll') },
        ]}
      />
      {pages.error && <p role="alert">{pages.error}</p>}
      {pages.loaded && !pages.error && pages.items.length === 0 && <Empty title={t('noReviews')} text={t('noReviewsText')} />}
      <ul className="plain-list retention-list">
        {pages.items.map((review) => (
          <ReviewLine
            key={review.id}
            review={review}
            name={nameOf(review)}
            onDecide={() => decide({ review, name: nameOf(review) })}
          />
        ))}
      </ul>
      <MoreButton more={pages.more} loading={pages.loading} />
      {deciding && <DecideDialog {...deciding} onDone={pages.reload} onClose={() => decide(null)} />}
    </div>
  );
}

function useMatterNames(needed: boolean): ReadonlyMap<string, string> {
  const mayHold = useMay('holds.manage');
  const { data } = useAnswer('holds.matters', needed && mayHold ? { limit: 200 } : null);
  return new Map((data?.items ?? []).map(({ id, name }) => [id, name]));
}

function ReviewLine({ review, name, onDecide }: { review: Review; name: string; onDecide(): void }) {
  const { t } = useTranslation('retention');
  const clock = useClock();
  const decider = usePersonName(review.decidedBy);
  const { kind, state, version, decidedAt, until, reason } = review;
  const on = (at: number | null): string => (at === null ? '–' : dateOf(at, clock));
  const facts =
    kind === 'matter'
      ? [t('reviewMatter')]
      : [
          t('messagesOf', { count: review.messages }),
          sizeOf(review.bytes, clock.language),
          t('reviewMessages', { from: on(review.saidFrom), until: on(review.saidUntil) }),
        ];
  const Icon = kind === 'matter' ? IconGavel : IconMessages;
  return (
    <li className="retention-line">
      <Icon size={18} aria-hidden />
      <div className="grow min0">
        <p className="name-line">
          <span className="strong ellipsis">{name}</span>
          <span className="retention-mark" data-state={state}>
            {t(reviewWords[state])}
          </span>
        </p>
        <p>{facts.join(' · ')}</p>
        <p className="dim admin-small">
          {t('reviewListed', { date: on(review.listedAt) })}
          {version !== null && ` · ${t('reviewRules', { n: version })}`}
          {decidedAt !== null && ` · ${t('reviewBy', { name: decider, date: on(decidedAt) })}`}
          {reason && `${t('because')}${reason}`}
          {until !== null && ` · ${t('reviewAgain', { date: on(until) })}`}
        </p>
      </div>
      {state === 'open' && (
        <Button size="xs" variant="default" aria-label={t('decideOf', { name })} onClick={onDecide}>
          {t('decide')}
        </Button>
      )}
    </li>
  );
}
