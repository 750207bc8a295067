import type { AppliedRule, Explanation } from '@rapport/contract';
import { Link } from '@tanstack/react-router';
import { useAnswer } from '../../../app/answers.ts';
import { dateOf } from '../../../app/times.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import { levelWords } from '../levels.ts';
import { reviewWords } from '../reviews/review-states.ts';
import { useRuleWords } from '../rule-sentences.ts';
import '../retention.css';

/** What stands for "for good". */
const forGood = Date.UTC(9000, 0);

/** Why a record is kept, or due, in plain words. */
export function Explained({ told }: { told: Explanation }) {
  const { t } = useTranslation('retention');
  const sentences = useVerdict(told);
  return (
    <div className="explained" data-state={told.state}>
      {sentences.map((sentence, i) => (
        <p key={sentence} className={i === 0 ? 'strong' : undefined}>
          {sentence}
        </p>
      ))}
      {told.holds.length > 0 && <HeldFor holds={told.holds} />}
      <h4>{t('whyRules')}</h4>
      {told.applied.length === 0 && <p className="dim">{t('whyNoRules')}</p>}
      <ul className="plain-list">
        {told.applied.map((one, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: answered at once, and not changed
          <Applied key={i} one={one} />
        ))}
      </ul>
      <p className="dim admin-small">{t('whyVersion', { n: told.version })}</p>
    </div>
  );
}

function useVerdict(told: Explanation): string[] {
  const { t } = useTranslation('retention');
  const clock = useClock();
  const { state, keptUntil, dueAt, reviewAt, exceptedUntil, reviewed } = told;
  const on = (at: number | null): string => (at === null ? '–' : dateOf(at, clock));
  const kept = told.forever
    ? t('whyForever')
    : keptUntil !== null && keptUntil > clock.now
      ? t('whyUntil', { date: on(keptUntil) })
      : t(dueAt === null ? 'whyKept' : 'whyUntil', { date: on(dueAt) });
  const first: Record<Explanation['state'], string> = {
    kept,
    due: t('whyDue', { date: on(dueAt) }),
    review: t('whyReview', { date: on(reviewAt) }),
    held: t('whyHeld'),
    excepted: (exceptedUntil ?? 0) > forGood ? t('whyExceptedForGood') : t('whyExcepted', { date: on(exceptedUntil) }),
    withheld: t('whyWithheld'),
    erased: t('whyErased'),
  };
  const ahead = state !== 'due' && state !== 'erased' && dueAt !== null;
  return [
    first[state],
    ...(state === 'held' && told.forever ? [kept] : []),
    ...(ahead ? [t('whyThenDue', { date: on(dueAt) })] : []),
    ...(told.conflict ? [t('whyConflict')] : []),
    ...(told.ceiling === null ? [] : [t('whyCeiling', { date: on(told.ceiling) })]),
    ...(reviewed ? [t('whyReviewed', { what: t(reviewWords[reviewed.state]) })] : []),
  ];
}

/** The matters whose holds cover it, by name. */
function HeldFor({ holds }: { holds: readonly string[] }) {
  const { t } = useTranslation('retention');
  const { data } = useAnswer('holds.matters', { limit: 200 });
  const names = (data?.items ?? []).filter((matter) => matter.holds.some(({ id }) => holds.includes(id))).map(({ name }) => name);
  return (
    <p>
      {t('whyHolds')}
      {t('because')}
      <Link to="/admin/holds" className="link retention-inline">
        {names.length > 0 ? names.join(t('comma')) : '…'}
      </Link>
    </p>
  );
}

function Applied({ one }: { one: AppliedRule }) {
  const { t } = useTranslation('retention');
  const clock = useClock();
  const { sentences } = useRuleWords();
  const dates = [
    ...(one.keptUntil === null ? [] : [t('whyRuleKeeps', { date: dateOf(one.keptUntil, clock) })]),
    ...(one.destroyedFrom === null ? [] : [t('whyRuleDestroys', { date: dateOf(one.destroyedFrom, clock) })]),
    ...(one.reviewedFrom === null ? [] : [t('whyRuleReviews', { date: dateOf(one.reviewedFrom, clock) })]),
  ];
  return (
    <li className="explained-rule">
      <p>
        <span className="strong">{one.class ? t('classOf', { name: one.class }) : t(levelWords[one.level])}</span>
        {one.class && <span className="dim"> · {t(levelWords[one.level])}</span>}
      </p>
      <p>{sentences(one.rule).join(' ')}</p>
      <p className="dim admin-small">{one.start === null ? t('whyNotBegun') : dates.join(' · ')}</p>
    </li>
  );
}
