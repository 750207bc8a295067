import type { Conversation } from '@rapport/contract';
import { IconPin } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useAnswer, useReloadOn } from '../../app/answers.ts';
import { Empty } from '../../app/empty.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { StillMessage } from './still-message.tsx';

export function PinsPanel({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation('panels');
  const answer = useAnswer('conversations.pins', { conversation: conversation.id });
  const { reload } = answer;
  // Pinning changes the conversation's `ev`.
  useReloadOn(conversation.ev, reload);
  const pins = answer.data?.messages ?? [];
  if (answer.error && !answer.data) return <Empty title={answer.error} />;
  if (answer.data && pins.length === 0) return <Empty icon={<IconPin />} title={t('pinsEmptyTitle')} text={t('pinsEmptyText')} />;
  return (
    <div className="pane-scroll">
      {answer.error && <p role="alert">{answer.error}</p>}
      {pins.map((message) => (
        <StillMessage
          key={message.seq}
          message={message}
          foot={
            <Link
              to="/c/$conversation/$seq"
              params={{ conversation: conversation.id, seq: String(message.seq) }}
              search={{ panel: 'pins' }}
              className="link still-foot"
            >
              {t('show')}
            </Link>
          }
        />
      ))}
    </div>
  );
}
