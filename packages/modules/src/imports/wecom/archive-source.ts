import type { ExportFiles, ExportLimits } from '../export-shape.ts';
import {
  type ImportConversation,
  ImportFormatError,
  type ImportItem,
  type ImportSource,
  type ImportUser,
  type ReportSkip,
} from '../import-item.ts';
import { objects, secondsMicros, text } from '../slack/shapes.ts';
import { type ArchiveEntry, groupsOf, isList, isMessageFile, peopleOf, readList } from './archive-files.ts';
import { itemOf } from './entry-items.ts';

/**
 * 会话内容存档 of WeCom as decrypted messages: files of lines of JSON or of lists, in a folder, a zip or one file; `users.json` (userid or external_userid, name,
 * email) and `rooms.json` (roomid, roomname, members: what msgaudit/groupchat/get answers) beside them where they are known.
 */

export interface WecomOptions {
  /** Corp id: two organizations' archives in one house stay apart by it. */
  corp?: string;
}

/** Files whose entries are kept while others of their conversations are read. */
const keptBytes = 64 << 20;

/** Ids of people outside begin so (wm: WeChat, wo: another WeCom). */
const isOutside = (id: string): boolean => /^w[mo][0-9A-Za-z_-]{10,}$/.test(id);

interface Place {
  people: Set<string>;
  files: string[];
}

/** Reads files by their conversations; what was read lately is kept, so that small archives are read once. */
class Reader {
  private readonly kept = new Map<string, { groups: Map<string, ArchiveEntry[]>; bytes: number }>();
  private readonly files: ExportFiles;
  private readonly limits: ExportLimits;
  constructor(files: ExportFiles, limits: ExportLimits) {
    this.files = files;
    this.limits = limits;
  }

  /** `report` is told of what gives no entry: only the first read of a file should be given one. */
  async groups(path: string, report: ReportSkip = () => undefined): Promise<Map<string, ArchiveEntry[]>> {
    const known = this.kept.get(path);
    if (known) return known.groups;
    const groups = await groupsOf(this.files, path, this.limits, report);
    const bytes = this.files.entries.find((one) => one.path === path)?.bytes ?? 0;
    if (bytes <= keptBytes) this.kept.set(path, { groups, bytes });
    for (let sum = [...this.kept.values()].reduce((all, one) => all + one.bytes, 0); sum > keptBytes; ) {
      const [oldest, { bytes: freed }] = this.kept.entries().next().value!;
      this.kept.delete(oldest);
      sum -= freed;
    }
    return groups;
  }
}

/** One pass over all files: which conversations there are, who is in them and which files speak of them. */
async function survey(reader: Reader, files: ExportFiles, report: ReportSkip): Promise<Map<string, Place>> {
  const places = new Map<string, Place>();
  for (const { path } of files.entries.filter((one) => isMessageFile(one.path)))
    for (const [id, group] of await reader.groups(path, report)) {
      const place = places.get(id) ?? { people: new Set<string>(), files: [] };
      place.files.push(path);
      for (const { entry } of group) for (const person of peopleOf(entry)) place.people.add(person);
      places.set(id, place);
    }
  return places;
}

async function* usersOf(
  files: ExportFiles,
  limits: ExportLimits,
  report: ReportSkip,
  places: Map<string, Place>,
): AsyncIterable<ImportUser> {
  const listed = new Set<string>();
  const person = (externalId: string, more: Partial<ImportUser> = {}): ImportUser => ({
    externalId,
    handle: externalId,
    displayName: externalId,
    bot: false,
    guest: isOutside(externalId),
    deactivated: false,
    role: 'member',
    ...more,
  });
  for (const [index, entry] of (await readList(files, 'users', limits, report)).entries()) {
    const id = text(entry, 'userid') ?? text(entry, 'external_userid');
    if (id === undefined || listed.has(id)) {
      report({ reason: id === undefined ? 'user-without-id' : 'user-twice', where: `users.json#${index}`, count: 1 });
      continue;
    }
    listed.add(id);
    const email = text(entry, 'email') ?? text(entry, 'biz_mail');
    const title = text(entry, 'position');
    yield person(id, {
      displayName: text(entry, 'name') ?? id,
      guest: text(entry, 'external_userid') !== undefined || isOutside(id),
      ...(email ? { email } : {}),
      ...(title ? { title } : {}),
    });
  }
  for (const { people } of places.values())
    for (const id of people)
      if (!listed.has(id)) {
        listed.add(id);
        yield person(id);
      }
}

function conversationOf(id: string, { people }: Place, room: Parameters<typeof text>[0]): ImportConversation {
  const members = room ? objects(room, 'members').flatMap((one) => text(one, 'memberid') ?? []) : [];
  const created = room && secondsMicros(room.room_create_time);
  const creator = text(room, 'creator');
  const isRoom = id.startsWith('room:');
  return {
    externalId: id,
    kind: isRoom ? 'private' : people.size > 2 ? 'group-direct' : 'direct',
    name: isRoom ? (text(room, 'roomname') ?? text(room, 'name') ?? id.slice('room:'.length)) : [...people].join('、'),
    archived: false,
    members: members.length > 0 ? members : [...people],
    pins: [],
    ...(created === undefined ? {} : { createdMicros: created }),
    ...(creator === undefined ? {} : { creator }),
  };
}

async function* itemsOf(
  reader: Reader,
  id: string,
  place: Place,
  fromMicros: number,
  report: ReportSkip,
): AsyncIterable<ImportItem> {
  const seen = new Set<string>();
  for (const path of place.files)
    for (const one of (await reader.groups(path)).get(id) ?? []) {
      const msgid = text(one.entry, 'msgid')!;
      if (one.atMicros < fromMicros) continue;
      if (seen.has(msgid)) report({ reason: 'entry-twice', where: one.where, count: 1 });
      else yield itemOf(one, report);
      seen.add(msgid);
    }
}

/** Opens it. Throws `ImportFormatError` where there are no messages. */
export async function openArchive(
  files: ExportFiles,
  limits: ExportLimits,
  report: ReportSkip,
  options: WecomOptions = {},
): Promise<ImportSource> {
  const reader = new Reader(files, limits);
  const places = await survey(reader, files, report);
  if (places.size === 0)
    throw new ImportFormatError('This is no archive of WeCom: there is no message with msgid and action in it');
  const rooms = new Map((await readList(files, 'rooms', limits, report)).map((one) => [text(one, 'roomid'), one]));
  for (const { path, reason } of files.refused) report({ reason: `refused:${reason}`, where: path, count: 1 });
  for (const { path } of files.entries)
    if (!isMessageFile(path) && !isList(path, 'users') && !isList(path, 'rooms'))
      report({ reason: 'file-not-part-of-the-talk', where: path, count: 1 });
  return {
    kind: 'wecom',
    layout: 'wecom-archive',
    externalWorkspaceId: options.corp ?? 'wecom',
    workspaceName: files.name,
    users: () => usersOf(files, limits, report, places),
    async *conversations() {
      for (const [id, place] of places) yield conversationOf(id, place, rooms.get(id.slice('room:'.length)));
    },
    items: ({ externalId }, { fromMicros = 0 } = {}) => itemsOf(reader, externalId, places.get(externalId)!, fromMicros, report),
    close: () => files.close(),
  };
}
