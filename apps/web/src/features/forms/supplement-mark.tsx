import type { Message } from '@rapport/contract';
import { IconFilePlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { dayOf, fullTimeOf, isZone, timeOf } from '../../app/times.ts';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { supplementSources } from './supplement-sources.ts';
import './forms.css';

/** What a supplement says beside its words: why it was written, from what, and when it happened. The quote below names its original. */
export function SupplementMark({ message, still = false }: { message: Message; still?: boolean }) {
  const { t } = useTranslation('forms');
  const reader = useClock();
  const { supplement, forward } = message;
  if (!supplement) return null;
  const { from, to, zone: named } = supplement.occurred;
  const zone = isZone(named) ? named : reader.zone;
  const clock = { ...reader, zone };
  const sameDay = to !== undefined && dayOf(from, zone) === dayOf(to, zone);
  const end = to === undefined ? '' : ` – ${sameDay ? timeOf(to, clock) : fullTimeOf(to, clock)}`;
  const source = [supplement.source !== 'other' && t(supplementSources[supplement.source]), supplement.words].filter(Boolean);
  return (
    <div className="supplement-mark">
      <p className="form-kind dim">
        <IconFilePlus size={16} aria-hidden />
        <span>{t('supplement')}</span>
        <span className="tabular">· {t('supplementOf', { time: fullTimeOf(from, clock) + end })}</span>
        {zone !== reader.zone && <span>{zone}</span>}
      </p>
      <p>
        {t('supplementWhy', { reason: supplement.reason })}
        <span className="dim"> · {t('supplementFrom', { source: source.join(t('sourceJoin')) })}</span>
      </p>
      {forward && !still && (
        <Link
          to="/c/$conversation/$seq"
          params={{ conversation: forward.conversation, seq: String(supplement.of) }}
          search={{}}
          className="link"
        >
          {t('showOriginal')}
        </Link>
      )}
    </div>
  );
}
