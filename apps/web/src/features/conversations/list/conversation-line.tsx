import type { Conversation } from '@rapport/contract';
import { toPlainText } from '@rapport/ui';
import { IconAlertCircle, IconBellOff, IconDots } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { useClient } from '../../../app/client.tsx';
import { IconButton } from '../../../app/icon-button.tsx';
import { countOf, shortTimeOf } from '../../../app/times.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import { useMentionNames } from '../../timeline/use-mention-names.ts';
import { ConversationIcon } from '../conversation-icon.tsx';
import { isMuted, isUnread } from '../naming.ts';
import { useConversationName } from '../use-conversation-name.ts';
import type { MenuPlace } from './line-menu.tsx';

export const ConversationLine = memo(function ConversationLine({
  conversation,
  current,
  onMenu,
}: {
  conversation: Conversation;
  current: boolean;
  onMenu(place: MenuPlace): void;
}) {
  const { t } = useTranslation('conversations');
  const clock = useClock();
  const name = useConversationName(conversation);
  const muted = isMuted(conversation, clock.now);
  const unread = isUnread(conversation);
  const params = conversation.parent ? { conversation: conversation.parent.conversation } : { conversation: conversation.id };
  const open = (at: Element): void => {
    const { left, bottom } = at.getBoundingClientRect();
    onMenu({ conversation: conversation.id, left, top: bottom });
  };
  return (
    <div className="line-place" data-drop={conversation.id}>
      <Link
        to="/c/$conversation"
        params={params}
        search={conversation.parent ? { topic: conversation.id } : {}}
        className="line"
        onContextMenu={(event) => {
          event.preventDefault();
          onMenu({ conversation: conversation.id, left: event.clientX, top: event.clientY });
        }}
        data-current={current || undefined}
        data-unread={(unread && !muted) || undefined}
        aria-current={current ? 'page' : undefined}
      >
        <ConversationIcon conversation={conversation} size={36} />
        <span className="line-body">
          <span className="line-top">
            <span className="line-name">{name}</span>
            {muted && <IconBellOff size={13} className="dim" aria-label={t('muted')} />}
            {conversation.last && <time className="line-time">{shortTimeOf(conversation.last.at, clock)}</time>}
          </span>
          <span className="line-bottom">
            <Preview conversation={conversation} />
            <Badges conversation={conversation} muted={muted} />
          </span>
        </span>
      </Link>
      <IconButton
        label={t('lineMenu', { name })}
        size={24}
        className="list-more line-more"
        aria-haspopup="menu"
        onClick={(event) => open(event.currentTarget)}
      >
        <IconDots size={16} />
      </IconButton>
    </div>
  );
});

/** A message without words is told by what comes with it. */
const kindWords = { image: 'onlyPicture', video: 'onlyVideo', audio: 'onlyAudio', voice: 'onlyVoice', file: 'onlyFile' } as const;

function Preview({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation('conversations');
  const names = useMentionNames();
  const me = useClient((s) => s.me?.user.id);
  const draft = useClient((s) => s.drafts[conversation.id]?.text);
  const failed = useClient((s) => s.outbox[conversation.id]?.some((item) => item.state === 'failed') ?? false);
  const last = conversation.last;
  const sender = useClient((s) => (last?.sender ? s.people[last.sender]?.name : undefined)) ?? last?.senderName;
  if (failed)
    return (
      <span className="line-preview danger-text">
        <IconAlertCircle size={13} aria-hidden /> {t('failed')}
      </span>
    );
  if (draft)
    return (
      <span className="line-preview">
        <span className="danger-text">{t('draft')}</span> {toPlainText(draft, names)}
      </span>
    );
  if (!last) return <span className="line-preview">{conversation.purpose}</span>;
  const only = kindWords[last.attachmentKind ?? 'file'];
  const text = toPlainText(last.text, names).replace(/\s+/g, ' ') || (last.attachments > 0 ? `[${t(only)}]` : '');
  const named = conversation.kind !== 'direct' && sender && last.sender !== me;
  return (
    <span className="line-preview">
      {named && <bdi>{sender}: </bdi>}
      <bdi>{text}</bdi>
    </span>
  );
}

function Badges({ conversation, muted }: { conversation: Conversation; muted: boolean }) {
  const { t } = useTranslation('conversations');
  const me = conversation.me;
  if (!me) return null;
  return (
    <>
      {me.mentions > 0 && (
        <span className="badge badge-mention" role="img" aria-label={t('mentionCount', { count: me.mentions })}>
          @
        </span>
      )}
      {me.unread > 0 && (
        <span className={`badge${muted ? ' badge-quiet' : ''}`} role="img" aria-label={t('unreadCount', { count: me.unread })}>
          {countOf(me.unread)}
        </span>
      )}
      {me.unread === 0 && me.unreadFrom !== null && (
        <span className="badge badge-dot" role="img" aria-label={t('unreadCount', { count: 1 })} />
      )}
    </>
  );
}
