import { IconChecks, IconPlus } from '@tabler/icons-react';
import { lazy } from 'react';
import { useClient } from '../../../app/client.tsx';
import { IconButton } from '../../../app/icon-button.tsx';
import { MenuButton } from '../../../app/menu-button.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { useAllRead } from '../use-all-read.ts';
import type { Open } from './new-items.tsx';

const NewItems = lazy(async () => ({ default: (await import('./new-items.tsx')).NewItems }));

/** The organization's name, and what is done to the list as a whole. */
export function ListHead({ onOpen, onNewFolder }: { onOpen(what: Open): void; onNewFolder(): void }) {
  const { t } = useTranslation('conversations');
  const organization = useClient((s) => s.me?.organization.name ?? '');
  const allRead = useAllRead();
  return (
    <header className="list-head">
      <h2 className="ellipsis">{organization}</h2>
      <IconButton label={t('allRead')} onClick={() => void allRead()}>
        <IconChecks size={18} />
      </IconButton>
      <MenuButton label={t('start')} variant="light" items={<NewItems onOpen={onOpen} onNewFolder={onNewFolder} />}>
        <IconPlus size={18} />
      </MenuButton>
    </header>
  );
}
