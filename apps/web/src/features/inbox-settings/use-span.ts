import { useTranslation } from '../../app/translation.tsx';

/** Minutes in words, in the largest unit that fits whole. */
export function useSpan(): (minutes: number) => string {
  const { t } = useTranslation('inboxSettings');
  return (minutes) => {
    if (minutes % 1440 === 0) return t('spanDays', { count: minutes / 1440 });
    return minutes % 60 === 0 ? t('spanHours', { count: minutes / 60 }) : t('spanMinutes', { count: minutes });
  };
}
