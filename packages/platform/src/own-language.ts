import type { Language } from '@rapport/contract';

/** The language of whoever runs this process: what its locale says (LC_ALL, LC_MESSAGES, LANG). */
export const ownLanguage = (): Language => (Intl.DateTimeFormat().resolvedOptions().locale.startsWith('zh') ? 'zh-CN' : 'en');
