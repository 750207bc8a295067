import type { ImportConversation, ImportUser } from '../import-item.ts';
import { cleanText } from '../text/escape-markdown.ts';
import { flag, type Json, number, object, objects, secondsMicros, slackMicros, strings, text } from './shapes.ts';

/** Slack's user record → ours. Undefined when it has no id. */
export function userOf(entry: Json): ImportUser | undefined {
  const id = text(entry, 'id');
  if (id === undefined) return undefined;
  const profile = object(entry, 'profile');
  const handle = clean(text(entry, 'name') ?? text(profile, 'display_name')) ?? id;
  const realName = text(profile, 'real_name') ?? text(entry, 'real_name');
  return {
    externalId: id,
    handle,
    displayName: clean(realName ?? text(profile, 'display_name')) ?? handle,
    ...optional('email', text(profile, 'email')),
    ...optional('title', clean(text(profile, 'title'))),
    ...optional('statusText', clean(text(profile, 'status_text'))),
    ...optional('timeZone', text(entry, 'tz')),
    ...optional('avatarUrl', text(profile, 'image_512') ?? text(profile, 'image_192') ?? text(profile, 'image_72')),
    bot: flag(entry, 'is_bot') || flag(entry, 'is_workflow_bot') || id === 'USLACKBOT',
    guest: flag(entry, 'is_restricted') || flag(entry, 'is_ultra_restricted') || flag(entry, 'is_stranger'),
    deactivated: flag(entry, 'deleted'),
    role: flag(entry, 'is_owner') || flag(entry, 'is_primary_owner') ? 'owner' : flag(entry, 'is_admin') ? 'admin' : 'member',
  };
}

function optional<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: string });
}

function clean(value: string | undefined): string | undefined {
  const cleaned = value === undefined ? undefined : cleanText(value).replace(/\s+/g, ' ').trim();
  return cleaned === '' ? undefined : cleaned;
}

/** The four lists of an export and what their entries are. */
export const CONVERSATION_LISTS: readonly { file: string; kind: ImportConversation['kind'] }[] = [
  { file: 'channels.json', kind: 'open' },
  { file: 'groups.json', kind: 'private' },
  { file: 'mpims.json', kind: 'group-direct' },
  { file: 'dms.json', kind: 'direct' },
];

/** Slack's conversation record → ours. Undefined when it has no id. */
export function conversationOf(entry: Json, kind: ImportConversation['kind']): ImportConversation | undefined {
  const id = text(entry, 'id');
  if (id === undefined) return undefined;
  const real = kind === 'private' && (flag(entry, 'is_mpim') || /^mpdm-/.test(text(entry, 'name') ?? '')) ? 'group-direct' : kind;
  const created = secondsMicros(number(entry, 'created'));
  return {
    externalId: id,
    kind: real,
    name: clean(text(entry, 'name')) ?? id,
    ...optional('topic', clean(text(object(entry, 'topic'), 'value'))),
    ...optional('purpose', clean(text(object(entry, 'purpose'), 'value'))),
    archived: flag(entry, 'is_archived'),
    ...(created === undefined ? {} : { createdMicros: created }),
    ...optional('creator', text(entry, 'creator')),
    members: [...new Set(strings(entry, 'members'))],
    pins: objects(entry, 'pins').flatMap(pinOf),
  };
}

function pinOf(pin: Json): ImportConversation['pins'] {
  const target = text(pin, 'id') ?? text(pin, 'ts');
  if (target === undefined || slackMicros(target) === undefined) return [];
  const at = secondsMicros(number(pin, 'created'));
  return [{ target, ...(at === undefined ? {} : { atMicros: at }), ...optional('by', text(pin, 'user') ?? text(pin, 'owner')) }];
}

/** Names of the folders that may hold a conversation's days. Direct conversations use the id, the others the name. */
export function folderNames(entry: Json): string[] {
  return [text(entry, 'name'), text(entry, 'id')].filter((name): name is string => name !== undefined);
}
