import type { Language } from '@rapport/contract';
import { createContext, type ReactNode, use, useSyncExternalStore } from 'react';
import { languageNow, loadWords, subscribeToLanguage, wordsOf } from './language.ts';
import { packOf } from './packs.ts';
import type { allWords } from './words.ts';

type All = typeof allWords;
export type Feature = keyof All;

/** Phrases that count are asked for by what they share: `members` for `members_one` and `members_other`. */
type Uncounted<K> = K extends `${infer Base}_one` | `${infer Base}_other` ? Base : K;
type KeyOf<F extends Feature> = F extends Feature ? Uncounted<keyof All[F] & string> : never;
type FarKey = { [F in Feature]: `${F}:${KeyOf<F>}` }[Feature];
type Holes = Readonly<Record<string, string | number>>;

/** A phrase by its key in the features that are spoken, or by `feature:key`; `holes` fill `{{these}}`, `count` chooses the form. */
export type Translate<F extends Feature> = (key: KeyOf<F> | FarKey, holes?: Holes) => string;

export interface Translation<F extends Feature> {
  t: Translate<F>;
  language: Language;
}

const LanguageContext = createContext<Language>('en');

/** Whoever stands inside speaks the language of the moment. */
export function LanguageProvider({ children }: { children: ReactNode }) {
  return <LanguageContext value={useSyncExternalStore(subscribeToLanguage, languageNow)}>{children}</LanguageContext>;
}

const plurals = new Map<Language, Intl.PluralRules>();

function formOf(language: Language, count: number): string {
  let rules = plurals.get(language);
  if (!rules) {
    rules = new Intl.PluralRules(language);
    plurals.set(language, rules);
  }
  return rules.select(count);
}

function phraseOf(language: Language, features: readonly string[], key: string, holes: Holes | undefined): string {
  const colon = key.indexOf(':');
  const name = key.slice(colon + 1);
  const form = typeof holes?.count === 'number' ? `${name}_${formOf(language, holes.count)}` : name;
  for (const feature of colon > 0 ? [key.slice(0, colon)] : features) {
    const words = wordsOf(language, feature);
    const phrase = words?.[form] ?? words?.[name] ?? words?.[`${name}_other`];
    if (phrase !== undefined)
      return holes ? phrase.replace(/\{\{(\w+)\}\}/g, (_, hole: string) => String(holes[hole] ?? '')) : phrase;
  }
  return key;
}

const made = new Map<string, Translation<Feature>>();

function translationOf(language: Language, features: readonly string[]): Translation<Feature> {
  const key = `${language} ${features}`;
  let found = made.get(key);
  if (!found) {
    found = { t: (asked, holes) => phraseOf(language, features, asked, holes), language };
    made.set(key, found);
  }
  return found;
}

/** The words of one or more features. Those that come with a page of their own are waited for by its Suspense. */
export function useTranslation<F extends Feature = 'app'>(features: F | readonly F[] = 'app' as F): Translation<F> {
  const language = use(LanguageContext);
  const all: readonly string[] = typeof features === 'string' ? [features] : features;
  // Asked for at each drawing, also when they are there: a hook that waited once must go on. All are on their way at once.
  for (const words of all.filter((feature) => packOf(feature) !== 'core').map((feature) => loadWords(language, feature)))
    use(words);
  return translationOf(language, all) as Translation<F>;
}

/** A phrase of the core outside of components, as `feature:key`. */
export const say = (key: FarKey, holes?: Holes): string => phraseOf(languageNow(), [], key, holes);
