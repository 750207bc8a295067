import type { HandleKind } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import { organizationIfAny } from '../people/index.ts';

/**
 * What somebody is called who says no name: their address where it says something to people; of an openid, which does not, its last four
 * characters, in the language of the organization. Channels that know a better name give one (the widget that of a visitor).
 */
export async function unnamed(platform: Platform, { kind, value }: { kind: HandleKind; value: string }): Promise<string> {
  if (kind !== 'wechat') return value;
  const word = (await organizationIfAny(platform))?.defaultLanguage === 'en' ? 'WeChat user' : '微信用户';
  return `${word} ${value.slice(-4).toUpperCase()}`;
}
