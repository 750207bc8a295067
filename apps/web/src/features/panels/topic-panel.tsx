import { IconBell, IconBellOff, IconLink } from '@tabler/icons-react';
import { useAct } from '../../app/answers.ts';
import { useClient, useDoor } from '../../app/client.tsx';
import { copyText } from '../../app/copy.ts';
import { IconButton } from '../../app/icon-button.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { isMuted } from '../conversations/naming.ts';
import { Talk } from '../conversations/talk.tsx';
import { useConversationName } from '../conversations/use-conversation-name.ts';
import { PaneHead } from './pane-head.tsx';
import { StillMessage } from './still-message.tsx';
import type { SubjectProps } from './subject-props.ts';
import { useRoot } from './use-root.ts';

/** A topic beside its conversation: the message it hangs on, then what was said about it. */
export function TopicPanel({ conversation: parent, id: topic, onClose }: SubjectProps) {
  const { t } = useTranslation(['panels', 'conversations']);
  const name = useConversationName(parent);
  const client = useDoor();
  const { act } = useAct();
  const here = useClient((s) => s.conversations[topic]);
  const root = useRoot(parent.id, here?.parent?.seq);
  const muted = here ? isMuted(here, Date.now()) : false;
  const writes = parent.me !== null && !parent.me.left && !parent.archived && !(here?.archived ?? false);
  return (
    <>
      <PaneHead
        title={
          <>
            {t('topic')} <span className="pane-sub">{t('topicOf', { name })}</span>
          </>
        }
        onClose={onClose}
      >
        {here?.me && (
          <IconButton
            label={t(muted ? 'conversations:unmute' : 'conversations:mute')}
            onClick={() =>
              void act(() =>
                client.call('conversations.changeMine', {
                  conversation: here.id,
                  notify: muted ? 'all' : 'none',
                  mutedUntil: null,
                }),
              )
            }
          >
            {muted ? <IconBell size={18} /> : <IconBellOff size={18} />}
          </IconButton>
        )}
        <IconButton
          label={t('conversations:copyLink')}
          onClick={() => void copyText(`${location.origin}/t/${topic}`, t('conversations:linkCopied'))}
        >
          <IconLink size={18} />
        </IconButton>
      </PaneHead>
      <div className="topic-root">
        {root ? <StillMessage message={root} /> : <p className="dim">{here ? t('topicGone') : ''}</p>}
      </div>
      <Talk conversation={topic} narrow mayWrite={writes} />
    </>
  );
}
