import type { Language } from '@rapport/contract';
import { changeDevice, deviceNow } from './device.ts';
import { loadPack, packOf, type Table, type Tables } from './packs.ts';

const key = 'rapport.spoken';

/** What this device spoke last: a profile may speak another language than the browser does. */
function lastSpoken(): Language | null {
  try {
    const last = localStorage.getItem(key);
    return last === 'en' || last === 'zh-CN' ? last : null;
  } catch {
    return null;
  }
}

/** The language to speak before it is known whose page it is. */
export const firstLanguage = (): Language =>
  deviceNow().language ?? lastSpoken() ?? (navigator.language.startsWith('zh') ? 'zh-CN' : 'en');

const known: Record<Language, Record<string, Table>> = { en: {}, 'zh-CN': {} };
const asked = new Map<string, Promise<void>>();
const wanted = new Set(['core']);
const listeners = new Set<() => void>();
let now: Language = 'en';

export const languageNow = (): Language => now;

export const subscribeToLanguage = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Takes words in. */
export const learn = (language: Language, tables: Tables): void => void Object.assign(known[language], tables);

/** A feature's words, when they are there. */
export const wordsOf = (language: Language, feature: string): Table | undefined => known[language][feature];

/** Has a feature's words loaded: the same promise for all who ask, another one after a failure. */
export function loadWords(language: Language, feature: string): Promise<void> {
  const pack = packOf(feature);
  wanted.add(pack);
  const key = `${language} ${pack}`;
  let promise = asked.get(key);
  if (!promise) {
    promise = loadPack(language, pack).then((tables) => learn(language, tables));
    // Asked again after a while, not at once: a page that waits for it would ask without end.
    promise.catch(() => setTimeout(() => asked.delete(key), 5_000));
    asked.set(key, promise);
  }
  return promise;
}

let wishes = 0;

/** Speaks a language from now on, once all words that were needed so far are there in it; of two wishes the last holds. */
export async function speak(language: Language): Promise<void> {
  const wish = ++wishes;
  await Promise.all([...wanted].map((pack) => loadWords(language, pack)));
  if (wish !== wishes) return;
  now = language;
  try {
    localStorage.setItem(key, language);
  } catch {
    // Storage may be closed (private windows): then the browser's language comes first again.
  }
  for (const listener of listeners) listener();
}

/** Chooses what this device speaks. Without the line its words may not come: then nothing was chosen, and the failure is thrown. */
export async function chooseLanguage(language: Language): Promise<void> {
  const before = deviceNow().language;
  changeDevice({ language });
  try {
    await speak(language);
  } catch (error) {
    changeDevice({ language: before });
    throw error;
  }
}
