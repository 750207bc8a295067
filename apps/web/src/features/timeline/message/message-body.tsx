import type { Attachment, Message } from '@rapport/contract';
import { IconBookmarkFilled, IconMessage2, IconPinFilled } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense } from 'react';
import { useClient } from '../../../app/client.tsx';
import { fullTimeOf, shortTimeOf } from '../../../app/times.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import { useTalk } from '../../conversations/talk-context.ts';
import { Attachments } from '../../files/attachments.tsx';
import { ContactCard, LinkCard, LocationCard } from './cards.tsx';
import { ForwardMark } from './forward-mark.tsx';
import { MessageText } from './message-text.tsx';
import { QuoteBlock } from './quote-block.tsx';
import { Reactions } from './reactions.tsx';
import { UrgentMark } from './urgent-mark.tsx';

const SupplementMark = lazy(async () => ({ default: (await import('../../forms/supplement-mark.tsx')).SupplementMark }));
const SigningList = lazy(async () => ({ default: (await import('../../signing/signing-list.tsx')).SigningList }));
const RedactedNote = lazy(async () => ({ default: (await import('../../records/redaction/redacted-note.tsx')).RedactedNote }));
const ChannelLine = lazy(async () => ({ default: (await import('../../customers/channel-line.tsx')).ChannelLine }));
const FormCard = lazy(async () => ({ default: (await import('../../forms/form-card.tsx')).FormCard }));

/** What a message holds, in the order it is read. Shared by the timeline, pins, saved and search. */
export function MessageBody({ message, still = false }: { message: Message; still?: boolean }) {
  return (
    <div className="message-body">
      {(message.inbound ?? message.outward ?? message.private) && (
        <Suspense fallback={null}>
          <ChannelLine message={message} />
        </Suspense>
      )}
      {message.urgent && <UrgentMark message={message} reason={message.urgent} still={still} />}
      {message.forward && <ForwardMark message={message} forward={message.forward} />}
      {message.supplement && (
        <Suspense fallback={null}>
          <SupplementMark message={message} still={still} />
        </Suspense>
      )}
      {message.quote && <QuoteBlock quote={message.quote} still={still} />}
      {message.form ? (
        <Suspense fallback={<p className="strong">{message.text}</p>}>
          <FormCard form={message.form} />
        </Suspense>
      ) : (
        message.text && <MessageText text={message.text} />
      )}
      {message.redacted && (
        <Suspense fallback={null}>
          <RedactedNote message={message} />
        </Suspense>
      )}
      <Marks message={message} still={still} />
      {message.attachments && <Attachments attachments={standing(message.attachments, message.redacted)} />}
      {message.location && <LocationCard location={message.location} />}
      {message.card && <ContactCard user={message.card} />}
      {message.preview && <LinkCard preview={message.preview} />}
      {message.signing && (
        <Suspense fallback={null}>
          <SigningList message={message} still={still} />
        </Suspense>
      )}
      {!still && message.reactions && message.reactions.length > 0 && <Reactions message={message} />}
      {!still && message.topic && <TopicLine message={message} />}
    </div>
  );
}

/** Files that were not taken out. */
function standing(attachments: readonly Attachment[], redacted: Message['redacted']): readonly Attachment[] {
  const gone = new Set(redacted?.flatMap(({ parts }) => parts));
  return gone.size === 0 ? attachments : attachments.filter((_, i) => !gone.has(`file:${i + 1}`));
}

/** Small plain words: edited, late, not to be forwarded, pinned, saved. */
function Marks({ message, still }: { message: Message; still: boolean }) {
  const { t } = useTranslation('timeline');
  const clock = useClock();
  const talk = useTalk();
  const saved = useClient((s) => s.saved[`${message.conversation}/${message.seq}`]);
  const isSaved = saved !== undefined && !saved.removed;
  const { supplements, commitments } = message;
  const told = message.edited || message.late || message.noForward || message.pinned || supplements || commitments || isSaved;
  if (!told) return null;
  return (
    <span className="message-marks">
      {message.edited && (
        <Mark title={t('editedHint')} onPress={still ? undefined : () => talk.dialog({ kind: 'history', message })}>
          {t('edited')}
        </Mark>
      )}
      {supplements && (
        <Mark onPress={still ? undefined : () => talk.dialog({ kind: 'supplements', message })}>
          {t('supplements', { count: supplements })}
        </Mark>
      )}
      {commitments && (
        <Link
          to="/records/$conversation/$seq"
          params={{ conversation: message.conversation, seq: String(message.seq) }}
          search={{}}
          className="plain-button"
        >
          {t('commitmentMarks', { count: commitments })}
        </Link>
      )}
      {message.late && <span title={t('lateHint', { time: fullTimeOf(message.at, clock) })}>{t('late')}</span>}
      {message.noForward && <span>{t('noForward')}</span>}
      {message.pinned && (
        <span>
          <IconPinFilled size={12} aria-hidden /> {t('pinned')}
        </span>
      )}
      {isSaved && (
        <span>
          <IconBookmarkFilled size={12} aria-hidden /> {t('saved')}
        </span>
      )}
    </span>
  );
}

interface MarkProps {
  title?: string;
  /** Absent where there is nothing to open: a message outside its timeline. */
  onPress: (() => void) | undefined;
  children: ReactNode;
}

function Mark({ title, onPress, children }: MarkProps) {
  if (!onPress) return <span>{children}</span>;
  return (
    <button type="button" className="plain-button" title={title} onClick={onPress}>
      {children}
    </button>
  );
}

function TopicLine({ message }: { message: Message }) {
  const { t } = useTranslation('timeline');
  const clock = useClock();
  const talk = useTalk();
  const topic = message.topic;
  const unread = useClient((s) => (topic ? (s.conversations[topic.conversation]?.me?.unread ?? 0) : 0));
  if (!topic) return null;
  return (
    <button type="button" className="topic-line" onClick={() => talk.openTopic(message)}>
      <IconMessage2 size={15} aria-hidden />
      <span className="strong">{topic.count > 0 ? t('topicCount', { count: topic.count }) : t('topic')}</span>
      {topic.lastAt !== null && <time className="dim">{shortTimeOf(topic.lastAt, clock)}</time>}
      {unread > 0 && <span className="badge">{unread}</span>}
    </button>
  );
}
