import type { Words } from '../../app/words-of.ts';
import { due } from './due/words.ts';
import { erasures } from './erasures/words.ts';
import { holds } from './holds/words.ts';
import { reviews } from './reviews/words.ts';
import { rules } from './rules/words.ts';
import { why } from './why/words.ts';

const shared = {
  typeGroup: ['Part of a group’s name', '输入群组名称的一部分'],
  noGroupSo: ['No group is called so.', '没有这个名称的群组。'],
  conversation: ['Conversation', '会话'],
  messages: ['Messages', '消息'],
  size: ['Size', '大小'],
  messagesOf_one: ['{{count}} message', '{{count}}条消息'],
  messagesOf_other: ['{{count}} messages', '{{count}}条消息'],
  reason: ['Reason', '原因'],
  messageNumber: ['Message {{n}}', '第{{n}}条'],
} as const satisfies Words;

export const retention = { ...shared, ...holds, ...rules, ...due, ...erasures, ...reviews, ...why } as const satisfies Words;
