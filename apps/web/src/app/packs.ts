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
    archive: async () => ({ archive: (await import('../features/archive/words.ts?words=en')).archive }),
    attention: async () => ({ attention: (await import('../features/attention/words.ts?words=en')).attention }),
    channels: async () => ({ channels: (await import('../features/channels/words.ts?words=en')).channels }),
    commitments: async () => ({ commitments: (await import('../features/commitments/words.ts?words=en')).commitments }),
    contacts: async () => ({ contacts: (await import('../features/contacts/words.ts?words=en')).contacts }),
    customers: async () => ({ customers: (await import('../features/customers/words.ts?words=en')).customers }),
    exports: async () => ({ exports: (await import('../features/exports/words.ts?words=en')).exports }),
    files: async () => ({ files: (await import('../features/files/words.ts?words=en')).files }),
    forms: async () => ({ forms: (await import('../features/forms/words.ts?words=en')).forms }),
    health: async () => ({ health: (await import('../features/health/words.ts?words=en')).health }),
    inbox: async () => ({ inbox: (await import('../features/inbox/words.ts?words=en')).inbox }),
    inboxSettings: async () => ({
      inboxSettings: (await import('../features/inbox-settings/words.ts?words=en')).inboxSettings,
    }),
    panels: async () => ({ panels: (await import('../features/panels/words.ts?words=en')).panels }),
    people: async () => ({ people: (await import('../features/people/words.ts?words=en')).people }),
    policy: async () => ({ policy: (await import('../features/policy/words.ts?words=en')).policy }),
    records: async () => ({ records: (await import('../features/records/words.ts?words=en')).records }),
    reports: async () => ({ reports: (await import('../features/reports/words.ts?words=en')).reports }),
    retention: async () => ({ retention: (await import('../features/retention/words.ts?words=en')).retention }),
    search: async () => ({ search: (await import('../features/search/words.ts?words=en')).search }),
    settings: async () => ({ settings: (await import('../features/people/settings/words.ts?words=en')).settings }),
    signing: async () => ({ signing: (await import('../features/signing/words.ts?words=en')).signing }),
  },
  'zh-CN': {
    core: async () => (await import('./core-words.ts?words=zh')).coreWords,
    access: async () => ({ access: (await import('../features/access/words.ts?words=zh')).access }),
    archive: async () => ({ archive: (await import('../features/archive/words.ts?words=zh')).archive }),
    attention: async () => ({ attention: (await import('../features/attention/words.ts?words=zh')).attention }),
    channels: async () => ({ channels: (await import('../features/channels/words.ts?words=zh')).channels }),
    commitments: async () => ({ commitments: (await import('../features/commitments/words.ts?words=zh')).commitments }),
    contacts: async () => ({ contacts: (await import('../features/contacts/words.ts?words=zh')).contacts }),
    customers: async () => ({ customers: (await import('../features/customers/words.ts?words=zh')).customers }),
    exports: async () => ({ exports: (await import('../features/exports/words.ts?words=zh')).exports }),
    files: async () => ({ files: (await import('../features/files/words.ts?words=zh')).files }),
    forms: async () => ({ forms: (await import('../features/forms/words.ts?words=zh')).forms }),
    health: async () => ({ health: (await import('../features/health/words.ts?words=zh')).health }),
    inbox: async () => ({ inbox: (await import('../features/inbox/words.ts?words=zh')).inbox }),
    inboxSettings: async () => ({
      inboxSettings: (await import('../features/inbox-settings/words.ts?words=zh')).inboxSettings,
    }),
    panels: async () => ({ panels: (await import('../features/panels/words.ts?words=zh')).panels }),
    people: async () => ({ people: (await import('../features/people/words.ts?words=zh')).people }),
    policy: async () => ({ policy: (await import('../features/policy/words.ts?words=zh')).policy }),
    records: async () => ({ records: (await import('../features/records/words.ts?words=zh')).records }),
    reports: async () => ({ reports: (await import('../features/reports/words.ts?words=zh')).reports }),
    retention: async () => ({ retention: (await import('../features/retention/words.ts?words=zh')).retention }),
    search: async () => ({ search: (await import('../features/search/words.ts?words=zh')).search }),
    settings: async () => ({ settings: (await import('../features/people/settings/words.ts?words=zh')).settings }),
    signing: async () => ({ signing: (await import('../features/signing/words.ts?words=zh')).signing }),
  },
};

/** The pack that a feature's words come in. */
export const packOf = (feature: string): string => (Object.hasOwn(packs.en, feature) ? feature : 'core');

export const loadPack = (language: Language, pack: string): Promise<Tables> => packs[language][pack]!();
