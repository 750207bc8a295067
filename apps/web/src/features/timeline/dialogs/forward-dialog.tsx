import { TextInput } from '@mantine/core';
import type { Message } from '@rapport/contract';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useAct } from '../../../app/answers.ts';
import { useClient, useDoor } from '../../../app/client.tsx';
import { Dialog } from '../../../app/dialog.tsx';
import { toast } from '../../../app/toasts.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { matchOf } from '../../composer/mention-text.ts';
import { ConversationIcon } from '../../conversations/conversation-icon.tsx';
import { lastActivity, nameOf } from '../../conversations/naming.ts';
import { useTalk } from '../../conversations/talk-context.ts';
import { useNameWords } from '../../conversations/use-conversation-name.ts';

/** Chooses where messages go; their origin goes with them. */
export function ForwardDialog({ messages, onClose }: { messages: readonly Message[]; onClose(): void }) {
  const { t } = useTranslation(['timeline', 'conversations']);
  const client = useDoor();
  const { act, busy } = useAct();
  const { chooseNone } = useTalk();
  const [text, setText] = useState('');
  const conversations = useClient((s) => s.conversations);
  const people = useClient((s) => s.people);
  const words = useNameWords();
  const targets = Object.values(conversations)
    .filter((c) => c.me && !c.me.left && !c.archived && c.kind !== 'topic' && !c.customer)
    .map((conversation) => {
      const name = nameOf(conversation, people, words);
      const peer = people[conversation.peers?.[0] ?? ''];
      return { conversation, name, score: matchOf({ id: '', name, sortKey: peer?.sortKey ?? name }, text.trim()) };
    })
    .filter((c) => c.score !== null)
    .sort((a, b) => lastActivity(b.conversation) - lastActivity(a.conversation))
    .slice(0, 30);

  const forward = async (to: (typeof targets)[number]['conversation']): Promise<void> => {
    const from = messages[0]?.conversation;
    if (!from) return;
    const input = { from, seqs: messages.map((m) => m.seq), to: to.id, clientIds: messages.map(() => crypto.randomUUID()) };
    if (!(await act(() => client.call('conversations.forwardMessages', input)))) return;
    toast({ kind: 'success', text: t('forwarded') });
    chooseNone();
    onClose();
  };

  return (
    <Dialog onClose={onClose} title={t('forwardTitle')}>
      <TextInput
        leftSection={<IconSearch size={16} />}
        placeholder={t('forwardPick')}
        aria-label={t('forwardPick')}
        value={text}
        onChange={(e) => setText(e.currentTarget.value)}
        data-autofocus
      />
      <ul className="plain-list forward-list">
        {targets.map(({ conversation, name }) => (
          <li key={conversation.id}>
            <button type="button" className="forward-target" disabled={busy} onClick={() => void forward(conversation)}>
              <ConversationIcon conversation={conversation} size={28} />
              <span className="ellipsis grow">{name}</span>
              {conversation.guestCount > 0 && <span className="mark mark-guest">{t('conversations:withGuests')}</span>}
              <span className="link">{t('forwardButton')}</span>
            </button>
          </li>
        ))}
        {targets.length === 0 && <li className="list-nothing">{t('conversations:nothingFound')}</li>}
      </ul>
    </Dialog>
  );
}
