import { hash } from 'node:crypto';
import type { ImportActor, ImportItem, ReportSkip } from '../import-item.ts';
import { cleanText, literalToMarkdown } from '../text/escape-markdown.ts';
import { compactText } from '../text/import-text.ts';
import { logClock, type ZoneOffset } from './clock.ts';
import { withoutFormatting } from './decode.ts';
import { type IrcEvent, readLine } from './lines.ts';
import { nickKey } from './nick.ts';
import type { FileSurvey } from './survey.ts';

export interface LogContext {
  network: string;
  channel: string;
  zone: ZoneOffset;
  report: ReportSkip;
}

/** A line that became an item, kept back until it is sure that no line continues it. */
interface Pending {
  event: Exclude<IrcEvent, { kind: 'day' | 'noise' | 'unknown' }>;
  at: number;
  where: string;
  more: string[];
}

/** The lines of one log → items. Every line gives an item, continues one, or is counted under a reason (IM4). */
export async function* fileItems(
  survey: FileSurvey,
  lines: (path: string) => AsyncIterable<string>,
  context: LogContext,
): AsyncGenerator<ImportItem, void> {
  const clock = logClock(survey.start!, context.zone);
  const noise = new Map<string, { count: number; where: string }>();
  const identify = identifier(context);
  let pending: Pending | undefined;
  let number = 0;
  for await (const line of lines(survey.path)) {
    number += 1;
    const where = `${survey.path}:${number}`;
    const { stamp, event } = readLine(line);
    if (event.kind === 'unknown' && !stamp && pending && isTalk(pending.event)) {
      pending.more.push(line);
      continue;
    }
    // A blank line inside somebody's message belongs to it only when more of it follows; at its end it is nothing.
    if (event.kind === 'day') clock.setDay(event.date, event.hour, event.minute);
    const at = stamp ? clock.at(stamp) : clock.last();
    if (event.kind === 'unknown') context.report({ reason: 'line-not-understood', where, count: 1 });
    else if (event.kind === 'day') count(noise, 'log-marker', where);
    else if (event.kind === 'noise') count(noise, event.reason, where);
    else {
      if (pending) yield* finish(pending, identify, context.report);
      pending = { event, at, where, more: [] };
    }
  }
  if (pending) yield* finish(pending, identify, context.report);
  for (const [reason, { count: times, where }] of noise) context.report({ reason, where, count: times });
}

function count(noise: Map<string, { count: number; where: string }>, reason: string, where: string): void {
  const known = noise.get(reason);
  if (known) known.count += 1;
  else noise.set(reason, { count: 1, where });
}

type Talk = Extract<Pending['event'], { text: string }>;

function isTalk(event: Pending['event']): event is Talk {
  return event.kind === 'message' || event.kind === 'action' || event.kind === 'notice';
}

function actorOf(nick: string): ImportActor {
  return { id: nickKey(nick), name: nick };
}

type WithoutPlace<T> = T extends unknown ? Omit<T, 'externalId' | 'atMicros' | 'where'> : never;
type Content = WithoutPlace<ImportItem>;

function* finish(pending: Pending, identify: Identify, report: ReportSkip): Iterable<ImportItem> {
  const { event, at, where } = pending;
  const read = isTalk(event) ? talkContent(event, pending.more) : noticeContent(event);
  if (read === undefined) {
    report({ reason: 'empty', where, count: 1 + pending.more.length });
    return;
  }
  const externalId = identify(at, event.kind, event.nick ?? '', read.said);
  yield { ...read.content, externalId, atMicros: at, where } as ImportItem;
}

interface Read {
  content: Content;
  /** The words that make the line what it is, for its id. */
  said: string;
}

function talkContent(event: Talk, more: readonly string[]): Read | undefined {
  const said = withoutFormatting([event.text, ...more].join('\n'));
  const text = compactText([literalToMarkdown(said)]);
  if (text.length === 0) return undefined;
  const content: Content = {
    kind: 'message',
    author: actorOf(event.nick),
    text,
    ...(event.kind === 'action' ? { action: true } : {}),
    ...(event.kind === 'notice' ? { subtype: 'notice' } : {}),
    files: [],
    reactions: [],
  };
  return { content, said };
}

function noticeContent(event: Exclude<Pending['event'], Talk>): Read {
  if (event.kind === 'nick') {
    const content: Content = { kind: 'change', what: 'nick', actor: actorOf(event.nick), value: event.to, text: [] };
    return { content, said: event.to };
  }
  if (event.kind === 'topic') {
    const topic = cleanText(withoutFormatting(event.topic));
    const actor = event.nick === undefined ? {} : { actor: actorOf(event.nick) };
    const text = compactText([literalToMarkdown(topic)]);
    return { content: { kind: 'change', what: 'topic', ...actor, value: topic, text }, said: topic };
  }
  const reason = cleanText(withoutFormatting(event.reason ?? ''));
  const by = event.by === undefined ? {} : { by: actorOf(event.by) };
  const person = actorOf(event.nick);
  const content: Content = { kind: 'membership', change: event.kind, person, ...by, ...(reason ? { reason } : {}) };
  return { content, said: reason };
}

type Identify = (at: number, kind: string, nick: string, content: string) => string;

/**
 * IRC has no message ids. A hash of where, when (to the minute, as the coarsest logs say it), who and what, and for words said
 * twice in a minute their turn, is the same in every log that holds the line.
 */
function identifier(context: LogContext): Identify {
  let minute = -1;
  let turns = new Map<string, number>();
  return (at, kind, nick, content) => {
    const now = Math.floor(at / 60_000_000);
    if (now !== minute) turns = new Map();
    minute = now;
    const line = JSON.stringify([context.network, context.channel, now, kind, nickKey(nick), content.trim()]);
    const turn = turns.get(line) ?? 0;
    turns.set(line, turn + 1);
    return hash('sha256', `${line}#${turn}`, 'base64url').slice(0, 27);
  };
}
