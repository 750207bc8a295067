/** A phrase in both languages, side by side so that neither is forgotten: `[English, 中文]`. */
export type Phrase = readonly [en: string, zh: string];
export type Words = Readonly<Record<string, Phrase>>;
