import { IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { IconButton } from '../../app/icon-button.tsx';
import { useTranslation } from '../../app/translation.tsx';

export function PaneHead({ title, onClose, children }: { title: ReactNode; onClose(): void; children?: ReactNode }) {
  const { t } = useTranslation('panels');
  return (
    <header className="pane-head">
      <h2 className="grow ellipsis">{title}</h2>
      {children}
      <IconButton label={t('close')} onClick={onClose}>
        <IconX size={18} />
      </IconButton>
    </header>
  );
}
