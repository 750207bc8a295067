import type { RetentionConflict } from '@rapport/contract';
import { useDoor } from '../../../app/client.tsx';
import { MoreButton } from '../../../app/more-button.tsx';
import { usePages } from '../../../app/pages.ts';
import { dateOf } from '../../../app/times.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import { levelWords } from '../levels.ts';
import { useRuleWords } from '../rule-sentences.ts';
import { type Places, usePlaces } from '../use-places.ts';

/** Where one rule keeps longer than another allows: the keeping rule holds until people decide. */
export function Conflicts({ version }: { version: number }) {
  const { t } = useTranslation('retention');
  const client = useDoor();
  const pages = usePages<RetentionConflict>(`conflicts ${version}`, (cursor) =>
    client.call('retention.conflicts', { limit: 50, ...(cursor ? { cursor } : {}) }),
  );
  const places = usePlaces(pages.items.map(({ conversation }) => conversation));
  if (pages.items.length === 0 && !pages.more && !pages.error) return null;
  return (
    <section className="admin-card" aria-label={t('conflictsTitle')}>
      <h2>{t('conflictsTitle')}</h2>
      <p className="dim">{t('conflictsText')}</p>
      {pages.error && <p role="alert">{pages.error}</p>}
      <ul className="plain-list">
        {pages.items.map((one) => (
          <ConflictLine key={`${one.conversation} ${one.template}`} one={one} places={places} />
        ))}
      </ul>
      <MoreButton more={pages.more} loading={pages.loading} />
    </section>
  );
}

function ConflictLine({ one, places }: { one: RetentionConflict; places: Places }) {
  const { t } = useTranslation('retention');
  const clock = useClock();
  const { sentences } = useRuleWords();
  const side = ({ level, class: name, rule }: RetentionConflict['floor']): string =>
    `${name ? t('levelNamed', { level: t(levelWords[level]), name }) : t(levelWords[level])}${t('because')}${sentences(rule).join(' ')}`;
  return (
    <li className="retention-line">
      <div className="grow min0">
        <p className="strong">{places.nameOf(one.conversation)}</p>
        <p className="dim">{t('conflictFacts', { count: one.messages, date: dateOf(one.since, clock) })}</p>
        <p>{t('conflictFloor', { rule: side(one.floor) })}</p>
        <p>{t('conflictCeiling', { rule: side(one.ceiling) })}</p>
      </div>
    </li>
  );
}
