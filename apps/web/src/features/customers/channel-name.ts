import type { useTranslation } from '../../app/translation.tsx';

type T = ReturnType<typeof useTranslation<'customers'>>['t'];

const names = {
  email: 'channelEmail',
  web: 'channelWeb',
  wechat: 'channelWechat',
  wecom: 'channelWecom',
  phone: 'channelPhone',
  visit: 'channelVisit',
  letter: 'channelLetter',
  sms: 'channelSms',
  api: 'channelApi',
} as const;

/** What a kind of channel is called; one that is not known here by its own name. */
export const channelName = (kind: string, t: T): string => (kind in names ? t(names[kind as keyof typeof names]) : kind);

/** Channels whose addresses say nothing to people. */
export const nameless: ReadonlySet<string> = new Set(['web', 'wechat', 'wecom']);
