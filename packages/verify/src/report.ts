import type { Finding, RecordState, Verdict } from './verdict.ts';
import { completeWords, findingWords, type Language, logWords, otherWords, outcomeWords, stateWords } from './words.ts';

export function findingText(finding: Finding, language: Language): string {
  const { state, code, file, conversation, ev, what } = finding;
  const place = [file, conversation && `${conversation}${ev === undefined ? '' : ` #${ev}`}`].filter(Boolean).join(' ');
  const detail = what === undefined ? '' : ` (${what})`;
  return `${stateWords[state][language]}  ${place}${place ? ': ' : ''}${findingWords[code][language]}${detail}`;
}

const dateOf = (at: number): string => new Date(at).toISOString();

const countsText = (counts: Record<RecordState, number>, language: Language): string =>
  (Object.entries(counts) as [RecordState, number][])
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${count} ${stateWords[state][language]}`)
    .join(', ');

function policyText({ policy, selfAttested }: Verdict, language: Language): string[] {
  if (policy === 'packed') return [otherWords.packed[language]];
  if (policy === 'none') return [otherWords.noPolicy[language]];
  return selfAttested ? [otherWords.selfAttested[language]] : [];
}

/** Signs that move the cursor, hide text or turn its direction: words from a bundle must not paint over the verdict. */
const painting = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;
const plain = (line: string): string =>
  line.replace(painting, (sign) => `\\u{${sign.codePointAt(0)!.toString(16).padStart(4, '0')}}`);

/** The verdict for people: lines of text. */
export const reportLines = (verdict: Verdict, language: Language): string[] => linesOf(verdict, language).map(plain);

function linesOf(verdict: Verdict, language: Language): string[] {
  const word = (name: keyof typeof otherWords) => otherWords[name][language];
  return [
    ...verdict.findings.map((finding) => findingText(finding, language)),
    ...(verdict.findingsLeftOut > 0 ? [`… ${verdict.findingsLeftOut} ${word('more')}`] : []),
    ...verdict.logs.map(
      ({ epoch, origin, size, state, witnesses }) =>
        `${word('log')} ${epoch}: ${origin}, ${size} ${word('leaves')}, ${logWords[state][language]}${witnesses.length > 0 ? ` (+ ${witnesses.join(', ')})` : ''}`,
    ),
    ...verdict.streams.map(({ conversation, from, to, after, before, complete, seenAt, states }) => {
      const time =
        after === undefined && before === undefined
          ? ''
          : ` [${after === undefined ? '' : dateOf(after)} … ${before === undefined ? '' : dateOf(before)})`;
      return `${word('conversation')} ${conversation}: ${word('numbers')} ${from}–${to}${time}, ${completeWords[complete][language]}${seenAt === undefined ? '' : ` (${word('seenAt')} ${dateOf(seenAt)})`}; ${countsText(states, language)}`;
    }),
    `${word('records')}: ${countsText(verdict.records, language) || '0'}`,
    ...policyText(verdict, language),
    word('unproved'),
    outcomeWords[verdict.outcome][language],
  ];
}
