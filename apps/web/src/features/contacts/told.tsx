import type { Datum } from '@rapport/contract';
import { dateOf, fullTimeOf } from '../../app/times.ts';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { usePersonName } from '../people/person-name.ts';

/** Where something is from, and since when. */
export function Told({ source, at, by }: Pick<Datum, 'source' | 'at' | 'by'>) {
  const { t } = useTranslation('contacts');
  const clock = useClock();
  const name = usePersonName(by, by ? undefined : t('someone'));
  const words = {
    person: t('fromPerson', { name }),
    import: t('fromImport'),
    channel: t('fromChannel'),
    form: t('fromForm'),
  }[source];
  return (
    <span className="contact-told" title={fullTimeOf(at, clock)}>
      {t('bySource', { source: words, day: dateOf(at, clock) })}
    </span>
  );
}
