import { parseExact } from '@rapport/platform';
import { decodeText, readBytes } from '../export-files.ts';
import type { ExportFiles, ExportLimits } from '../export-shape.ts';
import type { ReportSkip } from '../import-item.ts';
import { readLines } from '../read-lines.ts';
import { isJson, type Json, number, objects, strings, text } from '../slack/shapes.ts';

/** One decrypted message with where it stood and when it was, in microseconds. */
export interface ArchiveEntry {
  entry: Json;
  where: string;
  atMicros: number;
}

/** Files of one archive that hold messages; lists that are beside them. */
const lists = /(^|\/)(users|rooms)\.json$/;
const messages = /\.(json|jsonl|ndjson|txt|log)$/;

export const isMessageFile = (path: string): boolean => messages.test(path) && !lists.test(path) && !path.startsWith('__MACOSX/');
export const isList = (path: string, name: 'users' | 'rooms'): boolean => lists.exec(path)?.[2] === name;

/** A message, or the note that somebody changed to another organization: both have an id and say what they are. */
const isEntry = (value: unknown): value is Json & { msgid: unknown } =>
  isJson(value) && text(value, 'msgid') !== undefined && text(value, 'action') !== undefined;

/** `[…]`, `{"messages": […]}` or `{"chatdata": […]}` as one file. */
function entriesIn(value: unknown): unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (!isJson(value) || isEntry(value)) return undefined;
  const list = value.messages ?? value.chatdata;
  return Array.isArray(list) ? list : undefined;
}

function parsed(source: string): unknown {
  try {
    return parseExact(source);
  } catch {
    return undefined;
  }
}

/** How a file begins: one document of a list, or a message a line. */
async function firstByte(files: ExportFiles, path: string): Promise<string> {
  for await (const line of readLines(files, path)) {
    const begin = line
      .toString('utf8')
      .replace(/^\ufeff/, '')
      .trim();
    if (begin !== '') return isEntry(parsed(begin)) ? 'line' : begin[0]!;
  }
  return '';
}

async function* rawEntries(
  files: ExportFiles,
  path: string,
  limits: ExportLimits,
  report: ReportSkip,
): AsyncIterable<[unknown, string]> {
  const begin = await firstByte(files, path);
  if (begin === '[' || begin === '{') {
    const whole = parsed(decodeText(await readBytes(files, path, limits)).replace(/^\ufeff/, ''));
    const list = entriesIn(whole);
    if (list) {
      for (const [index, entry] of list.entries()) yield [entry, `${path}#${index}`];
      return;
    }
  }
  let n = 0;
  for await (const line of readLines(files, path)) {
    n++;
    const source = line.toString('utf8').trim();
    if (source === '') continue;
    const entry = parsed(source);
    if (entry === undefined) report({ reason: 'unreadable-line', where: `${path}:${n}`, count: 1 });
    else yield [entry, `${path}:${n}`];
  }
}

/** Unix ms of an entry; 0 and nothing at all say no time. */
const timeOf = (entry: Json): number | undefined => {
  const ms = number(entry, 'msgtime') ?? number(entry, 'time');
  return ms !== undefined && ms > 0 ? ms : undefined;
};

/**
 * The entries of one file by their conversation, each in the order of its time. One without a time has that of the entry before it (of the next one
 * where there is none).
 */
export async function groupsOf(
  files: ExportFiles,
  path: string,
  limits: ExportLimits,
  report: ReportSkip,
): Promise<Map<string, ArchiveEntry[]>> {
  const all: { entry: Json; where: string; ms: number | undefined }[] = [];
  for await (const [entry, where] of rawEntries(files, path, limits, report)) {
    if (isEntry(entry)) all.push({ entry, where, ms: timeOf(entry) });
    else report({ reason: 'not-a-message', where, count: 1 });
  }
  let last = all.find((one) => one.ms !== undefined)?.ms ?? 1;
  const groups = new Map<string, ArchiveEntry[]>();
  for (const { entry, where, ms } of all) {
    const place = placeOf(entry);
    if (place === undefined) {
      report({ reason: entry.action === 'switch' ? 'organization-switch' : 'message-without-people', where, count: 1 });
      continue;
    }
    if (ms === undefined) report({ reason: 'part:time-missing', where, count: 1 });
    last = ms ?? last;
    const group = groups.get(place) ?? [];
    group.push({ entry, where, atMicros: last * 1000 });
    groups.set(place, group);
  }
  for (const group of groups.values()) group.sort((a, b) => a.atMicros - b.atMicros);
  return groups;
}

/** Who took part in a message. */
export const peopleOf = (entry: Json): string[] =>
  [...new Set([text(entry, 'from') ?? '', ...strings(entry, 'tolist')])].filter((one) => one !== '');

/** The conversation of a message: its room, else the people it went between. */
export function placeOf(entry: Json): string | undefined {
  const room = text(entry, 'roomid');
  if (room !== undefined) return `room:${room}`;
  const people = peopleOf(entry).sort();
  return text(entry, 'from') === undefined ? undefined : `people:${people.join(',')}`;
}

/** A list beside the messages; nothing when there is none. */
export async function readList(
  files: ExportFiles,
  name: 'users' | 'rooms',
  limits: ExportLimits,
  report: ReportSkip,
): Promise<Json[]> {
  const path = files.entries.map((one) => one.path).find((one) => isList(one, name));
  if (path === undefined) return [];
  const value = parsed(decodeText(await readBytes(files, path, limits)));
  const list = Array.isArray(value) ? value.filter(isJson) : isJson(value) ? objects(value, name) : [];
  if (list.length === 0) report({ reason: 'file-not-a-list', where: path, count: 1 });
  return list;
}
