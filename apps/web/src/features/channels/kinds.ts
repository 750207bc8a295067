import {
  type Icon,
  IconApi,
  IconBrandWechat,
  IconHeadset,
  IconMail,
  IconMailbox,
  IconMessageChatbot,
  IconPhone,
  IconPlug,
  IconWalk,
} from '@tabler/icons-react';

/** Kinds of channels in the order in which they are offered, each with its words: what it is called, and what for. */
export const kinds = {
  web: { icon: IconMessageChatbot, name: 'kindWeb', hint: 'kindWebHint' },
  email: { icon: IconMail, name: 'kindEmail', hint: 'kindEmailHint' },
  wechat: { icon: IconBrandWechat, name: 'kindWechat', hint: 'kindWechatHint' },
  wecom: { icon: IconHeadset, name: 'kindWecom', hint: 'kindWecomHint' },
  phone: { icon: IconPhone, name: 'kindPhone', hint: 'kindPhoneHint' },
  visit: { icon: IconWalk, name: 'kindVisit', hint: 'kindVisitHint' },
  letter: { icon: IconMailbox, name: 'kindLetter', hint: 'kindLetterHint' },
  api: { icon: IconApi, name: 'kindApi', hint: 'kindApiHint' },
} as const satisfies Record<string, { icon: Icon; name: string; hint: string }>;

export type KnownKind = keyof typeof kinds;

export const isKnown = (kind: string): kind is KnownKind => Object.hasOwn(kinds, kind);

export const iconOf = (kind: string): Icon => (isKnown(kind) ? kinds[kind].icon : IconPlug);
