import type { Language } from '@rapport/contract';
import { inLanguage } from '../words.ts';
import { type Entry, titles } from './finding.ts';
import { type Finding, findings } from './findings.ts';

/** What is put into a finding's sentences: figures and names of settings, never secrets or content. */
export type Params = Readonly<Record<string, string | number>>;

/** One thing that was looked at, without words yet. */
export interface Found {
  finding: Finding;
  params: Params;
}

/** The same for people to read. `wrong` must be mended for Rapport to work; `note` is worth knowing. */
export interface NamedCheck {
  /** What was looked at: `disk`. */
  name: string;
  /** What it was found to be: `disk-full`. Stable; the sentences are not. */
  finding: Finding;
  state: 'good' | 'note' | 'wrong';
  title: string;
  found: string;
  /** What to do about it. */
  cure?: string;
}

export const found = (finding: Finding, params: Params = {}): Found => ({ finding, params });

const fill = (words: string, params: Params): string =>
  words.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? '?'));

/** The finding in words. */
export function inWords({ finding, params }: Found, language: Language): NamedCheck {
  const entry: Entry = findings[finding];
  return {
    name: entry.check,
    finding,
    state: entry.state,
    title: inLanguage(titles[entry.check], language),
    found: fill(inLanguage(entry.found, language), params),
    ...(entry.cure ? { cure: fill(inLanguage(entry.cure, language), params) } : {}),
  };
}
