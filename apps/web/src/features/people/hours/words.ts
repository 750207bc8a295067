import type { Words } from '../../../app/words-of.ts';

export const hours = {
  dayToDay: ['–', '至'],
  hoursSection: ['Working hours', '工作时间'],
  hoursSectionText: [
    'Colleagues see them before they write to you, and notifications can stay quiet outside of them.',
    '同事给你发消息前会看到；非工作时间可以不打扰你。',
  ],
  hoursAsOrganization: ['As the organization', '与组织一致'],
  hoursSectionWrong: [
    'Each span must end after it begins, and begin after the one before.',
    '每个时段的结束要晚于开始，并且不能与前一个重叠。',
  ],
  statusMeeting: ['In a meeting', '会议中'],
  statusFocus: ['Focusing', '专注中'],
  statusLunch: ['At lunch', '用餐中'],
  statusHome: ['Working from home', '居家办公'],
  statusTravel: ['Travelling', '出差'],
  statusLeave: ['On leave', '休假'],
  untilMoment: ['at a time', '指定时间'],
  statusMoment: ['At', '时间'],
  dayOff: ['day off', '休息'],
  addSpan: ['Add hours', '添加时段'],
  removeSpan: ['Remove these hours', '删除时段'],
  spanFrom: ['From', '开始'],
  spanTo: ['To', '结束'],
  mondayForWeek: ['Monday’s hours for the whole working week', '周二至周五与周一相同'],
} as const satisfies Words;
