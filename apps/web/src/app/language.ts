import type { Language } from '@rapport/contract';
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { deviceNow } from './device.ts';
import { resources } from './words.ts';

/** The language to speak before anybody has signed in. */
export const firstLanguage = (): Language => deviceNow().language ?? (navigator.language.startsWith('zh') ? 'zh-CN' : 'en');

export function startLanguage(language: Language): void {
  void i18next.use(initReactI18next).init({
    resources,
    lng: language,
    fallbackLng: 'en',
    defaultNS: 'app',
    interpolation: { escapeValue: false },
    initAsync: false,
    react: { useSuspense: false },
  });
  document.documentElement.lang = language;
  i18next.on('languageChanged', (next) => {
    document.documentElement.lang = next;
  });
}

export const languageNow = (): Language => (i18next.language === 'zh-CN' ? 'zh-CN' : 'en');
