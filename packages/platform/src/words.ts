import type { Language } from '@rapport/contract';

/** In English and in Chinese. */
export type Words = readonly [en: string, zh: string];

export const inLanguage = ([en, zh]: Words, language: Language): string => (language === 'zh-CN' ? zh : en);

/** The language of whoever runs this process: what its locale says (LC_ALL, LC_MESSAGES, LANG). */
export const ownLanguage = (): Language => (Intl.DateTimeFormat().resolvedOptions().locale.startsWith('zh') ? 'zh-CN' : 'en');

/** For whoever runs this process. */
export const inOwnLanguage = (...words: Words): string => inLanguage(words, ownLanguage());
