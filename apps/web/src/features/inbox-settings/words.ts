import type { Words } from '../../app/words-of.ts';
import { desk } from './desk/words.ts';
import { hours } from './hours/words.ts';
import { inboxes } from './inboxes/words.ts';
import { rules } from './rules/words.ts';

const frame = {
  title: ['Inboxes', '收件箱'],
  lead: [
    'Where what customers write is worked: who does, when, what is promised, and what the house does by itself.',
    '客户来信在这里处理：由谁处理、何时处理、承诺多快答复，以及哪些事由系统自动完成。',
  ],
  whichPart: ['Part of the settings', '设置内容'],
  partInboxes: ['Inboxes', '收件箱'],
  partHours: ['Working hours', '工作时间'],
  partReplies: ['Replies and macros', '常用回复与宏'],
  partRules: ['Rules', '自动规则'],
  partCards: ['Look-up cards', '查询卡'],
  allInboxes: ['all inboxes', '全部收件箱'],
  unknownInbox: ['an inbox', '某个收件箱'],
  change: ['Change', '修改'],
  changeOf: ['Change {{name}}', '修改{{name}}'],
  archive: ['Put away', '停用'],
  restore: ['Take back', '恢复使用'],
  archived: ['put away', '已停用'],
  putAway: ['{{name}} was put away.', '已停用{{name}}。'],
  name: ['Name', '名称'],
  preview: ['How it will read', '预览'],
  nobody: ['Nobody', '未分配'],
  spanMinutes_one: ['{{count}} minute', '{{count}}分钟'],
  spanMinutes_other: ['{{count}} minutes', '{{count}}分钟'],
  spanHours_one: ['{{count}} hour', '{{count}}小时'],
  spanHours_other: ['{{count}} hours', '{{count}}小时'],
  spanDays_one: ['{{count}} day', '{{count}}天'],
  spanDays_other: ['{{count}} days', '{{count}}天'],
  nothingPromised: ['not promised', '不承诺'],
  noLimit: ['no limit', '不限'],
} as const satisfies Words;

export const inboxSettings = { ...frame, ...inboxes, ...hours, ...desk, ...rules } as const satisfies Words;
