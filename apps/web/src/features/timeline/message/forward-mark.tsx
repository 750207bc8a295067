import type { Message } from '@rapport/contract';
import { IconArrowForwardUp, IconMessage2 } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useAnswer } from '../../../app/answers.ts';
import { useClient } from '../../../app/client.tsx';
import { shortTimeOf } from '../../../app/times.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import { usePersonName } from '../../people/person-name.ts';

interface Props {
  message: Message;
  forward: NonNullable<Message['forward']>;
}

/** Where a message comes from; what its author said in a topic of the same conversation leads there. */
export function ForwardMark({ message, forward }: Props) {
  const { t } = useTranslation('timeline');
  const clock = useClock();
  const name = usePersonName(forward.sender, forward.senderName);
  const fromTopic = useFromTopicHere(message, forward);
  if (fromTopic)
    return (
      <p className="forward-mark">
        <IconMessage2 size={14} aria-hidden />
        <Link
          to="/c/$conversation"
          params={{ conversation: message.conversation }}
          search={{ topic: forward.conversation }}
          className="forward-topic"
        >
          {t('fromTopic')}
        </Link>
      </p>
    );
  return (
    <p className="forward-mark">
      <IconArrowForwardUp size={14} aria-hidden /> {t('forwardedFrom', { name })}
      <time> · {shortTimeOf(forward.at, clock)}</time>
    </p>
  );
}

/** Whether its author said it in a topic of this conversation. A topic that is not followed, and whose message is not in sight, is asked for. */
function useFromTopicHere({ conversation, sender }: Message, forward: Props['forward']): boolean {
  const own = forward.sender !== null && forward.sender === sender;
  const followed = useClient((s) => s.conversations[forward.conversation]);
  const inSight = useClient(
    (s) => own && (s.timelines[conversation]?.messages.some((m) => m.topic?.conversation === forward.conversation) ?? false),
  );
  const unknown = own && !followed && !inSight;
  const { data } = useAnswer('conversations.get', unknown ? { conversation: forward.conversation } : null);
  return own && (inSight || (followed ?? data)?.parent?.conversation === conversation);
}
