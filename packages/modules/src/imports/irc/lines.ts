/**
 * One line of an IRC log → what it says. Knows the layouts of irssi, WeeChat, ZNC/mIRC-style bots, the Ubuntu archive and
 * Gitter dumps; they differ in the stamp and in the words around joins and parts, so both are matched apart.
 */

export interface LineStamp {
  /** `YYYY-MM-DD` when the line itself says so. */
  date?: string;
  hour: number;
  minute: number;
  second: number;
  /** The stamp names UTC or an offset, in minutes east. */
  offsetMinutes?: number;
}

export type IrcEvent =
  | { kind: 'message' | 'action' | 'notice'; nick: string; text: string }
  | { kind: 'join' | 'leave'; nick: string; channel?: string; reason?: string; by?: string; quit?: boolean }
  | { kind: 'nick'; nick: string; to: string }
  | { kind: 'topic'; nick?: string; topic: string; channel?: string }
  | { kind: 'day'; date: string; hour?: number; minute?: number }
  /** Nothing anybody said: counted under its reason. */
  | { kind: 'noise'; reason: string; channel?: string }
  | { kind: 'unknown' };

export interface IrcLine {
  stamp?: LineStamp;
  event: IrcEvent;
}

const STAMPS: readonly RegExp[] = [
  /^\[?(?<date>\d{4}-\d{2}-\d{2})[T ](?<h>\d{1,2}):(?<m>\d{2}):(?<s>\d{2})(?:\.\d+)?(?<zone>Z|[+-]\d{2}:?\d{2})?\]?(?=\s|$)/,
  /^\[?(?<date>\d{4}-\d{2}-\d{2})[T ](?<h>\d{1,2}):(?<m>\d{2})\]?(?=\s|$)/,
  /^\[(?<h>\d{1,2}):(?<m>\d{2})(?::(?<s>\d{2}))?\](?=\s|$)/,
  /^(?<h>\d{1,2}):(?<m>\d{2})(?::(?<s>\d{2}))?(?=\s)/,
];

/** Stamp of a line and the rest behind it (its separating blank taken away), or undefined when the line has none. */
export function readStamp(line: string): { stamp: LineStamp; rest: string } | undefined {
  for (const pattern of STAMPS) {
    const match = pattern.exec(line);
    if (!match) continue;
    const { date, h, m, s, zone } = match.groups!;
    const stamp: LineStamp = { hour: Number(h), minute: Number(m), second: Number(s ?? 0) };
    if (stamp.hour > 23 || stamp.minute > 59 || stamp.second > 60) return undefined;
    if (date !== undefined) stamp.date = date;
    if (zone !== undefined) stamp.offsetMinutes = zoneMinutes(zone);
    return { stamp, rest: line.slice(match[0].length).replace(/^[ \t]/, '') };
  }
  return undefined;
}

function zoneMinutes(zone: string): number {
  if (zone === 'Z') return 0;
  const sign = zone.startsWith('-') ? -1 : 1;
  return sign * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2)));
}

export function readLine(line: string): IrcLine {
  if (line.trim() === '') return { event: { kind: 'noise', reason: 'blank-line' } };
  const header = readHeader(line);
  if (header) return { event: header };
  // The Ubuntu archive writes what is no message without a time.
  if (line.startsWith('=== ')) return { event: readServerText(line.slice(4)) ?? bareAction(line.slice(4)) };
  const stamped = readStamp(line);
  if (!stamped) return { event: { kind: 'unknown' } };
  return { stamp: stamped.stamp, event: readRest(stamped.rest) };
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

function readHeader(line: string): IrcEvent | undefined {
  const opened =
    /^[-*]{3,4} (?:Log opened|Log closed|BEGIN LOGGING AT|ENDING LOGGING AT|Logfile started|Session Start:|Session Close:)\s*(.*)$/.exec(
      line,
    );
  if (opened) {
    const day = /(?:[A-Z][a-z]{2} )?([A-Z][a-z]{2}) +(\d{1,2}) (\d{2}):(\d{2})(?::\d{2})? (\d{4})/.exec(opened[1]!);
    if (!day || /closed|ENDING|Close/.test(line)) return { kind: 'noise', reason: 'log-marker' };
    const date = isoDate(day[5]!, day[1]!, day[2]!);
    return date === undefined
      ? { kind: 'noise', reason: 'log-marker' }
      : { kind: 'day', date, hour: Number(day[3]), minute: Number(day[4]) };
  }
  const changed = /^--- Day changed [A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{1,2}) (\d{4})/.exec(line);
  const date = changed ? isoDate(changed[3]!, changed[1]!, changed[2]!) : /^--- Day changed (\d{4}-\d{2}-\d{2})/.exec(line)?.[1];
  if (date !== undefined) return { kind: 'day', date };
  if (/^(#+ ?)?Day ?\d+$/i.test(line.trim()) || /^(={3,}|-{3,})$/.test(line.trim())) return { kind: 'noise', reason: 'heading' };
  return undefined;
}

function isoDate(year: string, month: string, day: string): string | undefined {
  const index = MONTHS.indexOf(month.toLowerCase());
  return index < 0 ? undefined : `${year}-${String(index + 1).padStart(2, '0')}-${day.padStart(2, '0')}`;
}

/** Modes a client shows before a nick. */
const NICK = '[^\\s<>]+';
const SAID = new RegExp(`^<[ @+%&~!]?\\s?(${NICK})\\s?>(?: (.*)|)$`, 's');
const ACTION = /^ ?\* (\S+)(?: (.*))?$/s;
const NOTICE = /^-(\S+?)(?:\([^)]*\))?(?::[^ -]*)?- (.*)$/s;
const TABBED = /^([^\t]*)\t(.*)$/s;

function readRest(rest: string): IrcEvent {
  const said = SAID.exec(rest);
  if (said) return { kind: 'message', nick: said[1]!, text: said[2] ?? '' };
  const tabbed = TABBED.exec(rest);
  if (tabbed) return readWeechat(tabbed[1]!.trim(), tabbed[2]!);
  const server = /^(?:-!-|\*\*\*) (.*)$/s.exec(rest);
  if (server) return readServerText(server[1]!) ?? { kind: 'unknown' };
  const names = /^\[Users (#\S+)\]$/.exec(rest);
  if (names) return { kind: 'noise', reason: 'name-list', channel: names[1]! };
  if (/^\[.{1,40}\](?: \[.{1,40}\])*\s*$/.test(rest)) return { kind: 'noise', reason: 'name-list' };
  const action = ACTION.exec(rest);
  if (action) return { kind: 'action', nick: action[1]!, text: action[2] ?? '' };
  const notice = NOTICE.exec(rest);
  if (notice) return { kind: 'notice', nick: notice[1]!, text: notice[2]! };
  return { kind: 'unknown' };
}

function readWeechat(who: string, text: string): IrcEvent {
  if (who === '-->' || who === '<--' || who === '--') return readServerText(text) ?? { kind: 'noise', reason: 'client-notice' };
  if (who === '*') {
    const action = /^(\S+)(?: (.*))?$/s.exec(text);
    return action ? { kind: 'action', nick: action[1]!, text: action[2] ?? '' } : { kind: 'unknown' };
  }
  if (who === '') return { kind: 'unknown' };
  return { kind: 'message', nick: who.replace(/^[@+%&~!](?=.)/, ''), text };
}

type Reader = (match: RegExpExecArray) => IrcEvent;
/** `nick [user@host]` or `nick (user@host)`; hosts may hold brackets themselves. */
const WHO = '(\\S+)\\s+[[(](?:\\S+)[\\])]\\s+';

const SERVER: readonly [RegExp, Reader][] = [
  [new RegExp(`^${WHO}has joined (?:channel )?(#\\S+)`), (m) => ({ kind: 'join', nick: m[1]!, channel: m[2]! })],
  [new RegExp(`^${WHO}has left (?:channel )?(#\\S+)(?: [[(](.*)[\\])])?`), (m) => left(m[1]!, m[2], m[3])],
  [new RegExp(`^${WHO}has quit(?: IRC)?(?: ?[[(](.*)[\\])])?`), (m) => ({ ...left(m[1]!, undefined, m[2]), quit: true })],
  [/^Joins: (\S+)/, (m) => ({ kind: 'join', nick: m[1]! })],
  [/^Parts: (\S+)(?: \([^)]*\))?(?: \((.*)\))?/, (m) => left(m[1]!, undefined, m[2])],
  [/^Quits: (\S+)(?: \([^)]*\))?(?: \((.*)\))?/, (m) => ({ ...left(m[1]!, undefined, m[2]), quit: true })],
  [/^(\S+) (?:has )?joined (#\S+)/, (m) => ({ kind: 'join', nick: m[1]!, channel: m[2]! })],
  [/^(\S+) was kicked from (#\S+) by (\S+)(?: \[(.*)\])?/, (m) => ({ ...left(m[1]!, m[2], m[4]), by: m[3]! })],
  [/^(\S+) was kicked by (\S+)(?: \((.*)\))?/, (m) => ({ ...left(m[1]!, undefined, m[3]), by: m[2]! })],
  [/^(\S+) has kicked (\S+)(?: from (#\S+))?(?: \((.*)\))?/, (m) => ({ ...left(m[2]!, m[3], m[4]), by: m[1]! })],
  [/^(\S+) is now known as (\S+)/, (m) => ({ kind: 'nick', nick: m[1]!, to: m[2]! })],
  [/^(\S+) changed the topic of (#\S+) to: (.*)$/s, (m) => ({ kind: 'topic', nick: m[1]!, channel: m[2]!, topic: m[3]! })],
  [
    /^(\S+) has changed topic for (#\S+)(?: from ".*")? to "(.*)"$/s,
    (m) => ({ kind: 'topic', nick: m[1]!, channel: m[2]!, topic: m[3]! }),
  ],
  [/^(\S+) changes topic to ['"](.*)['"]$/s, (m) => ({ kind: 'topic', nick: m[1]!, topic: m[2]! })],
  [/^Topic (?:for|\()?\s?(#[^\s:)]+)\)?:/, (m) => ({ kind: 'noise', reason: 'topic-on-joining', channel: m[1]! })],
  [/^(?:Topic set by|Channel (#\S+) created|Irssi:|You're now known as)/, (m) => noise('client-notice', m[1])],
  [/^(?:mode\/|Mode )(#\S+)/, (m) => noise('channel-mode', m[1])],
  [/^\S+ (?:sets|set) mode:?/, () => noise('channel-mode', undefined)],
  [/^(?:ServerMode\/|mode change )/, () => noise('channel-mode', undefined)],
  [/^Netsplit /, () => noise('netsplit', undefined)],
];

function noise(reason: string, channel: string | undefined): IrcEvent {
  return channel === undefined ? { kind: 'noise', reason } : { kind: 'noise', reason, channel };
}

function left(nick: string, channel: string | undefined, reason: string | undefined): IrcEvent & { kind: 'join' | 'leave' } {
  const said = reason?.trim();
  return { kind: 'leave', nick, ...(channel === undefined ? {} : { channel }), ...(said ? { reason: said } : {}) };
}

function readServerText(text: string): IrcEvent | undefined {
  for (const [pattern, read] of SERVER) {
    const match = pattern.exec(text);
    if (match) return read(match);
  }
  return undefined;
}

/** `=== ogra shuts up`: how the Ubuntu archive wrote `/me` until 2008. */
function bareAction(text: string): IrcEvent {
  const match = /^(\S+) (.+)$/s.exec(text);
  return match ? { kind: 'action', nick: match[1]!, text: match[2]! } : { kind: 'unknown' };
}
