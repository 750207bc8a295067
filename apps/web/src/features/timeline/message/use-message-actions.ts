import type { Message } from '@rapport/contract';
import { toPlainText } from '@rapport/ui';
import { useTranslation } from 'react-i18next';
import { useAct } from '../../../app/answers.ts';
import { useClient, useDoor } from '../../../app/client.tsx';
import { copyText } from '../../../app/copy.ts';
import { toast } from '../../../app/toasts.tsx';
import { useTalk } from '../../conversations/talk-context.ts';
import { useMentionNames } from '../use-mention-names.ts';
import { type ActionName, actionsOf } from './actions.ts';

export interface MessageActionsDoor {
  names: ActionName[];
  run(name: ActionName): void;
  react(emoji: string): void;
}

/** The actions of a message and how they are done. `react` without an emoji is for whoever shows the picker. */
export function useMessageActions(message: Message): MessageActionsDoor {
  const { t } = useTranslation('timeline');
  const client = useDoor();
  const talk = useTalk();
  const { act } = useAct();
  const resolve = useMentionNames();
  const conversation = useClient((s) => s.conversations[message.conversation]);
  const me = useClient((s) => s.me);
  const saved = useClient((s) => s.saved[`${message.conversation}/${message.seq}`]);
  const at = { conversation: message.conversation, seq: message.seq };
  const settings = me?.organization.settings;
  const runs = conversation?.me?.role === 'owner' || conversation?.me?.role === 'admin';
  const names = actionsOf(message, {
    me: me?.user.id ?? '',
    writes:
      conversation !== undefined &&
      conversation.me !== null &&
      !conversation.archived &&
      (conversation.posting === 'all' || runs),
    moderates: runs || (me?.permissions.includes('conversations.moderate') ?? false),
    saved: saved !== undefined && !saved.removed,
    inTopic: talk.narrow || conversation?.kind === 'topic',
    noForward: conversation?.noForward ?? false,
    receipts: settings?.receipts ?? false,
    editMinutes: settings?.editMinutes ?? null,
    recallMinutes: settings?.recallMinutes ?? null,
    now: Date.now(),
  });

  const run = (name: ActionName): void => {
    switch (name) {
      case 'react':
        return;
      case 'quote':
        return talk.quote(message);
      case 'topic':
        return talk.openTopic(message);
      case 'edit':
        return talk.edit(message);
      case 'forward':
      case 'readers':
      case 'history':
      case 'recall':
        return talk.dialog({ kind: name, message });
      case 'save':
      case 'unsave':
        return void act(() => client.call('conversations.save', { ...at, on: name === 'save' }));
      case 'pin':
      case 'unpin':
        return void act(() => client.call('conversations.pin', { ...at, on: name === 'pin' }));
      case 'copyText':
        return void copyText(toPlainText(message.text, resolve), t('textCopied'));
      case 'copyLink':
        return void copyText(`${location.origin}/c/${message.conversation}/${message.seq}`, t('linkCopied'));
      case 'markUnread':
        return void act(async () => {
          await client.call('conversations.markUnread', at);
          toast({ kind: 'success', text: t('markedUnread') });
        });
    }
  };
  const react = (emoji: string): void => {
    const on = !message.reactions?.some((r) => r.emoji === emoji && r.users.some((id) => id === me?.user.id));
    void act(() => client.call('conversations.react', { ...at, emoji, on }));
  };
  return { names, run, react };
}
