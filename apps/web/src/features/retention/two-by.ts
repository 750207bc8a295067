import type { TwoBy } from '@rapport/contract';
import { useTranslation } from '../../app/translation.tsx';

/** Why two people are needed, in words: classes by name, or the rules for everything; '' where one is enough. */
export function useTwoByWords(): (twoBy: TwoBy) => string {
  const { t } = useTranslation('retention');
  return (twoBy) => twoBy.map((name) => (name === null ? t('twoByEverything') : t('twoByClass', { name }))).join(t('comma'));
}
