import { decodeText, readBytes } from '../export-files.ts';
import type { ExportFiles, ExportLimits } from '../export-shape.ts';
import type { ImportConversation, ImportItem, ImportSource, ImportUser, ItemRange, ReportSkip } from '../import-item.ts';
import { ImportFormatError } from '../import-item.ts';
import { readLines } from '../read-lines.ts';
import { conversationOf, userOf } from './directory.ts';
import { type Edn, parseEdn } from './edn.ts';
import { itemsOfEntries, type RawEntry } from './entry-stream.ts';
import { isJson, type Json, text } from './shapes.ts';
import { endsBefore } from './standard-export.ts';

/**
 * Logs of Slack's event stream, as log bots keep them: a file of JSON lines for each day with the events of all channels
 * (edits and deletes are events of their own), beside `users` and `channels` lists in JSON or EDN.
 */

interface Context {
  files: ExportFiles;
  limits: ExportLimits;
  report: ReportSkip;
  days: readonly string[];
}

const DAY_LOG = /(^|\/)\d{4}-\d{2}-\d{2}\.(txt|log|jsonl|ndjson|json)$/;
const LIST = /(^|\/)(users|channels)\.(edn|json)$/;

/** Whether the files look like an event log; reads the first line of the first day. */
export async function isEventLog(files: ExportFiles): Promise<boolean> {
  const first = files.entries.find((entry) => DAY_LOG.test(entry.path) && entry.bytes > 0);
  if (!first) return false;
  for await (const { line } of linesOf(files, first.path)) {
    if (line.trim() === '') continue;
    const event = parseLine(line);
    return event !== undefined && text(event, 'channel') !== undefined && text(event, 'type') !== undefined;
  }
  return false;
}

export async function openEventLog(files: ExportFiles, limits: ExportLimits, report: ReportSkip): Promise<ImportSource> {
  const days = files.entries.map((entry) => entry.path).filter((path) => DAY_LOG.test(path));
  const context: Context = { files, limits, report, days };
  const survey = await surveyDays(context);
  const conversations = await readConversations(context, survey);
  for (const { path, reason } of files.refused) report({ reason: `refused:${reason}`, where: path, count: 1 });
  for (const { path } of files.entries)
    if (!DAY_LOG.test(path) && !LIST.test(path)) report({ reason: 'file-not-part-of-the-talk', where: path, count: 1 });
  return {
    kind: 'slack',
    layout: 'slack-event-log',
    externalWorkspaceId: survey.team ?? `export:${files.name}`,
    workspaceName: files.name,
    users: () => readUsers(context),
    conversations: async function* () {
      yield* conversations;
    },
    items: (conversation, range) => readItems(context, survey, conversation.externalId, range),
    close: () => files.close(),
  };
}

async function* linesOf(files: ExportFiles, path: string): AsyncIterable<{ line: string; number: number }> {
  let number = 0;
  for await (const line of readLines(files, path)) yield { line: line.toString('utf8'), number: ++number };
}

function parseLine(line: string): Json | undefined {
  try {
    const parsed: unknown = JSON.parse(line);
    return isJson(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

interface Survey {
  team: string | undefined;
  /** Which channels speak in a day file: only those are read for a channel. */
  channels: Map<string, Set<string>>;
}

/** One pass over all lines: the channels of each day, and what belongs to no channel (reported here, once). */
async function surveyDays(context: Context): Promise<Survey> {
  const survey: Survey = { team: undefined, channels: new Map() };
  for (const day of context.days) {
    const channels = new Set<string>();
    for await (const { line, number } of linesOf(context.files, day)) {
      if (line.trim() === '') continue;
      const event = parseLine(line);
      const channel = event && channelOf(event);
      survey.team ??= text(event, 'team');
      if (channel !== undefined) channels.add(channel);
      else context.report({ reason: event ? 'event-without-channel' : 'unreadable-line', where: `${day}:${number}`, count: 1 });
    }
    survey.channels.set(day, channels);
  }
  return survey;
}

function channelOf(event: Json): string | undefined {
  const channel = event.channel;
  return isJson(channel) ? text(channel, 'id') : text(event, 'channel');
}

async function readList(context: Context, name: 'users' | 'channels'): Promise<Json[]> {
  const path = context.files.entries.map((entry) => entry.path).find((entry) => LIST.exec(entry)?.[2] === name);
  if (path === undefined) return [];
  const source = decodeText(await readBytes(context.files, path, context.limits));
  try {
    const list: unknown = path.endsWith('.edn') ? parseEdn(source) : JSON.parse(source);
    if (Array.isArray(list))
      return list.filter(isJson).map((entry) => (path.endsWith('.edn') ? fromEdn(entry as { [key: string]: Edn }) : entry));
  } catch (error) {
    throw new ImportFormatError(`${path} cannot be read: ${(error as Error).message}`);
  }
  throw new ImportFormatError(`${path} does not hold a list`);
}

/** `{:user/slack-id …, :user-profile/email …}` → the field names of Slack's own JSON. */
function fromEdn(entry: { [key: string]: Edn }): Json {
  const out: Json = {};
  const profile: Json = {};
  for (const [key, value] of Object.entries(entry)) {
    const name = key.replace(/\?$/, '').replaceAll('-', '_');
    if (name === 'slack_id') out.id = value;
    else if (name === 'admin' || name === 'owner') out[`is_${name}`] = value;
    else if (name === 'creator' && Array.isArray(value)) out.creator = value.at(-1);
    else if (PROFILE.has(name) || name.startsWith('image_')) profile[name] = value;
    else out[name] = value;
  }
  return { ...out, profile };
}

const PROFILE = new Set(['email', 'real_name', 'display_name', 'title', 'status_text']);

async function* readUsers(context: Context): AsyncIterable<ImportUser> {
  for (const [index, entry] of (await readList(context, 'users')).entries()) {
    const user = userOf(entry);
    if (user) yield user;
    else context.report({ reason: 'user-without-id', where: `users#${index}`, count: 1 });
  }
}

async function readConversations(context: Context, survey: Survey): Promise<ImportConversation[]> {
  const byId = new Map<string, ImportConversation>();
  for (const [index, entry] of (await readList(context, 'channels')).entries()) {
    const conversation = conversationOf(entry, 'open');
    if (conversation) byId.set(conversation.externalId, conversation);
    else context.report({ reason: 'conversation-without-id', where: `channels#${index}`, count: 1 });
  }
  for (const channels of survey.channels.values())
    for (const id of channels)
      if (!byId.has(id)) byId.set(id, { externalId: id, kind: kindOf(id), name: id, archived: false, members: [], pins: [] });
  return [...byId.values()];
}

/** Slack's ids say what they are: C open, G private, D direct. */
function kindOf(id: string): ImportConversation['kind'] {
  if (id.startsWith('C')) return 'open';
  return id.startsWith('D') ? 'direct' : 'private';
}

async function* readItems(context: Context, survey: Survey, channel: string, range: ItemRange = {}): AsyncIterable<ImportItem> {
  const quoted = JSON.stringify(channel);
  for (const day of context.days) {
    if (!survey.channels.get(day)!.has(channel) || endsBefore(day, range.fromMicros)) continue;
    const entries: RawEntry[] = [];
    for await (const { line, number } of linesOf(context.files, day)) {
      if (!line.includes(quoted)) continue;
      const entry = parseLine(line);
      if (entry && channelOf(entry) === channel) entries.push({ entry, where: `${day}:${number}` });
    }
    yield* itemsOfEntries(entries, range, context.report);
  }
}
