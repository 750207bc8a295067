import type { Conversation, Output } from '@rapport/contract';
import { toPlainText } from '@rapport/ui';
import { IconMessage2 } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useReloadOn } from '../../app/answers.ts';
import { useClient, useDoor, useStatus } from '../../app/client.tsx';
import { Empty } from '../../app/empty.tsx';
import { MoreButton } from '../../app/more-button.tsx';
import { usePages } from '../../app/pages.ts';
import { countOf, shortTimeOf } from '../../app/times.ts';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { usePersonName } from '../people/person-name.ts';
import { useMentionNames } from '../timeline/use-mention-names.ts';

const nothing = (): void => undefined;

type Topic = Output<'conversations.topics'>['items'][number];

export function TopicsPanel({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation('panels');
  const client = useDoor();
  const { id } = conversation;
  const pages = usePages<Topic>(id, (cursor) =>
    client.call('conversations.topics', { conversation: id, limit: 50, ...(cursor ? { cursor } : {}) }),
  );
  const turn = useClient((s) => s.topicTurn[id]);
  const online = useStatus() === 'online';
  // What was missed without the line is not told later; plain talk moves no topic.
  useReloadOn(`${turn} ${online}`, online ? pages.reload : nothing);
  const topics = pages.items;
  if (pages.error && topics.length === 0) return <Empty title={pages.error} />;
  if (pages.loaded && topics.length === 0)
    return <Empty icon={<IconMessage2 />} title={t('topicsEmptyTitle')} text={t('topicsEmptyText')} />;
  return (
    <div className="pane-scroll">
      {pages.error && <p role="alert">{pages.error}</p>}
      {topics.map((topic) => (
        <TopicLine key={topic.id} topic={topic} parent={conversation.id} />
      ))}
      <MoreButton size="xs" fullWidth mt={8} more={pages.more} loading={pages.loading} />
    </div>
  );
}

function TopicLine({ topic, parent }: { topic: Topic; parent: string }) {
  const { t } = useTranslation('timeline');
  const clock = useClock();
  const names = useMentionNames();
  const now = useClient((s) => s.conversations[topic.id]) ?? topic;
  const { root } = topic;
  const title = root ? toPlainText(root.text, names).replace(/\s+/g, ' ') || root.file : undefined;
  const sender = usePersonName(now.last?.sender ?? null, now.last?.senderName);
  const unread = now.me?.unread ?? 0;
  return (
    <Link
      to="/c/$conversation"
      params={{ conversation: parent }}
      search={{ topic: topic.id }}
      className="topic-item"
      data-unread={unread > 0 || undefined}
    >
      <span className="line-top">
        <span className="line-name">
          <bdi>{title ?? (now.name || t('topicTitle'))}</bdi>
        </span>
        {now.last && <time className="line-time">{shortTimeOf(now.last.at, clock)}</time>}
      </span>
      <span className="line-bottom">
        <span className="line-preview">
          {now.last ? `${sender}: ${toPlainText(now.last.text, names).replace(/\s+/g, ' ')}` : ''}
        </span>
        <span className="dim tabular">{now.seq}</span>
        {unread > 0 && <span className="badge">{countOf(unread)}</span>}
      </span>
    </Link>
  );
}
