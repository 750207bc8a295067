import type { ExportFiles } from '../export-shape.ts';
import type { ImportConversation, ImportSource, ImportUser, ReportSkip } from '../import-item.ts';
import { ImportFormatError } from '../import-item.ts';
import { readLines } from '../read-lines.ts';
import { zoneOffset } from './clock.ts';
import { decodeLine } from './decode.ts';
import { mergeLogs } from './merge.ts';
import { nickKey } from './nick.ts';
import { type FileSurvey, surveyFile } from './survey.ts';

export interface IrcOptions {
  /** Network the logs are from; part of the workspace id, so that `#help` of two networks stay apart. */
  network?: string;
  /** Zone of the logger's clock: `UTC` (default), `+08:00` or an IANA name. */
  timeZone?: string;
  /** Channel name for logs that do not say it. */
  channel?: string;
}

/** Below this share of understood lines a file is no log (an annotation, a readme). */
const LOG_SHARE = 0.2;
const NOT_LOGS = /\.(zip|gz|xz|bz2|png|jpe?g|gif|pdf|json|xml|html?|md)$/i;

export async function openIrcLogs(files: ExportFiles, report: ReportSkip, options: IrcOptions = {}): Promise<ImportSource> {
  const zone = zoneOffset(options.timeZone ?? 'UTC');
  const logs: FileSurvey[] = [];
  for (const { path, reason } of files.refused) report({ reason: `refused:${reason}`, where: path, count: 1 });
  for (const { path } of files.entries) {
    if (NOT_LOGS.test(path)) report({ reason: 'file-not-a-log', where: path, count: 1 });
    else {
      const survey = await surveyLog(files, path);
      const reason =
        survey.known < Math.max(1, survey.lines * LOG_SHARE) ? 'file-not-a-log' : survey.start ? undefined : 'log-without-date';
      if (reason === undefined) logs.push(survey);
      else report({ reason, where: path, count: 1 });
    }
  }
  if (logs.length === 0) throw new ImportFormatError('No IRC log was found: no file with lines of a known layout and a date');
  const byChannel = groupByChannel(logs, files.name, options.channel);
  const network = options.network?.toLowerCase() ?? 'irc';
  return {
    kind: 'irc',
    layout: 'irc-logs',
    externalWorkspaceId: `irc:${network}`,
    workspaceName: options.network ?? files.name,
    users: () => usersOf(logs),
    conversations: async function* () {
      for (const channel of byChannel.keys()) yield conversationOf(channel);
    },
    items: (conversation, range) => {
      const surveys = byChannel.get(conversation.externalId) ?? [];
      return mergeLogs(
        surveys,
        (path) => textLines(files, path),
        { network, channel: conversation.externalId, zone, report },
        range,
      );
    },
    close: () => files.close(),
  };
}

/** Lines as text; bytes that are no UTF-8 are read as Windows-1252. PostgreSQL holds no NUL. */
async function* textLines(files: ExportFiles, path: string): AsyncIterable<string> {
  for await (const line of readLines(files, path)) yield decodeLine(line).replaceAll('\0', '');
}

async function surveyLog(files: ExportFiles, path: string): Promise<FileSurvey> {
  const builder = surveyFile(path);
  for await (const line of textLines(files, path)) builder.add(line);
  return builder.finish();
}

/** A log's channel: what its lines say, else its name, else what another log of its folder says, else the folder's name. */
function groupByChannel(logs: readonly FileSurvey[], name: string, given: string | undefined): Map<string, FileSurvey[]> {
  const folderChannel = new Map<string, string>();
  for (const log of logs)
    if (log.channel !== undefined && !folderChannel.has(folderOf(log))) folderChannel.set(folderOf(log), log.channel);
  const groups = new Map<string, FileSurvey[]>();
  for (const log of logs) {
    const folder = folderOf(log);
    const channel = given ?? log.channel ?? nameOfFile(log.path) ?? folderChannel.get(folder) ?? folder.split('/').at(-1) ?? name;
    const key = (channel === '' ? name : channel).toLowerCase().replace(/^(?![#&+!])/, '#');
    const group = groups.get(key);
    if (group) group.push(log);
    else groups.set(key, [log]);
  }
  return groups;
}

function folderOf(log: FileSurvey): string {
  return log.path.slice(0, Math.max(0, log.path.lastIndexOf('/')));
}

/** `irc-coscup-2015.log` → `coscup`; a name that is only a date says nothing. */
function nameOfFile(path: string): string | undefined {
  const base = path.slice(path.lastIndexOf('/') + 1);
  const name = base
    .replace(/(\.(raw|log|txt|weechatlog))+$/i, '')
    .replace(/^(irc|gitter)[-_.]/i, '')
    .replace(/[-_.]?\d{4}([-_.]?\d{2}){0,2}(_\d{2})?$/, '')
    .replace(/^\d{4}([-_.]?\d{2}){0,2}[-_.]?/, '');
  return name === '' ? undefined : name;
}

function conversationOf(channel: string): ImportConversation {
  return { externalId: channel, kind: 'open', name: channel.replace(/^#/, ''), archived: false, members: [], pins: [] };
}

async function* usersOf(logs: readonly FileSurvey[]): AsyncIterable<ImportUser> {
  const users = new Map<string, ImportUser>();
  for (const { nicks } of logs) {
    for (const [nick, spoke] of nicks) {
      const key = nickKey(nick);
      const known = users.get(key);
      if (known) known.spoke ||= spoke;
      else
        users.set(key, {
          externalId: key,
          handle: nick,
          displayName: nick,
          bot: false,
          guest: false,
          deactivated: false,
          role: 'member',
          spoke,
        });
    }
  }
  yield* users.values();
}
