import type { ImportActor, ImportChange, ImportItem, ImportMembership, ImportMessage, ReportSkip } from '../import-item.ts';
import { cleanText } from '../text/escape-markdown.ts';
import { authorOf, filesOf, inviterOf, namedUser, reactionsOf } from './message-parts.ts';
import { messageText, noticeText } from './message-text.ts';
import { type Json, object, slackMicros, text } from './shapes.ts';

/**
 * One entry of a Slack log → exactly one item, or one skip under its reason (IM4). What belongs to an entry but is not
 * taken over (previews, nameless reactions, lost files) is reported beside the item.
 */
export function entryToItem(entry: Json, where: string, report: ReportSkip): ImportItem | undefined {
  const skip = (reason: string) => {
    report({ reason, where, count: 1 });
    return undefined;
  };
  if (entry.type !== undefined && entry.type !== 'message') return skip(`event:${String(entry.type)}`);
  const at = slackMicros(entry.ts);
  if (at === undefined) return skip('no-timestamp');
  const subtype = text(entry, 'subtype') ?? '';
  if (subtype === 'message_changed') return editItem(entry, at, where, report);
  if (subtype === 'message_deleted') return deleteItem(entry, at, where, report);
  if (LEFT_OUT.has(subtype)) return skip(LEFT_OUT.get(subtype)!);
  const notice = noticeItem(entry, subtype, at, where);
  if (notice) {
    const reactions = reactionsOf(entry);
    const lost = reactions.nameless + reactions.reactions.reduce((sum, reaction) => sum + reaction.users.length, 0);
    if (lost > 0) report({ reason: 'part:reaction-on-notice', where, count: lost });
    return notice;
  }
  return messageItem(entry, at, where, report) ?? skip('empty');
}

function noticeItem(entry: Json, subtype: string, at: number, where: string): ImportItem | undefined {
  const change = CHANGES[subtype];
  if (change !== undefined) return changeItem(entry, change, at, where);
  if (JOINS.has(subtype)) return membershipItem(entry, 'join', at, where);
  if (LEAVES.has(subtype)) return membershipItem(entry, 'leave', at, where);
  return NOTICES.has(subtype) ? changeItem(entry, 'notice', at, where) : undefined;
}

const JOINS = new Set(['channel_join', 'group_join', 'mpim_join', 'app_conversation_join', 'bot_add']);
const LEAVES = new Set(['channel_leave', 'group_leave', 'mpim_leave', 'app_conversation_leave', 'bot_remove']);

const CHANGES: Record<string, ImportChange['what']> = {
  channel_topic: 'topic',
  group_topic: 'topic',
  mpim_topic: 'topic',
  channel_purpose: 'purpose',
  group_purpose: 'purpose',
  channel_name: 'name',
  group_name: 'name',
  mpim_name: 'name',
  channel_archive: 'archived',
  group_archive: 'archived',
  channel_unarchive: 'unarchived',
  group_unarchive: 'unarchived',
  pinned_item: 'pin',
  unpinned_item: 'unpin',
};

/** Slack talking about itself: shown as a line, not as somebody's message. */
const NOTICES = new Set([
  'bot_enable',
  'bot_disable',
  'channel_convert_to_private',
  'channel_convert_to_public',
  'channel_posting_permissions',
  'channel_canvas_updated',
  'tabbed_canvas_updated',
  'canvas_tab_added',
  'huddle_thread',
  'sh_room_created',
  'joiner_notification',
  'joiner_notification_for_inviter',
  'reminder_add',
  'reminder_delete',
  'file_mention',
]);

/** Entries without content of their own. */
const LEFT_OUT = new Map([
  ['message_replied', 'thread-bookkeeping'],
  ['ekm_access_denied', 'encrypted-by-slack'],
]);

function base(entry: Json, at: number, where: string) {
  return { externalId: String(entry.ts), atMicros: at, where };
}

function membershipItem(entry: Json, change: 'join' | 'leave', at: number, where: string): ImportMembership {
  const bot = text(entry, 'bot_id');
  const added = /^bot_/.test(text(entry, 'subtype') ?? '') && bot !== undefined;
  const person: ImportActor = added ? { id: bot, bot: true } : authorOf(entry);
  const by = added && text(entry, 'user') !== undefined ? { id: text(entry, 'user')! } : inviterOf(entry);
  return { kind: 'membership', ...base(entry, at, where), change, person, ...(by ? { by } : {}) };
}

const VALUE_KEY: Partial<Record<ImportChange['what'], string>> = { topic: 'topic', purpose: 'purpose', name: 'name' };

function changeItem(entry: Json, what: ImportChange['what'], at: number, where: string): ImportChange {
  const key = VALUE_KEY[what];
  const item = object(entry, 'item');
  const pinned = text(item, 'ts') ?? text(object(item, 'message'), 'ts') ?? text(entry, 'item_ts');
  const value = key === undefined ? (what === 'pin' || what === 'unpin' ? pinned : undefined) : cleanText(text(entry, key) ?? '');
  const shown = noticeText(entry);
  return {
    kind: 'change',
    ...base(entry, at, where),
    what,
    actor: authorOf(entry),
    ...(value === undefined ? {} : { value }),
    text: shown.length > 0 ? shown : messageText(entry).text,
  };
}

/** The message of an entry, or undefined when it says nothing at all. */
function messageItem(entry: Json, at: number, where: string, report: ReportSkip): ImportMessage | undefined {
  const body = messageText(entry);
  const files = filesOf(entry);
  const reactions = reactionsOf(entry);
  const tell = (reason: string, count = 1) => count > 0 && report({ reason: `part:${reason}`, where, count });
  tell('link-preview', body.previews);
  tell('reaction-without-user', reactions.nameless);
  for (const kind of body.left) tell(`block:${kind}`);
  for (const reason of files.missing) tell(reason);
  const recalled = entry.subtype === 'tombstone';
  if (!recalled && body.text.length === 0 && files.files.length === 0 && files.missing.length === 0) return undefined;
  return {
    kind: 'message',
    ...base(entry, at, where),
    author: authorOf(entry),
    text: recalled ? [] : body.text,
    ...threadOf(entry),
    ...(entry.subtype === 'me_message' ? { action: true } : {}),
    ...(recalled ? { recalled } : {}),
    ...editedOf(entry),
    files: files.files,
    reactions: reactions.reactions,
    ...(text(entry, 'subtype') === undefined ? {} : { subtype: text(entry, 'subtype')! }),
  };
}

function threadOf(entry: Json): { threadParent?: string; broadcast?: boolean } {
  const parent = text(entry, 'thread_ts') ?? text(object(entry, 'root'), 'ts');
  if (parent === undefined || parent === text(entry, 'ts')) return {};
  const broadcast = entry.subtype === 'thread_broadcast' || entry.subtype === 'reply_broadcast' || entry.reply_broadcast === true;
  return { threadParent: parent, ...(broadcast ? { broadcast } : {}) };
}

function editedOf(entry: Json): { edited?: { atMicros: number; by?: string } } {
  const edited = object(entry, 'edited');
  const at = slackMicros(edited?.ts);
  if (at === undefined) return {};
  const by = text(edited, 'user');
  return { edited: { atMicros: at, ...(by === undefined ? {} : { by }) } };
}

/** `message_changed`: an edit when the words or the edit mark changed, else Slack's own touch (a preview, a reply count). */
function editItem(entry: Json, at: number, where: string, report: ReportSkip): ImportItem | undefined {
  const message = object(entry, 'message');
  const target = text(message, 'ts');
  const created = slackMicros(target);
  if (message === undefined || target === undefined || created === undefined) {
    report({ reason: 'edit-without-target', where, count: 1 });
    return undefined;
  }
  if (message.subtype === 'tombstone') return { kind: 'delete', externalId: `delete:${target}`, atMicros: at, where, target };
  const previous = object(entry, 'previous_message') ?? object(entry, 'original');
  const mark = text(object(message, 'edited'), 'ts');
  const sameWords = text(message, 'text') === text(previous, 'text');
  const sameMark = mark === text(object(previous, 'edited'), 'ts');
  if (previous !== undefined && sameWords && sameMark) {
    report({ reason: 'change-without-new-words', where, count: 1 });
    return undefined;
  }
  const item = messageItem(message, created, where, report);
  if (item === undefined) {
    report({ reason: 'empty', where, count: 1 });
    return undefined;
  }
  const by = text(object(message, 'edited'), 'user');
  return {
    kind: 'edit',
    externalId: `edit:${target}:${mark === undefined || (previous !== undefined && sameMark) ? String(entry.ts) : mark}`,
    atMicros: at,
    where,
    target,
    ...(by === undefined ? {} : { by: { id: by } }),
    message: item,
  };
}

function deleteItem(entry: Json, at: number, where: string, report: ReportSkip): ImportItem | undefined {
  const previous = object(entry, 'previous_message');
  const target = text(entry, 'deleted_ts') ?? text(previous, 'ts');
  if (target === undefined) {
    report({ reason: 'delete-without-target', where, count: 1 });
    return undefined;
  }
  const by = text(entry, 'user') ?? text(entry, 'actor_id') ?? namedUser(text(entry, 'text'));
  return {
    kind: 'delete',
    externalId: `delete:${target}`,
    atMicros: at,
    where,
    target,
    ...(by === undefined ? {} : { by: { id: by } }),
  };
}
