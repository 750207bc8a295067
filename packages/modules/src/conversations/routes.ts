import type { Parsed } from '@rapport/contract';
import type { Handlers, Origin, Platform } from '@rapport/platform';
import type { Actor } from '../people/index.ts';
import { administer, overview, overviewMembers } from './administer.ts';
import { changeGroup } from './change.ts';
import { changeCommitment, createCommitment, listCommitments, settleCommitment } from './commitments.ts';
import { createConversation, openDirect, startTopic } from './create.ts';
import { remotePicture } from './customers/remote-picture.ts';
import { editMessage } from './edit-message.ts';
import { changeForm } from './form-record.ts';
import { forwardMessages } from './forward-messages.ts';
import { changes, findByTime, history, messageHistory, pins, readers } from './history.ts';
import { changeLabels, showLabelsUsed } from './labels.ts';
import { listMembers } from './list-members.ts';
import { browse, getConversation, listConversations, listTopics, sharedWith, sync } from './look.ts';
import { addMembers, changeRole, joinConversation, leaveConversation, removeFromConversation } from './members.ts';
import {
  changeFolder,
  changeMine,
  markAllRead,
  markRead,
  markUnread,
  saveDraft,
  savedMessages,
  saveMessage,
} from './my-state.ts';
import { pin, react } from './react.ts';
import { recallMessage } from './recall-message.ts';
import { cancelScheduled, scheduledMessages, scheduleMessage } from './schedule.ts';
import { sendMessage } from './send-messages.ts';
import { listSupplements } from './supplements.ts';
import { urgentQuota } from './urgent.ts';

type Send = Parsed<'conversations.sendMessage'>;
type Action<I, O> = (platform: Platform, actor: Actor, input: I) => Promise<O>;

type Administer = Parsed<'conversations.administer'>;

/** What administrators do without taking part (CV19). */
const administration = (platform: Platform): Handlers<Actor> => ({
  'conversations.overview': (actor: Actor, input: Parsed<'conversations.overview'>) => overview(platform, actor, input),
  'conversations.overviewMembers': (actor: Actor, input: Parsed<'conversations.overviewMembers'>) =>
    overviewMembers(platform, actor, input),
  'conversations.administer': (actor: Actor, input: Administer, { ip }: Origin) => administer(platform, actor, input, ip),
});

const handled =
  (platform: Platform) =>
  <I, O>(action: Action<I, O>) =>
  async (actor: Actor, input: I) =>
    (await action(platform, actor, input)) ?? {};

/** What is marked in messages: what people took upon themselves (CV25), and labels (CV33). */
const marks = (platform: Platform): Handlers<Actor> => {
  const on = handled(platform);
  return {
    'commitments.create': on(createCommitment),
    'commitments.change': on(changeCommitment),
    'commitments.settle': on(settleCommitment),
    'commitments.list': on(listCommitments),
    'labels.change': on(changeLabels),
    'labels.used': on(showLabelsUsed),
  };
};

/** One conversation, and what was said in it. */
const reading = (platform: Platform): Handlers<Actor> => {
  const on = handled(platform);
  return {
    'conversations.get': on(getConversation),
    'conversations.members': on(listMembers),
    'conversations.history': on(history),
    'conversations.changes': on(changes),
    'conversations.at': on(findByTime),
    'conversations.messageHistory': on(messageHistory),
    'conversations.remotePicture': on(remotePicture),
    'conversations.readers': on(readers),
    'conversations.supplements': on(listSupplements),
  };
};

/** Contract method → action. */
export function routes(platform: Platform, epoch: () => string): Handlers<Actor> {
  const on = handled(platform);
  return {
    'conversations.sync': (actor: Actor, input: Parsed<'conversations.sync'>) => sync(platform, actor, epoch(), input),
    'conversations.list': on(listConversations),
    'conversations.browse': on(browse),
    'conversations.sharedWith': on(sharedWith),
    ...administration(platform),
    ...reading(platform),
    ...marks(platform),
    'conversations.pins': on(pins),
    'conversations.topics': on(listTopics),
    'conversations.create': on(createConversation),
    'conversations.openDirect': on(openDirect),
    'conversations.startTopic': on(startTopic),
    'conversations.change': on(changeGroup),
    'conversations.join': on(joinConversation),
    'conversations.leave': on(leaveConversation),
    'conversations.addMembers': on(addMembers),
    'conversations.removeMember': on(removeFromConversation),
    'conversations.changeRole': on(changeRole),
    'conversations.sendMessage': (actor: Actor, { conversation, draft }: Send, { trace }: Origin) =>
      sendMessage(platform, actor, conversation, draft, undefined, trace),
    'conversations.forwardMessages': on(forwardMessages),
    'conversations.editMessage': on(editMessage),
    'conversations.changeForm': on(changeForm),
    'conversations.recallMessage': on(recallMessage),
    'conversations.react': on(react),
    'conversations.pin': on(pin),
    'conversations.markRead': on(markRead),
    'conversations.markUnread': on(markUnread),
    'conversations.markAllRead': on(markAllRead),
    'conversations.changeMine': on(changeMine),
    'conversations.saveDraft': on(saveDraft),
    'conversations.save': on(saveMessage),
    'conversations.savedMessages': on(savedMessages),
    'conversations.changeFolder': on(changeFolder),
    'conversations.scheduleMessage': on(scheduleMessage),
    'conversations.scheduledMessages': on((p, actor) => scheduledMessages(p, actor)),
    'conversations.cancelScheduled': on(cancelScheduled),
    'conversations.urgentQuota': on((p, actor) => urgentQuota(p, actor)),
  };
}
