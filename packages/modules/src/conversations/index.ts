import type { Platform, Room } from '@rapport/platform';
import type { Actor } from '../people/index.ts';
import { grantAttachments } from './attachment-access.ts';
import { startLinkPreviews } from './previews/link-previews.ts';
import { routes } from './routes.ts';
import { sendScheduled } from './schedule.ts';
import { drainSends } from './send-messages.ts';

export {
  type AskedAttention,
  type Attention,
  attentionIn,
  attentionOf,
  type CallingMessage,
  callingMessages,
  followedBy,
} from './attention-reader.ts';
export { framesBetween } from './frames.ts';
export { requireConversation, visiblePlace } from './guard.ts';
export { followImportedTopics, pinImportedMessages, seatImported, unseatImported } from './import-members.ts';
export { changeImported, type ImportedBatch, openImported, writeImported } from './import-messages.ts';
export { type ImportedHead, importedHeads, importedPlace, newestSaid } from './import-reader.ts';
export type { ImportedMember, ImportedMessage } from './import-writer.ts';
export { messageBySeq, someSealedKey } from './message-reader.ts';
export { dueReminders, placeKey, unreadTalk, visibleMessages } from './needs-reader.ts';
export { directOf, recipientsOf, streamPlace, summariesOf, topicsAmong } from './reader.ts';
export { type RecordedVersion, recordedVersions, standingVersion } from './record-reader.ts';
export {
  type ConversationLabel,
  labelsOf,
  type MessageText,
  type NamedConversation,
  namedConversations,
  placesMentioning,
  textsAt,
  textsByEv,
  visibleAmongSql,
  visibleConversationsSql,
  visibleFrom,
} from './visible-reader.ts';

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
