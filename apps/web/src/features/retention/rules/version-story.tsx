import type { RulesVersion } from '@rapport/contract';
import { dateOf } from '../../../app/times.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import { usePersonName } from '../../people/person-name.ts';

/** Who drew a version up, and who put it into effect. */
export function VersionStory({ one }: { one: RulesVersion }) {
  const { t } = useTranslation('retention');
  const clock = useClock();
  const [author, approver] = [usePersonName(one.author), usePersonName(one.approvedBy)];
  if (one.version === 0) return <p className="dim admin-small">{t('versionZero')}</p>;
  return (
    <p className="dim admin-small">
      {t('drawnUpBy', { name: author, date: dateOf(one.at, clock) })}
      {one.approvedAt !== null && ` · ${t('effectBy', { name: approver, date: dateOf(one.approvedAt, clock) })}`}
    </p>
  );
}
