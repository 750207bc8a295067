import type { PolicyDecision } from '@rapport/contract';
import { useDoor } from '../../app/client.tsx';
import { MoreButton } from '../../app/more-button.tsx';
import { usePages } from '../../app/pages.ts';
import { fullTimeOf } from '../../app/times.ts';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { purposeNames, Reasons } from './reasons.tsx';
import { useSpeech } from './use-speech.ts';

/** What was decided about messages to a contact, newest first. */
export function Decisions({ contact }: { contact: string }) {
  const { t } = useTranslation('policy');
  const client = useDoor();
  const clock = useClock();
  const { speech } = useSpeech();
  const pages = usePages<PolicyDecision>(contact, (cursor) =>
    client.call('policy.decisions', { contact: contact as never, limit: 20, ...(cursor ? { cursor } : {}) }),
  );
  return (
    <section aria-label={t('decisions')}>
      <h2 className="policy-part">{t('decisions')}</h2>
      {pages.error && <p role="alert">{pages.error}</p>}
      {pages.loaded && !pages.error && pages.items.length === 0 && <p className="admin-note">{t('noDecisions')}</p>}
      <ul className="plain-list policy-decisions">
        {pages.items.map((one) => (
          <li key={one.id}>
            <p>
              <span className="tabular">{fullTimeOf(one.at, clock)}</span> · {speech.channel(one.channel)} ·{' '}
              {t(purposeNames[one.purpose])} · <span className="strong">{t(one.allowed ? 'wasAllowed' : 'wasRefused')}</span>
              <span className="dim">
                {' '}
                · {t('version', { n: one.rulesVersion })}
                {one.counted && ` · ${t('counted')}`}
                {one.refunded && ` · ${t('refunded')}`}
              </span>
            </p>
            {one.reasons.length > 0 && <Reasons reasons={one.reasons} />}
          </li>
        ))}
      </ul>
      <MoreButton more={pages.more} loading={pages.loading} />
    </section>
  );
}
