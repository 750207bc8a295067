import type { Platform, Room } from '@rapport/platform';
import type { Actor } from '../people/index.ts';
import { grantAttachments } from './attachment-access.ts';
import { startLinkPreviews } from './previews/link-previews.ts';
import { routes } from './routes.ts';
import { sendScheduled } from './schedule.ts';
import { drainSends } from './send-messages.ts';

export { type ArchivedRange, archivedMessage, archivedMessages, conversationsWith, withTopics } from './archive-reader.ts';
export {
  type AskedAttention,
  type Attention,
  attentionIn,
  attentionOf,
  type CallingMessage,
  callingMessages,
  followedBy,
} from './attention-reader.ts';
export { erasableWords, messagesWithoutKey } from './backup-reader.ts';
export { type CommitmentRow, commitmentEvs, walkedCommitments } from './commitment-reader.ts';
export { createConversation } from './create.ts';
export { askOfCopies } from './customers/copies.ts';
export { refusedFault } from './customers/decide.ts';
export { noteDeliveries, noteDelivery } from './customers/note-delivery.ts';
export { closeTo, openCustomerConversation, openCustomerConversations, openTo } from './customers/open.ts';
export { inboundId } from './customers/policy.ts';
export { type Posted, postInbound, postInboundMany } from './customers/post-inbound.ts';
export {
  conversationsOfHandles,
  customerConversation,
  customerOf,
  customersOf,
  groupsOf,
  outwardAt,
  outwardSent,
  outwardsAt,
  saidByContact,
} from './customers/reader.ts';
export { recallOutside } from './customers/recall-outside.ts';
export { requireSendable } from './customers/send.ts';
export { sendByHouse } from './customers/send-by-house.ts';
export { fileShown, type Shown, shownToContact } from './customers/shown-reader.ts';
export { type Talk, talkAt } from './customers/talk-reader.ts';
export {
  conversationsAfter,
  conversationsOf,
  countConversations,
  everAmong,
  firstAbove,
  firstUnerased,
  type KeptConversation,
  type KeptKind,
  type KeptMessage,
  keptAfter,
  keptAt,
  keptConversation,
  keptConversations,
  keptKinds,
  keptVersions,
  kindsSaidBy,
  remainsOf,
  saidBy,
} from './disposal-reader.ts';
export { eraseMessages, forgetUnsaid, holdStill, withholdMessages } from './erase-messages.ts';
export { messageNumbered, messageSentAs, versionEvs } from './event-reader.ts';
export { framesBetween } from './frames.ts';
export { requireConversation, visiblePlace } from './guard.ts';
export { followImportedTopics, pinImportedMessages, seatImported, unseatImported } from './import-members.ts';
export { changeImported, type ImportedBatch, openImported, writeImported } from './import-messages.ts';
export { type ImportedHead, importedHeads, importedPlace, newestSaid } from './import-reader.ts';
export type { ImportedMember, ImportedMessage } from './import-writer.ts';
export { lockConversations } from './lock-writer.ts';
export { makeTeam } from './make-team.ts';
export { labelEvs } from './message-label-reader.ts';
export { messageBySeq, messageHead, someRecordKeys, someSealedKey } from './message-reader.ts';
export { dueReminders, placeKey, unreadTalk, visibleMessages } from './needs-reader.ts';
export { lockForSigning, noteSigning, type SignedMessage } from './note-signing.ts';
export { directsOf, groupsNamed, topicIdsOf } from './outline-reader.ts';
export { toPlace } from './place-label.ts';
export { directOf, placeOf, recipientsAmong, recipientsOf, streamPlace, summariesOf, topicsAmong } from './reader.ts';
export {
  erasedMessage,
  isAboutMessage,
  type RecordedSaying,
  type RecordedVersion,
  recordedBetween,
  recordedVersions,
  standingVersion,
} from './record-reader.ts';
export { type Redacting, redactMessage, remainsOfParts, type Thinned } from './redact-message.ts';
export { redactionsOf } from './redaction-reader.ts';
export type { RedactionContent } from './redaction-writer.ts';
export { saidIn } from './said-in-reader.ts';
export { sendMessage } from './send-messages.ts';
export { teamMembers, teamsAmong } from './team-reader.ts';
export {
  type Archivist,
  archivedTextsAt,
  type ConversationLabel,
  labelsOf,
  type MessageText,
  type NamedConversation,
  namedConversations,
  namedForArchivist,
  placesMentioning,
  type SaidWithCustomer,
  someVisibleSql,
  textsAt,
  textsByEv,
  type Viewer,
  viewerParameter,
  visibleAmongSql,
  visibleConversationsSql,
  visibleFrom,
} from './visible-reader.ts';
export {
  countWalked,
  type WalkedHead,
  type WalkedMember,
  type WalkedRedaction,
  type WalkedRow,
  type WalkedSigning,
  type WalkedVersion,
  walkedHeads,
  walkedHistory,
  walkedMembers,
  walkedReactions,
  walkedRedactions,
  walkedRows,
  walkedSignings,
  walkedVersions,
} from './walk-reader.ts';

/** The room where people talk. `epoch` names the database's present life (SY6a). */
export const conversationsRoom = (epoch: () => string): Room<Actor> => ({
  name: 'conversations',
  routes(platform: Platform) {
    grantAttachments(platform);
    return routes(platform, epoch);
  },
  async start(platform) {
    platform.jobs.define('conversations.sendScheduled', (payload: { user: string; clientId: string }) =>
      sendScheduled(platform, payload),
    );
    const stopPreviews = await startLinkPreviews(platform);
    return async () => {
      await stopPreviews();
      await drainSends(platform);
    };
  },
});
