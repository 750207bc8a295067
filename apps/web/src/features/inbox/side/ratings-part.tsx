import type { CasePane } from '@rapport/contract';
import { shortTimeOf } from '../../../app/times.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';

const most = { csat: 5, nps: 10 } as const;

/** What the contact said of how it went, and what they were asked. */
export function RatingsPart({ one }: { one: CasePane }) {
  const { t } = useTranslation('inbox');
  const clock = useClock();
  if (one.ratings.length === 0) return null;
  return (
    <section>
      <h3>{t('ratings')}</h3>
      <ul className="plain-list case-ratings">
        {one.ratings.map(({ scale, askedAt, score, comment, ratedAt }) => (
          <li key={askedAt}>
            {score === undefined ? (
              <span className="dim">{t('askedOn', { time: shortTimeOf(askedAt, clock) })}</span>
            ) : (
              <>
                <span className="strong">{t('scored', { score, most: most[scale] })}</span>{' '}
                <span className="dim">{shortTimeOf(ratedAt ?? askedAt, clock)}</span>
              </>
            )}
            {comment && <p className="case-outcome">{comment}</p>}
          </li>
        ))}
      </ul>
    </section>
  );
}
