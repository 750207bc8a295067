import { decodeText, readBytes } from '../export-files.ts';
import type { ExportFiles, ExportLimits } from '../export-shape.ts';
import type { ImportConversation, ImportItem, ImportSource, ImportUser, ItemRange, ReportSkip } from '../import-item.ts';
import { ImportFormatError } from '../import-item.ts';
import { CONVERSATION_LISTS, conversationOf, folderNames, userOf } from './directory.ts';
import { itemsOfEntries } from './entry-stream.ts';
import { flag, isJson, type Json, text } from './shapes.ts';

/**
 * Slack's own export: `users.json`, up to four conversation lists, and a folder of `YYYY-MM-DD.json` days for each
 * conversation, at the root or one folder down. One day of one conversation is in memory at a time.
 */

interface Context {
  files: ExportFiles;
  limits: ExportLimits;
  report: ReportSkip;
  /** `''` or `folder/`: where the lists are. */
  root: string;
}

interface Listed {
  conversation: ImportConversation;
  folder: string | undefined;
}

const DAY_FILE = /^(.*)\/(\d{4}-\d{2}-\d{2})\.json$/;
const LISTS = new Set(['users.json', 'org_users.json', ...CONVERSATION_LISTS.map((list) => list.file)]);

/** Where the lists of a standard export are, or undefined when this is none. */
export function standardRoot(files: ExportFiles): string | undefined {
  const roots = files.entries
    .map((entry) => /^((?:[^/]+\/)?)(users|channels|groups|dms|mpims)\.json$/.exec(entry.path)?.[1])
    .filter((root): root is string => root !== undefined && !root.startsWith('__MACOSX'));
  return roots.sort((a, b) => a.length - b.length)[0];
}

export async function openStandardExport(files: ExportFiles, limits: ExportLimits, report: ReportSkip): Promise<ImportSource> {
  const context: Context = { files, limits, report, root: standardRoot(files) ?? '' };
  const { listed, folders } = await readConversations(context);
  const byId = new Map(listed.map((entry) => [entry.conversation.externalId, entry]));
  const workspace = await findWorkspace(context, listed);
  reportRest(context, folders, listed);
  return {
    kind: 'slack',
    layout: 'slack-export',
    externalWorkspaceId: workspace,
    workspaceName: files.name,
    users: () => readUsers(context),
    conversations: async function* () {
      yield* listed.map((entry) => entry.conversation);
    },
    items: (conversation, range) => readItems(context, folders, byId.get(conversation.externalId)?.folder, range),
    close: () => files.close(),
  };
}

async function readList(context: Context, file: string): Promise<Json[]> {
  const path = context.root + file;
  if (!context.files.entries.some((entry) => entry.path === path)) return [];
  const parsed = parseJson(decodeText(await readBytes(context.files, path, context.limits)));
  // Some exporters wrap the list the way Slack's web API answers it.
  const list = isJson(parsed) ? Object.values(parsed).find(Array.isArray) : parsed;
  if (!Array.isArray(list)) throw new ImportFormatError(`${path} does not hold a JSON list`);
  return list.filter((entry, index): entry is Json => {
    if (isJson(entry)) return true;
    context.report({ reason: 'not-an-object', where: `${path}#${index}`, count: 1 });
    return false;
  });
}

function parseJson(source: string): unknown {
  try {
    return JSON.parse(source.replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
}

async function* readUsers(context: Context): AsyncIterable<ImportUser> {
  const seen = new Set<string>();
  for (const file of ['users.json', 'org_users.json']) {
    const list = await readList(context, file);
    for (const [index, entry] of list.entries()) {
      const user = userOf(entry);
      const where = `${context.root}${file}#${index}`;
      if (!user) context.report({ reason: 'user-without-id', where, count: 1 });
      else if (seen.has(user.externalId)) context.report({ reason: 'user-twice', where, count: 1 });
      else {
        seen.add(user.externalId);
        yield user;
      }
    }
  }
}

/** Day files by folder (path from the export's root), in the order of their days. */
type Folders = ReadonlyMap<string, readonly string[]>;

async function readConversations(context: Context): Promise<{ listed: Listed[]; folders: Folders }> {
  const folders = dayFolders(context);
  const taken = new Set<string>();
  const seen = new Set<string>();
  const listed: Listed[] = [];
  for (const { file, kind } of CONVERSATION_LISTS) {
    for (const [index, entry] of (await readList(context, file)).entries()) {
      const conversation = conversationOf(entry, kind);
      const where = `${context.root}${file}#${index}`;
      if (!conversation) context.report({ reason: 'conversation-without-id', where, count: 1 });
      else if (seen.has(conversation.externalId)) context.report({ reason: 'conversation-twice', where, count: 1 });
      else {
        seen.add(conversation.externalId);
        const folder = folderNames(entry)
          .map((name) => context.root + name)
          .find((path) => folders.has(path) && !taken.has(path));
        if (folder !== undefined) taken.add(folder);
        listed.push({ conversation, folder });
      }
    }
  }
  for (const folder of folders.keys())
    if (!taken.has(folder)) listed.push({ conversation: unlisted(folder, context.root), folder });
  return { listed, folders };
}

/** A folder of days no list knows: kept, closed to the organization because nothing says it was open. */
function unlisted(folder: string, root: string): ImportConversation {
  const name = folder.slice(root.length);
  const kind = /^[DG][A-Z0-9]{7,}$/.test(name) ? (name.startsWith('D') ? 'direct' : 'private') : 'private';
  return { externalId: name, kind, name, archived: false, members: [], pins: [] };
}

function dayFolders(context: Context): Map<string, string[]> {
  const folders = new Map<string, string[]>();
  for (const entry of context.files.entries) {
    const match = DAY_FILE.exec(entry.path);
    if (!match || entry.path.startsWith('__MACOSX/') || !match[1]!.startsWith(context.root)) continue;
    const days = folders.get(match[1]!) ?? [];
    days.push(entry.path);
    folders.set(match[1]!, days);
  }
  return folders;
}

/** Say what else lies in the export: refused places and files that are neither a list nor a day. */
function reportRest(context: Context, folders: Folders, listed: readonly Listed[]): void {
  for (const { path, reason } of context.files.refused) context.report({ reason: `refused:${reason}`, where: path, count: 1 });
  const days = new Set(listed.flatMap((entry) => (entry.folder === undefined ? [] : folders.get(entry.folder)!)));
  for (const { path } of context.files.entries) {
    const list = path.startsWith(context.root) && LISTS.has(path.slice(context.root.length));
    if (!list && !days.has(path)) context.report({ reason: 'file-not-part-of-the-talk', where: path, count: 1 });
  }
}

/** The team id; exports without one are known by their oldest conversation, which stays the same in every later export. */
async function findWorkspace(context: Context, listed: readonly Listed[]): Promise<string> {
  for (const entry of await readList(context, 'users.json')) {
    const team = text(entry, 'team_id');
    if (team !== undefined && !flag(entry, 'is_stranger')) return team;
  }
  const oldest = listed
    .map((entry) => entry.conversation)
    .sort((a, b) => (a.createdMicros ?? Number.MAX_SAFE_INTEGER) - (b.createdMicros ?? Number.MAX_SAFE_INTEGER))[0];
  return `export:${oldest?.externalId ?? context.files.name}`;
}

async function* readItems(
  context: Context,
  folders: Folders,
  folder: string | undefined,
  range: ItemRange = {},
): AsyncIterable<ImportItem> {
  for (const path of folder === undefined ? [] : folders.get(folder)!) {
    if (endsBefore(path, range.fromMicros)) continue;
    const parsed = parseJson(await readDay(context, path));
    if (!Array.isArray(parsed)) {
      context.report({ reason: 'unreadable-file', where: path, count: 1 });
      continue;
    }
    const entries = parsed.map((entry: unknown, index) => ({ entry, where: `${path}#${index}` }));
    yield* itemsOfEntries(entries, range, context.report);
  }
}

async function readDay(context: Context, path: string): Promise<string> {
  try {
    return decodeText(await readBytes(context.files, path, context.limits));
  } catch {
    // A damaged or oversized day costs that day, not the import; the caller reports it.
    return '';
  }
}

const DAY_MICROS = 86_400_000_000;

/** Days are cut in the workspace's own time zone: a day may reach 14 hours beyond its UTC end. */
export function endsBefore(path: string, fromMicros: number | undefined): boolean {
  const day = /(\d{4}-\d{2}-\d{2})\.[a-z]+$/.exec(path)?.[1];
  if (fromMicros === undefined || day === undefined) return false;
  const start = Date.parse(`${day}T00:00:00Z`) * 1000;
  return Number.isFinite(start) && start + 2 * DAY_MICROS < fromMicros;
}
