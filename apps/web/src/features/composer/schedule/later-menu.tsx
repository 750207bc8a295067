import { IconChevronDown } from '@tabler/icons-react';
import { lazy } from 'react';
import { MenuButton } from '../../../app/menu-button.tsx';
import { useTranslation } from '../../../app/translation.tsx';

const LaterItems = lazy(async () => ({ default: (await import('./later-items.tsx')).LaterItems }));

/** Beside Send: what sends it later. */
export function LaterMenu() {
  const { t } = useTranslation('composer');
  return (
    <MenuButton label={t('sendLater')} position="top-end" width={300} style={{ width: 20, minWidth: 20 }} items={<LaterItems />}>
      <IconChevronDown size={14} />
    </MenuButton>
  );
}
