import type { HandleKind } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import { organizationIfAny } from '../people/index.ts';

type Language = 'en' | 'zh';

/** What they are called whose handle says nothing to people: this, and its last four characters. */
const words: Partial<Record<HandleKind, Record<Language, string>>> = {
  web: { en: 'Visitor ', zh: '访客' },
  wechat: { en: 'WeChat user ', zh: '微信用户' },
};
const markOf = (value: string): string => value.slice(-4).toUpperCase();

/** Somebody before the widget of a site who says no name, in the language they read. */
export const visitorName = (value: string, language: Language): string => `${words.web![language]}${markOf(value)}`;

/**
 * What somebody is called who says no name: their address where it says something to people; of an openid, which does not, its last four
 * characters, in the language of the organization. Channels that know a better name give one (the widget that of a visitor).
 */
export async function unnamed(platform: Platform, { kind, value }: { kind: HandleKind; value: string }): Promise<string> {
  if (kind !== 'wechat') return value;
  const language = (await organizationIfAny(platform))?.defaultLanguage === 'en' ? 'en' : 'zh';
  return `${words.wechat![language]}${markOf(value)}`;
}

/** Whether a contact's name is the one that the house gave for this handle, and none of theirs. */
export function isUnnamed(name: string, { kind, value }: { kind: string; value: string }): boolean {
  if (name === '' || name === [...value].slice(0, 60).join('')) return true;
  // Those of earlier versions have a space before the mark.
  return Object.values(words[kind as HandleKind] ?? {}).some(
    (word) => name.replace(/ /g, '') === `${word.trim().replace(/ /g, '')}${markOf(value)}`,
  );
}
