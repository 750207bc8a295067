import type { CapLimit, PolicyRules } from '@rapport/contract';

/** One sentence of the rules, and what it is about: the same thing has the same key in another version. */
export interface RuleLine {
  part: 'replies' | 'quiet' | 'caps' | 'pressure' | 'guidance' | 'transactional';
  key: string;
  text: string;
}

/** What the sentences are made of; names by id and kind, phrases by the words of the feature. */
export interface Speech {
  say(key: SentenceKey, holes?: Record<string, string | number>): string;
  channel(kind: string): string;
  type(id: string | null): string;
  template(id: string): string;
  field(key: string): string;
}
type Uncounted<K> = K extends `${infer Base}_one` | `${infer Base}_other` ? Base : K;
export type SentenceKey = Uncounted<keyof typeof import('./words.ts').sentences>;

/** Hours in words. */
export function spanOf({ say }: Pick<Speech, 'say'>, hours: number): string {
  return hours % 24 === 0 ? say('daysSpan', { count: hours / 24 }) : say('hoursSpan', { count: hours });
}

/** A cap in words: none, never, or so many in any stretch of time. */
export function limitOf(speech: Pick<Speech, 'say'>, { most, hours }: CapLimit): string {
  if (most === null) return speech.say('capNone');
  if (most === 0) return speech.say('capNever');
  return speech.say('capMost', { count: most, span: spanOf(speech, hours) });
}

function capLines(speech: Speech, { caps }: PolicyRules): RuleLine[] {
  const seen = new Map<string, number>();
  return caps.map((cap) => {
    const place = `cap ${cap.channel} ${cap.type ?? ''}`;
    const nth = seen.get(place) ?? 0;
    seen.set(place, nth + 1);
    return {
      part: 'caps',
      key: `${place} ${nth}`,
      text: speech.say('capLine', {
        channel: speech.channel(cap.channel),
        type: speech.type(cap.type),
        limit: limitOf(speech, cap),
      }),
    };
  });
}

function quietLines({ say, channel }: Speech, { quietHours: { usual, channels } }: PolicyRules): RuleLine[] {
  return [
    { part: 'quiet', key: 'quiet', text: usual ? say('quietUsual', usual) : say('quietNone') },
    ...Object.entries(channels).map(
      ([kind, hours]): RuleLine => ({
        part: 'quiet',
        key: `quiet ${kind}`,
        text: hours
          ? say('quietChannel', { channel: channel(kind), ...hours })
          : say('quietChannelNone', { channel: channel(kind) }),
      }),
    ),
  ];
}

function pressureLines(speech: Speech, { pressure }: PolicyRules): RuleLine[] {
  const { say, channel } = speech;
  if (!pressure) return [{ part: 'pressure', key: 'pressure', text: say('pressureNone') }];
  const { most, halfLifeHours, weights, otherwise } = pressure;
  return [
    { part: 'pressure', key: 'pressure', text: say('pressureMost', { most, span: spanOf(speech, halfLifeHours) }) },
    ...Object.entries(weights).map(
      ([kind, weight]): RuleLine => ({
        part: 'pressure',
        key: `weight ${kind}`,
        text: say('weightLine', { channel: channel(kind), weight }),
      }),
    ),
    { part: 'pressure', key: 'weight', text: say('weightOther', { weight: otherwise }) },
  ];
}

function guidanceLines({ say, channel, field }: Speech, { guidance }: PolicyRules): RuleLine[] {
  return [
    {
      part: 'guidance',
      key: 'guidance',
      text: guidance.field === null ? say('guidanceNone') : say('guidanceField', { field: field(guidance.field) }),
    },
    ...guidance.stages.map(
      ({ stage, channels }): RuleLine => ({
        part: 'guidance',
        key: `stage ${stage}`,
        text: say('guidanceStage', { stage, channels: channels.map(channel).join(say('listComma')) }),
      }),
    ),
  ];
}

/** The rules in sentences. */
export function ruleLines(speech: Speech, rules: PolicyRules): RuleLine[] {
  const { say, template } = speech;
  return [
    { part: 'replies', key: 'replies', text: say('replyDays', { count: rules.replyDays }) },
    { part: 'replies', key: 'counted', text: say(rules.countReplies ? 'repliesCount' : 'repliesFree') },
    ...rules.transactional.map(
      (one): RuleLine => ({
        part: 'transactional',
        key: `template ${one.template}`,
        text: say(one.counted ? 'templateCounted' : 'templateFree', { name: template(one.template) }),
      }),
    ),
    ...quietLines(speech, rules),
    ...capLines(speech, rules),
    ...pressureLines(speech, rules),
    ...guidanceLines(speech, rules),
  ];
}

export interface Change {
  key: string;
  before?: string;
  after?: string;
}

/** What another version says otherwise, sentence by sentence. */
export function changesOf(before: readonly RuleLine[], after: readonly RuleLine[]): Change[] {
  const old = new Map(before.map(({ key, text }) => [key, text]));
  const now = new Map(after.map(({ key, text }) => [key, text]));
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((key) => {
    const [was, is] = [old.get(key), now.get(key)];
    if (was === is) return [];
    return [{ key, ...(was === undefined ? {} : { before: was }), ...(is === undefined ? {} : { after: is }) }];
  });
}
