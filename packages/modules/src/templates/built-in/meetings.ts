import type { TemplateDefinition } from '@rapport/contract';
import { asks, day, line, lines, list, oneOf, table, whole, yesNo } from './fields.ts';

/** Who was there and why somebody was not stands with the participants; decisions and tasks in the envelope. */
export const minutes: TemplateDefinition = {
  names: { en: 'Minutes', zh: '会议记录' },
  purpose: '',
  channel: 'in-person',
  insists: ['goal', 'place'],
  schema: asks(
    {
      chair: line('Chair', '主持人'),
      recorder: line('Minutes taken by', '记录人'),
      agenda: table(
        'Agenda',
        '议题',
        {
          topic: line('Topic', '议题'),
          points: lines('What was said', '讨论要点'),
          vote: line('Vote', '表决情况'),
          decision: lines('Decision', '决议'),
        },
        ['topic'],
      ),
      openIssues: list('Left open', '遗留问题'),
      nextMeeting: day('Next meeting', '下次会议日期'),
      approvedBy: line('Approved by', '审阅人'),
    },
    ['chair', 'recorder'],
  ),
};

export const negotiation: TemplateDefinition = {
  names: { en: 'Negotiation', zh: '谈判记录' },
  purpose: '',
  insists: ['goal'],
  schema: asks(
    {
      round: whole('Round', '轮次'),
      subject: line('Subject', '谈判事项'),
      ourPosition: lines('Our position', '我方立场'),
      theirPosition: lines('Their position', '对方立场'),
      points: table(
        'Points',
        '谈判条款',
        {
          point: line('Point', '条款'),
          ours: lines('We asked', '我方要求'),
          theirs: lines('They asked', '对方要求'),
          agreed: lines('Agreed', '达成一致'),
        },
        ['point'],
      ),
      concessions: lines('Concessions on both sides', '双方让步'),
      disputed: list('Still disputed', '仍有分歧'),
      nextRound: day('Next round', '下一轮日期'),
      confidential: yesNo('Under confidentiality', '已约定保密'),
    },
    ['subject'],
  ),
};

export const workReport: TemplateDefinition = {
  names: { en: 'Work report', zh: '工作汇报' },
  purpose: '',
  insists: ['summary'],
  schema: asks(
    {
      kind: oneOf('Report of', '汇报类型', {
        day: ['a day', '日报'],
        week: ['a week', '周报'],
        month: ['a month', '月报'],
        project: ['a project', '项目汇报'],
        event: ['an event', '专项汇报'],
      }),
      reportsTo: line('Reported to', '汇报对象'),
      from: day('From', '起始日期'),
      until: day('Until', '截止日期'),
      done: list('Done', '已完成'),
      open: list('Not done, and why', '未完成及原因'),
      problems: lines('Problems and risks', '问题与风险'),
      next: list('Next', '下一步计划'),
      support: lines('Help needed', '需要的支持'),
      reply: lines('Answer of whom it was reported to', '上级批示'),
    },
    ['kind', 'reportsTo'],
  ),
};
