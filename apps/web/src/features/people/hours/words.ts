import type { Words } from '../../../app/words-of.ts';

export const hours = {
  dayToDay: ['–', '至'],
  dayOff: ['day off', '休息'],
  addSpan: ['Add hours', '添加时段'],
  removeSpan: ['Remove these hours', '删除时段'],
  spanFrom: ['From', '开始'],
  spanTo: ['To', '结束'],
  mondayForWeek: ['Monday’s hours for the whole working week', '周二至周五与周一相同'],
} as const satisfies Words;
