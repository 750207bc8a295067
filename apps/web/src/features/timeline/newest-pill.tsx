import { IconArrowDown } from '@tabler/icons-react';
import { useTranslation } from '../../app/translation.tsx';

/** Below the fold something is new: said, never scrolled to by itself. */
export function NewestPill({ count, shown, onClick }: { count: number; shown: boolean; onClick(): void }) {
  const { t } = useTranslation('timeline');
  if (!shown) return null;
  return (
    <button type="button" className={`pill pill-foot${count > 0 ? ' pill-new' : ''}`} onClick={onClick}>
      <IconArrowDown size={16} aria-hidden />
      <span>{count > 0 ? t('newMessages', { count }) : t('toNewest')}</span>
    </button>
  );
}
