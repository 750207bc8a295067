import type { Message } from '@rapport/contract';

export type ActionName =
  | 'react'
  | 'quote'
  | 'topic'
  | 'edit'
  | 'supplement'
  | 'sign'
  | 'askSign'
  | 'commit'
  | 'forward'
  | 'save'
  | 'unsave'
  | 'pin'
  | 'unpin'
  | 'split'
  | 'copyText'
  | 'copyLink'
  | 'showRecord'
  | 'markUnread'
  | 'readers'
  | 'choose'
  | 'history'
  | 'recall';

export interface ActionContext {
  me: string;
  /** Whether one may write in this conversation. */
  writes: boolean;
  /** Whether one may recall the messages of others. */
  moderates: boolean;
  saved: boolean;
  /** Topics have no topics. */
  inTopic: boolean;
  /** Talk with a customer: what went out stays as it is there, and the case keeps what is unread. */
  customer: boolean;
  /** It is shown in its case. */
  splits?: boolean;
  /** The whole conversation is not to be forwarded. */
  noForward: boolean;
  receipts: boolean;
  /** Minutes within which one may edit and recall; null: always. */
  editMinutes: number | null;
  recallMinutes: number | null;
  now: number;
}

const within = (at: number, minutes: number | null, now: number): boolean => minutes === null || now - at < minutes * 60_000;

/** What can be done with a message, in the order of the menu. The server decides again. */
export function actionsOf(message: Message, context: ActionContext): ActionName[] {
  if (message.recalled) return [];
  const mine = message.sender === context.me;
  const { writes, now } = context;
  const names: (ActionName | false | undefined)[] = [
    writes && 'react',
    writes && 'quote',
    !context.inTopic && (writes || message.topic !== undefined) && 'topic',
    mine &&
      writes &&
      !message.outward &&
      !message.forward &&
      (message.form !== undefined || within(message.at, context.editMinutes, now)) &&
      'edit',
    writes && 'supplement',
    writes && 'sign',
    mine && writes && 'askSign',
    writes && 'commit',
    !message.noForward && !context.noForward && 'forward',
    context.saved ? 'unsave' : 'save',
    writes && (message.pinned ? 'unpin' : 'pin'),
    context.splits && 'split',
    message.text !== '' && 'copyText',
    'copyLink',
    'showRecord',
    'choose',
    !mine && !context.customer && 'markUnread',
    context.receipts && !context.customer && 'readers',
    message.edited !== undefined && 'history',
    ((mine && within(message.at, context.recallMinutes, now)) || context.moderates) && writes && !message.outward && 'recall',
  ];
  return names.filter((name) => typeof name === 'string');
}
