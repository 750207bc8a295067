import type { ImportActor, ImportFile, ImportReaction } from '../import-item.ts';
import { reactionEmoji } from '../text/emoji.ts';
import { cleanText } from '../text/escape-markdown.ts';
import { isJson, type Json, number, object, objects, strings, text } from './shapes.ts';

/** Who wrote an entry: a person, a bot known by id, or (old webhooks) a bot known by its name only. */
export function authorOf(entry: Json): ImportActor {
  const profile = object(entry, 'bot_profile');
  const bot = text(entry, 'bot_id') ?? text(profile, 'id');
  const name = text(entry, 'username') ?? text(profile, 'name');
  const user = text(entry, 'user') ?? text(object(entry, 'comment'), 'user');
  if (user !== undefined && !(bot !== undefined && entry.subtype === 'bot_message')) return actor(user, personName(entry));
  if (bot !== undefined) return { ...actor(bot, name), bot: true };
  if (name !== undefined) return { ...actor(`bot:${name}`, name), bot: true };
  return actor('unknown', undefined);
}

function actor(id: string, name: string | undefined): ImportActor {
  return name === undefined ? { id } : { id, name: cleanText(name) };
}

/** Newer entries carry a short profile: the only name of people missing from the user list. */
function personName(entry: Json): string | undefined {
  const profile = object(entry, 'user_profile');
  return text(profile, 'display_name') ?? text(profile, 'real_name') ?? text(profile, 'name');
}

export interface FilesResult {
  files: ImportFile[];
  /** Reasons why files of the entry are not there any more. */
  missing: string[];
}

export function filesOf(entry: Json): FilesResult {
  const listed = objects(entry, 'files');
  // A comment about an old file repeats the file; it belongs to the message that shared it.
  const single = entry.subtype === 'file_comment' || listed.length > 0 ? undefined : object(entry, 'file');
  const result: FilesResult = { files: [], missing: [] };
  for (const file of single ? [single] : listed) {
    const id = text(file, 'id');
    if (file.mode === 'tombstone') result.missing.push('file-deleted');
    else if (file.mode === 'hidden_by_limit') result.missing.push('file-hidden-by-limit');
    else if (id === undefined) result.missing.push('file-without-id');
    else result.files.push(fileOf(id, file));
  }
  return result;
}

function fileOf(id: string, file: Json): ImportFile {
  const url = text(file, 'permalink') ?? text(file, 'url_private') ?? text(file, 'external_url');
  const title = text(file, 'title');
  const mimeType = text(file, 'mimetype');
  const bytes = number(file, 'size');
  const preview = text(file, 'preview') ?? text(file, 'plain_text');
  return {
    externalId: id,
    name: cleanText(text(file, 'name') ?? title ?? id).replace(/\s+/g, ' '),
    ...(title === undefined ? {} : { title: cleanText(title) }),
    ...(mimeType === undefined ? {} : { mimeType }),
    ...(bytes === undefined ? {} : { bytes }),
    ...(url === undefined ? {} : { url: withoutQuery(url) }),
    ...(preview === undefined ? {} : { preview: cleanText(preview) }),
  };
}

/** Exports put an access token for the workspace's files into the query (`?t=xoxe-…`): it must not live on. */
function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/s, '');
}

export interface ReactionsResult {
  reactions: ImportReaction[];
  /** Reactions the export counts without saying whose they were. */
  nameless: number;
}

export function reactionsOf(entry: Json): ReactionsResult {
  const result: ReactionsResult = { reactions: [], nameless: 0 };
  for (const reaction of objects(entry, 'reactions')) {
    const users = [...new Set(strings(reaction, 'users'))];
    const emoji = reactionEmoji(text(reaction, 'name') ?? 'unknown');
    const same = result.reactions.find((other) => other.emoji === emoji);
    if (same) same.users = [...new Set([...same.users, ...users])];
    else if (users.length > 0) result.reactions.push({ emoji, users });
    result.nameless += Math.max(0, (number(reaction, 'count') ?? 0) - users.length);
  }
  return result;
}

/** The user a `<@U…>` at the start of a system text names. */
export function namedUser(source: string | undefined): string | undefined {
  return /<@([A-Z0-9]+)(?:\|[^>]*)?>/.exec(source ?? '')?.[1];
}

export function inviterOf(entry: Json): ImportActor | undefined {
  const inviter = entry.inviter;
  if (typeof inviter === 'string' && inviter !== '') return { id: inviter };
  return isJson(inviter) ? { id: text(inviter, 'id') ?? 'unknown' } : undefined;
}
