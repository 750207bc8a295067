import type { ContactWay } from '@rapport/contract';
import { fullTimeOf } from '../../app/times.ts';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { reasonWords } from '../customers/reason-names.ts';

/** What messages are for, by keys of the words. */
export const purposeNames = {
  reply: 'purposeReply',
  transactional: 'purposeTransactional',
  survey: 'purposeSurvey',
  marketing: 'purposeMarketing',
} as const;

/** Every rule that speaks against a message. */
export function Reasons({ reasons }: { reasons: ContactWay['verdict']['reasons'] }) {
  const { t } = useTranslation(['policy', 'customers']);
  const clock = useClock();
  return (
    <ul className="policy-lines">
      {reasons.map(({ rule, nextAt }) => (
        <li key={rule}>
          {t(`customers:${reasonWords[rule]}`)}
          {nextAt !== undefined && <span className="dim"> · {t('againstUntil', { time: fullTimeOf(nextAt, clock) })}</span>}
        </li>
      ))}
    </ul>
  );
}
