import type { Conversation, Message } from '@rapport/contract';
import { toPlainText } from '@rapport/ui';
import { useNavigate } from '@tanstack/react-router';
import { useAct } from '../../../app/answers.ts';
import { useClient, useDoor } from '../../../app/client.tsx';
import { copyText } from '../../../app/copy.ts';
import { toast } from '../../../app/toasts.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { useTalk } from '../../conversations/talk-context.ts';
import { useMentionNames } from '../use-mention-names.ts';
import { type ActionContext, type ActionName, actionsOf } from './actions.ts';

export interface MessageActionsDoor {
  names: ActionName[];
  run(name: ActionName): void;
  react(emoji: string): void;
}

/** The actions of a message and how they are done. `react` without an emoji is for whoever shows the picker. */
export function useMessageActions(message: Message): MessageActionsDoor {
  const client = useDoor();
  const { act } = useAct();
  const context = useActionContext(message);
  const run = useRun(message);
  const react = (emoji: string): void => {
    const on = !message.reactions?.some((r) => r.emoji === emoji && r.users.some((id) => id === context.me));
    void act(() => client.call('conversations.react', { conversation: message.conversation, seq: message.seq, emoji, on }));
  };
  return { names: actionsOf(message, context), run, react };
}

/** Whether one may write in a conversation, as far as this device knows. */
export const mayWrite = (conversation: Conversation | undefined): boolean =>
  conversation?.me !== undefined &&
  conversation.me !== null &&
  !conversation.archived &&
  (conversation.posting === 'all' || conversation.me.role === 'owner' || conversation.me.role === 'admin');

/** What decides which actions there are. */
function useActionContext(message: Message): ActionContext {
  const talk = useTalk();
  const conversation = useClient((s) => s.conversations[message.conversation]);
  const me = useClient((s) => s.me);
  const saved = useClient((s) => s.saved[`${message.conversation}/${message.seq}`]);
  const settings = me?.organization.settings;
  const customer = conversation?.kind === 'customer';
  const runs = conversation?.me?.role === 'owner' || conversation?.me?.role === 'admin';
  return {
    me: me?.user.id ?? '',
    writes: mayWrite(conversation),
    moderates: !customer && (runs || (me?.permissions.includes('conversations.moderate') ?? false)),
    saved: saved !== undefined && !saved.removed,
    inTopic: talk.narrow || customer || conversation?.kind === 'topic',
    customer,
    splits: talk.split !== undefined,
    noForward: conversation?.noForward ?? false,
    receipts: settings?.receipts ?? false,
    editMinutes: settings?.editMinutes ?? null,
    recallMinutes: settings?.recallMinutes ?? null,
    now: Date.now(),
  };
}

function useRun(message: Message): (name: ActionName) => void {
  const { t } = useTranslation('timeline');
  const client = useDoor();
  const talk = useTalk();
  const { act } = useAct();
  const resolve = useMentionNames();
  const navigate = useNavigate();
  const at = { conversation: message.conversation, seq: message.seq };
  const ways: Record<ActionName, () => void> = {
    react: () => undefined,
    quote: () => talk.quote(message),
    topic: () => talk.openTopic(message),
    edit: () => (message.form ? talk.dialog({ kind: 'form', message }) : talk.edit(message)),
    forward: () => talk.dialog({ kind: 'forward', messages: [message] }),
    sign: () => talk.dialog({ kind: 'sign', message }),
    askSign: () => talk.dialog({ kind: 'askSign', message }),
    supplement: () => talk.dialog({ kind: 'supplement', message }),
    commit: () => talk.dialog({ kind: 'commitment', message }),
    choose: () => talk.choose(message.seq),
    readers: () => talk.dialog({ kind: 'readers', message }),
    history: () => talk.dialog({ kind: 'history', message }),
    recall: () => talk.dialog({ kind: 'recall', message }),
    save: () => void act(() => client.call('conversations.save', { ...at, on: true })),
    unsave: () => void act(() => client.call('conversations.save', { ...at, on: false })),
    pin: () => void act(() => client.call('conversations.pin', { ...at, on: true })),
    unpin: () => void act(() => client.call('conversations.pin', { ...at, on: false })),
    split: () => talk.split?.(message),
    copyText: () => void copyText(toPlainText(message.text, resolve), t('textCopied')),
    copyLink: () => void copyText(`${location.origin}/c/${at.conversation}/${at.seq}`, t('linkCopied')),
    showRecord: () =>
      void navigate({
        to: '/records/$conversation/$seq',
        params: { conversation: at.conversation, seq: String(at.seq) },
        search: {},
      }),
    markUnread: () =>
      void act(async () => {
        await client.call('conversations.markUnread', at);
        toast({ kind: 'success', text: t('markedUnread') });
      }),
  };
  return (name) => ways[name]();
}
