import type { RecordEvent } from '@rapport/contract';
import { useTranslation } from '../../../app/translation.tsx';

/** Where an event stands in the ledger, or that it is on its way there. */
export function PlaceLine({ place }: { place: RecordEvent['place'] }) {
  const { t } = useTranslation('records');
  return (
    <span className="dim tabular">{place ? t('leafOf', { leaf: place.index + 1, log: place.epoch }) : t('leafWaiting')}</span>
  );
}
