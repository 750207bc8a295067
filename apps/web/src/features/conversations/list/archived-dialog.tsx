import { Button } from '@mantine/core';
import { IconArchive } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useAnswer } from '../../../app/answers.ts';
import { Dialog } from '../../../app/dialog.tsx';
import { Empty } from '../../../app/empty.tsx';
import { shortTimeOf } from '../../../app/times.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import { ConversationIcon } from '../conversation-icon.tsx';

const most = 200;

/** What was archived stays readable: the way to it. */
export function ArchivedDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation(['conversations', 'app']);
  const clock = useClock();
  const [limit, setLimit] = useState(50);
  const { data, error } = useAnswer('conversations.list', { archived: true, limit });
  const items = data?.items ?? [];
  return (
    <Dialog onClose={onClose} title={t('archivedList')} size="lg">
      {error && <Empty title={error} />}
      <ul className="browse">
        {items.map((conversation) => (
          <li key={conversation.id} className="browse-line">
            <ConversationIcon conversation={conversation} />
            <Link
              to="/c/$conversation"
              params={{ conversation: conversation.id }}
              search={{}}
              className="link grow min0 ellipsis"
              onClick={onClose}
            >
              {conversation.name}
            </Link>
            {conversation.last && <time className="line-time">{shortTimeOf(conversation.last.at, clock)}</time>}
          </li>
        ))}
      </ul>
      {data?.next && limit < most && (
        <Button variant="default" size="xs" onClick={() => setLimit(most)}>
          {t('app:loadMore')}
        </Button>
      )}
      {data && items.length === 0 && <Empty icon={<IconArchive />} title={t('archivedEmpty')} />}
    </Dialog>
  );
}
