import type { LedgerState, RecordEvent } from '@rapport/contract';
import { fullTimeOf } from '../../../app/times.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';

/** The record's place in the ledger, and who vouches for that. */
export function LedgerFacts({ ledger, place }: { ledger: LedgerState; place: RecordEvent['place'] }) {
  const { t } = useTranslation('records');
  const clock = useClock();
  const signed = ledger.state === 'self-attested' ? ledger : undefined;
  return (
    <dl className="record-facts">
      <div>
        <dt>{t('leaf')}</dt>
        <dd className="tabular">
          {place ? t('leafOf', { leaf: place.index + 1, log: place.epoch }) : t('leafWaiting')}
          {place && signed && place.epoch === signed.epoch && <span className="dim"> · {t('leavesIn', { n: signed.size })}</span>}
        </dd>
      </div>
      {signed && (
        <div>
          <dt>{t('checkpoint')}</dt>
          <dd className="tabular">{t('signedAt', { time: fullTimeOf(signed.signedAt, clock) })}</dd>
        </div>
      )}
      <div>
        <dt>{t('vouched')}</dt>
        <dd>{signed ? t('selfAttested') : t('ledgerWaiting')}</dd>
      </div>
    </dl>
  );
}
