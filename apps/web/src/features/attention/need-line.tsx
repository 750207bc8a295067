import type { Message } from '@rapport/contract';
import { toPlainText } from '@rapport/ui';
import { IconCheck, IconClock } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Ref } from 'react';
import { IconButton } from '../../app/icon-button.tsx';
import { languageOfText } from '../../app/text-language.ts';
import { fullTimeOf, shortTimeOf } from '../../app/times.ts';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { ConversationIcon } from '../conversations/conversation-icon.tsx';
import { useConversationName } from '../conversations/use-conversation-name.ts';
import { EdgeMark } from '../people/avatar.tsx';
import { usePersonName } from '../people/person-name.ts';
import { useMentionNames } from '../timeline/use-mention-names.ts';
import type { Need } from './needs.ts';
import { RemindMenu } from './remind-menu.tsx';

/** Where an item leads: the message, or the topic beside what it hangs on. */
export function wayTo({ conversation, seq }: Need) {
  return conversation.parent
    ? ({
        to: '/c/$conversation',
        params: { conversation: conversation.parent.conversation },
        search: { topic: conversation.id },
      } as const)
    : ({ to: '/c/$conversation/$seq', params: { conversation: conversation.id, seq: String(seq) }, search: {} } as const);
}

interface Props {
  need: Need;
  current: boolean;
  ref: Ref<HTMLAnchorElement>;
  putOff: boolean;
  onPutOff(open: boolean): void;
  onFocus(): void;
  onDone(name: string): void;
  onLater(at: number): void;
}

export function NeedLine({ need, current, ref, putOff, onPutOff, onFocus, onDone, onLater }: Props) {
  const { t } = useTranslation('attention');
  const clock = useClock();
  const { conversation, messages, kind } = need;
  const name = useConversationName(conversation);
  const unread = conversation.me?.unread ?? 0;
  const done = t(kind === 'urgent' ? 'understood' : 'done');
  return (
    <li className="need" data-kind={kind} data-current={current || undefined}>
      <Link {...wayTo(need)} ref={ref} className="need-body" tabIndex={current ? 0 : -1} onFocus={onFocus}>
        <ConversationIcon conversation={conversation} size={32} />
        <span className="min0 grow">
          <span className="need-top">
            <span className="strong ellipsis">{name}</span>
            {kind !== 'reminder' && unread > 1 && <span className="mark">{t('moreUnread', { count: unread })}</span>}
            <time className="line-time" title={fullTimeOf(need.at, clock)}>
              {shortTimeOf(need.at, clock)}
            </time>
          </span>
          {messages.map((message) => (
            <Excerpt key={message.seq} message={message} named={conversation.kind !== 'direct'} />
          ))}
          {messages.length === 0 && <LastExcerpt need={need} />}
          {need.saved?.note && <span className="need-note">{t('savedNote', { note: need.saved.note })}</span>}
        </span>
      </Link>
      <span className="need-acts">
        <RemindMenu opened={putOff} onChange={onPutOff} onChoose={onLater}>
          <IconButton label={t('later')} keys="H" tabIndex={current ? 0 : -1}>
            <IconClock size={18} />
          </IconButton>
        </RemindMenu>
        <IconButton label={done} keys="E" onClick={() => onDone(name)} tabIndex={current ? 0 : -1}>
          <IconCheck size={18} />
        </IconButton>
      </span>
    </li>
  );
}

function Excerpt({ message, named }: { message: Message; named: boolean }) {
  const { t } = useTranslation('attention');
  const names = useMentionNames();
  const sender = usePersonName(message.sender, message.senderName);
  const attached = (message.attachments?.length ?? 0) > 0 ? `[${t('attachment')}]` : '';
  const text = toPlainText(message.text, names).replace(/\s+/g, ' ').trim();
  return (
    <span className="need-excerpt" lang={languageOfText(text)}>
      {message.urgent && <span className="need-urgent">{message.urgent}</span>}
      {named && <bdi className="need-sender">{sender}</bdi>}
      {named && <EdgeMark id={message.sender} />}
      <bdi>{[text, attached].filter(Boolean).join(' ')}</bdi>
    </span>
  );
}

/** Before the server has told, and offline: the newest words that are known here. */
function LastExcerpt({ need }: { need: Need }) {
  const names = useMentionNames();
  const last = need.saved ? null : need.conversation.last;
  const sender = usePersonName(last?.sender ?? null, last?.senderName);
  if (!last) return <span className="need-excerpt" />;
  return (
    <span className="need-excerpt">
      {need.conversation.kind !== 'direct' && <bdi className="need-sender">{sender}</bdi>}
      <bdi>{toPlainText(last.text, names).replace(/\s+/g, ' ')}</bdi>
    </span>
  );
}
