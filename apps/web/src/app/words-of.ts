/** A phrase in both languages, side by side so that neither is forgotten: `[English, 中文]`. */
export type Phrase = readonly [en: string, zh: string];
export type Words = Readonly<Record<string, Phrase>>;

type English<W extends Words> = { [K in keyof W]: string };

/** Turns pairs into the two resource tables that i18next reads. */
export function tables<W extends Words>(words: W): { en: English<W>; zh: English<W> } {
  const en: Record<string, string> = {};
  const zh: Record<string, string> = {};
  for (const [key, [english, chinese]] of Object.entries(words)) {
    en[key] = english;
    zh[key] = chinese;
  }
  return { en: en as English<W>, zh: zh as English<W> };
}
