import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { Conversation } from '@rapport/contract';
import { IconSearch } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct, useAnswer } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { Dialog } from '../../../app/dialog.tsx';
import { Empty } from '../../../app/empty.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { ConversationIcon } from '../conversation-icon.tsx';

/** Most groups of one list; the filter finds the others. */
const most = 200;

/** Groups that everyone in the organization may find and join. */
export function BrowseDialog({ onClose, onCreate }: { onClose(): void; onCreate(): void }) {
  const { t } = useTranslation(['conversations', 'app']);
  const [text, setText] = useState('');
  const [asked] = useDebouncedValue(text.trim(), 200);
  const [limit, setLimit] = useState(50);
  const groups = useAnswer('conversations.browse', { text: asked, limit });
  const items = groups.data?.items ?? [];
  return (
    <Dialog onClose={onClose} title={t('browseTitle')} size="lg">
      <TextInput
        leftSection={<IconSearch size={16} />}
        placeholder={t('browseFilter')}
        aria-label={t('browseFilter')}
        value={text}
        onChange={(e) => setText(e.currentTarget.value)}
        data-autofocus
      />
      <ul className="browse">
        {items.map((group) => (
          <BrowseLine key={group.id} group={group} onClose={onClose} />
        ))}
      </ul>
      {groups.data?.next && limit < most && (
        <Button variant="default" size="xs" onClick={() => setLimit(most)}>
          {t('app:loadMore')}
        </Button>
      )}
      {groups.data && items.length === 0 && (
        <Empty title={t('browseEmpty')} action={<Button onClick={onCreate}>{t('newGroup')}</Button>} />
      )}
    </Dialog>
  );
}

function BrowseLine({ group, onClose }: { group: Conversation; onClose(): void }) {
  const { t } = useTranslation('conversations');
  const client = useDoor();
  const navigate = useNavigate();
  const { act, busy } = useAct();
  const enter = async (): Promise<void> => {
    const joined =
      group.me && !group.me.left ? group : await act(() => client.call('conversations.join', { conversation: group.id }));
    if (!joined) return;
    onClose();
    await navigate({ to: '/c/$conversation', params: { conversation: joined.id }, search: {} });
  };
  return (
    <li className="browse-line">
      <ConversationIcon conversation={group} />
      <span className="grow min0">
        <span className="strong ellipsis">{group.name}</span>
        <span className="dim ellipsis">
          {t('memberCount', { count: group.memberCount })}
          {group.purpose && ` · ${group.purpose}`}
        </span>
      </span>
      <Button size="xs" variant="light" onClick={() => void enter()} loading={busy}>
        {t('join')}
      </Button>
    </li>
  );
}
