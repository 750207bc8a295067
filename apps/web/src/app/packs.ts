import type { Language } from '@rapport/contract';

/** Words of one language by their keys, as the build cuts them out of the files of words. */
export type Table = Readonly<Record<string, string>>;
export type Tables = Readonly<Record<string, Table>>;

type Pack = () => Promise<Tables>;

/** What is loaded at once and together: `core` before the first page, the others with what speaks them. */
const packs: Record<Language, Record<string, Pack>> = {
  en: {
    core: async () => (await import('./core-words.ts?words=en')).coreWords,
    access: async () => ({ access: (await import('../features/access/words.ts?words=en')).access }),
    forms: async () => ({ forms: (await import('../features/forms/words.ts?words=en')).forms }),
    health: async () => ({ health: (await import('../features/health/words.ts?words=en')).health }),
    panels: async () => ({ panels: (await import('../features/panels/words.ts?words=en')).panels }),
    search: async () => ({ search: (await import('../features/search/words.ts?words=en')).search }),
  },
  'zh-CN': {
    core: async () => (await import('./core-words.ts?words=zh')).coreWords,
    access: async () => ({ access: (await import('../features/access/words.ts?words=zh')).access }),
    forms: async () => ({ forms: (await import('../features/forms/words.ts?words=zh')).forms }),
    health: async () => ({ health: (await import('../features/health/words.ts?words=zh')).health }),
    panels: async () => ({ panels: (await import('../features/panels/words.ts?words=zh')).panels }),
    search: async () => ({ search: (await import('../features/search/words.ts?words=zh')).search }),
  },
};

/** The pack that a feature's words come in. */
export const packOf = (feature: string): string => (Object.hasOwn(packs.en, feature) ? feature : 'core');

export const loadPack = (language: Language, pack: string): Promise<Tables> => packs[language][pack]!();
