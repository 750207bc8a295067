import type { Conversation } from '@rapport/contract';
import { IconDots } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import type { PanelName } from '../../app/addresses.ts';
import { MenuButton } from '../../app/menu-button.tsx';
import { useTranslation } from '../../app/translation.tsx';

const LeaveDialog = lazy(async () => ({ default: (await import('./leave-dialog.tsx')).LeaveDialog }));
const ConversationItems = lazy(async () => ({ default: (await import('./conversation-items.tsx')).ConversationItems }));

interface Props {
  conversation: Conversation;
  name: string;
  onPanel(panel: PanelName): void;
  onDate(): void;
}

export function ConversationMenu({ conversation, name, onPanel, onDate }: Props) {
  const { t } = useTranslation('conversations');
  const [leaving, setLeaving] = useState(false);
  const items = (
    <ConversationItems conversation={conversation} onPanel={onPanel} onDate={onDate} onLeave={() => setLeaving(true)} />
  );
  return (
    <>
      <MenuButton label={t('actions')} width={230} items={items}>
        <IconDots size={18} />
      </MenuButton>
      {leaving && (
        <Suspense>
          <LeaveDialog conversation={conversation} name={name} onClose={() => setLeaving(false)} />
        </Suspense>
      )}
    </>
  );
}
