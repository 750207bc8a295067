import type { TemplateDefinition } from '@rapport/contract';
import { asks, day, line, lines, list, oneOf, someOf, yesNo } from './fields.ts';

export const studentTalk: TemplateDefinition = {
  names: { en: 'Teacher–student talk', zh: '师生谈话记录' },
  purpose: '',
  channel: 'in-person',
  insists: ['goal', 'summary'],
  schema: asks(
    {
      student: line('Student', '学生姓名'),
      group: line('Class', '班级'),
      occasion: oneOf('Occasion', '谈话缘由', {
        study: ['study', '学业'],
        conduct: ['conduct', '行为'],
        feelings: ['feelings', '情绪心理'],
        family: ['family', '家庭'],
        future: ['plans', '发展规划'],
        other: ['other', '其他'],
      }),
      facts: lines('What was seen, without judging', '事实情况'),
      theirView: lines('What the student says', '学生陈述'),
      advice: lines('Advice', '教师建议'),
      agreed: list('Agreed', '约定事项'),
      parentsTold: yesNo('The parents were told', '已告知家长'),
      followUp: day('Next talk', '回访日期'),
    },
    ['student', 'occasion'],
  ),
};

export const parentMeeting: TemplateDefinition = {
  names: { en: 'Parent meeting or home visit', zh: '家长会谈与家访记录' },
  purpose: '',
  channel: 'in-person',
  insists: ['goal', 'place'],
  schema: asks(
    {
      student: line('Student', '学生姓名'),
      group: line('Class', '班级'),
      family: list('Of the family present', '在场家庭成员'),
      kind: oneOf('Kind', '形式', {
        school: ['at school', '到校面谈'],
        home: ['home visit', '家访'],
        remote: ['by phone or video', '电话或视频'],
        meeting: ['parents’ evening', '家长会'],
      }),
      atSchool: lines('At school: facts', '在校表现（事实）'),
      atHome: lines('At home: facts', '在家表现（事实）'),
      parents: lines('What the parents say and ask', '家长意见与要求'),
      schoolDoes: list('The school will', '学校措施'),
      familyDoes: list('The family will', '家庭配合措施'),
      needs: someOf('Special needs', '特殊需要', {
        health: ['health', '健康'],
        learning: ['learning', '学习支持'],
        feelings: ['feelings', '心理支持'],
        money: ['money', '经济资助'],
        language: ['language', '语言'],
      }),
      guarded: yesNo('To be kept confidential', '需要保密'),
      followUp: day('Next talk', '回访日期'),
    },
    ['student', 'kind'],
  ),
};
