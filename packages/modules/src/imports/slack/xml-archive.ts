import { Parser } from 'htmlparser2';
import { decodeText, readBytes } from '../export-files.ts';
import type { ExportFiles, ExportLimits } from '../export-shape.ts';
import type { ImportItem, ImportMessage, ImportSource, ImportUser, ItemRange, ReportSkip } from '../import-item.ts';
import { ImportFormatError } from '../import-item.ts';
import { mrkdwnToText } from './mrkdwn.ts';

/**
 * The XML of the "Software-related Slack Chats" research set (Chatterjee et al., MSR 2020): one channel a file, UTC
 * times with microseconds, people by (replaced) name. Its `conversation_id` is a guess of the researchers, no thread.
 */

interface XmlMessage {
  ts: string;
  user: string;
  text: string;
}

interface XmlFile {
  path: string;
  team: string;
  channel: string;
  messages: XmlMessage[];
}

export async function isXmlArchive(files: ExportFiles): Promise<boolean> {
  const first = files.entries.find((entry) => entry.path.endsWith('.xml'));
  if (!first) return false;
  const stream = await files.stream(first.path);
  for await (const chunk of stream) {
    stream.destroy();
    return /^\ufeff?\s*(<\?xml[^>]*>\s*)?<slack>/.test((chunk as Buffer).toString('utf8'));
  }
  return false;
}

export async function openXmlArchive(files: ExportFiles, limits: ExportLimits, report: ReportSkip): Promise<ImportSource> {
  const paths = files.entries.map((entry) => entry.path).filter((path) => path.endsWith('.xml'));
  const heads = new Map<string, { team: string; channel: string; paths: string[] }>();
  const users = new Map<string, ImportUser>();
  for (const path of paths) {
    const file = await readXml(files, path, limits);
    const known = heads.get(file.channel) ?? { team: file.team, channel: file.channel, paths: [] };
    known.paths.push(path);
    heads.set(file.channel, known);
    for (const { user } of file.messages) if (user !== '' && !users.has(user)) users.set(user, userOf(user));
  }
  for (const { path } of files.entries)
    if (!path.endsWith('.xml')) report({ reason: 'file-not-part-of-the-talk', where: path, count: 1 });
  const team = [...heads.values()][0]?.team ?? files.name;
  return {
    kind: 'slack',
    layout: 'slack-xml',
    externalWorkspaceId: `slack:${team}`,
    workspaceName: team,
    users: async function* () {
      yield* users.values();
    },
    conversations: async function* () {
      for (const { channel } of heads.values())
        yield { externalId: channel, kind: 'open', name: channel, archived: false, members: [], pins: [] };
    },
    items: (conversation, range) => readItems(files, heads.get(conversation.externalId)?.paths ?? [], limits, range, report),
    close: () => files.close(),
  };
}

function userOf(name: string): ImportUser {
  return { externalId: name, handle: name, displayName: name, bot: false, guest: false, deactivated: false, role: 'member' };
}

async function readXml(files: ExportFiles, path: string, limits: ExportLimits): Promise<XmlFile> {
  const file: XmlFile = { path, team: '', channel: '', messages: [] };
  let current: XmlMessage | undefined;
  let content = '';
  const parser = new Parser(
    {
      onopentag: (name) => {
        content = '';
        if (name === 'message') current = { ts: '', user: '', text: '' };
      },
      ontext: (data) => {
        content += data;
      },
      onclosetag: (name) => {
        if (name === 'message' && current) file.messages.push(current);
        if (name === 'team_domain') file.team = content.trim();
        if (name === 'channel_name') file.channel = content.trim();
        if (current && (name === 'ts' || name === 'user' || name === 'text'))
          current[name] = name === 'text' ? content : content.trim();
        content = '';
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.end(decodeText(await readBytes(files, path, limits)));
  if (file.channel === '') throw new ImportFormatError(`${path} names no channel`);
  return file;
}

/** `2017-05-11T15:46:08.512661` (UTC) → microseconds. */
function xmlMicros(ts: string): number | undefined {
  const match = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,6}))?Z?$/.exec(ts);
  const millis = match ? Date.parse(`${match[1]}Z`) : Number.NaN;
  return Number.isFinite(millis) ? millis * 1000 + Number((match![2] ?? '').padEnd(6, '0')) : undefined;
}

async function* readItems(
  files: ExportFiles,
  paths: readonly string[],
  limits: ExportLimits,
  range: ItemRange = {},
  report: ReportSkip,
): AsyncIterable<ImportItem> {
  const items: ImportMessage[] = [];
  const seen = new Set<string>();
  for (const path of paths) {
    const file = await readXml(files, path, limits);
    for (const [index, message] of file.messages.entries()) {
      const where = `${path}#${index}`;
      const at = xmlMicros(message.ts);
      // The entities of Slack's text are escaped once more by the XML; bare `&` and `<` of older files stay as they are.
      const words = mrkdwnToText(message.text);
      const reason =
        at === undefined
          ? 'no-timestamp'
          : words.length === 0
            ? 'empty'
            : seen.has(message.ts + message.user)
              ? 'entry-twice'
              : undefined;
      if (reason !== undefined || at === undefined) {
        report({ reason: reason ?? 'no-timestamp', where, count: 1 });
        continue;
      }
      seen.add(message.ts + message.user);
      items.push({
        kind: 'message',
        externalId: `${message.ts}:${message.user}`,
        atMicros: at,
        where,
        author: { id: message.user === '' ? 'unknown' : message.user },
        text: words,
        files: [],
        reactions: [],
      });
    }
  }
  items.sort((a, b) => a.atMicros - b.atMicros);
  for (const item of items) if (range.fromMicros === undefined || item.atMicros >= range.fromMicros) yield item;
}
