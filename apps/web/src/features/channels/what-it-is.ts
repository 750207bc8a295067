import type { ChannelSetup } from '@rapport/contract';

/** What tells an account from others of its kind: its address, its id at the platform, the sites it stands on. */
export function whatItIs({ kind, settings }: Pick<ChannelSetup, 'kind' | 'settings'>): string {
  const text = (name: string): string => (typeof settings[name] === 'string' ? (settings[name] as string) : '');
  const list = (name: string): string[] =>
    Array.isArray(settings[name]) ? (settings[name] as unknown[]).filter((one): one is string => typeof one === 'string') : [];
  if (kind === 'email') return text('address');
  if (kind === 'wechat') return text('appId');
  if (kind === 'wecom') return [text('corpId'), ...list('openKfIds')].join(' · ');
  if (kind === 'api') return text('url');
  if (kind === 'web') return [text('title'), ...list('sites').map((site) => site.replace(/^https?:\/\//, ''))].join(' · ');
  return '';
}
