import type { Language, Words } from '@rapport/contract';

/** A name in the reader's language, or in the one there is. */
export const inWords = (words: Words | undefined, language: Language): string =>
  (language === 'zh-CN' ? (words?.zh ?? words?.en) : (words?.en ?? words?.zh)) ?? '';
