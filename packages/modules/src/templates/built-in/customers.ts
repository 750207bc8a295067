import type { TemplateDefinition } from '@rapport/contract';
import { asks, day, line, lines, list, oneOf, someOf, whole, yesNo } from './fields.ts';

/** What a written note of a call must hold at least is taken from the FCA's SYSC 10A: who, when, where, who began, what mattered. */
export const phoneCall: TemplateDefinition = {
  names: { en: 'Phone call', zh: '电话记录' },
  purpose: '',
  channel: 'phone',
  insists: ['goal', 'summary'],
  schema: asks(
    {
      direction: oneOf('Who called', '呼叫方向', {
        incoming: ['They called us', '对方来电'],
        outgoing: ['We called', '我方去电'],
      }),
      theirNumber: line('Their number', '对方号码'),
      ourNumber: line('Our number', '我方号码'),
      minutes: whole('Length in minutes', '通话时长（分钟）'),
      company: line('Company', '对方单位'),
      points: lines('What could bear on a decision', '可能影响决定的要点'),
      order: lines('Order or instruction, in detail', '指令或订单细节'),
      promised: lines('What was promised', '承诺事项'),
      callBack: yesNo('They want to be called back', '需要回电'),
      recording: line('Where the recording lies', '录音位置'),
      noticeGiven: yesNo('They were told of the recording', '已告知录音'),
    },
    ['direction'],
  ),
};

export const customerVisit: TemplateDefinition = {
  names: { en: 'Customer visit', zh: '客户拜访记录' },
  purpose: '',
  channel: 'in-person',
  insists: ['goal', 'place', 'summary'],
  schema: asks(
    {
      customer: line('Customer', '客户名称'),
      contact: line('Whom we met', '拜访对象'),
      post: line('Their post', '职务'),
      kind: oneOf('Kind of visit', '拜访类型', {
        first: ['First visit', '首次拜访'],
        regular: ['Regular visit', '例行拜访'],
        problem: ['About a problem', '问题处理'],
        closing: ['To close a deal', '促成签约'],
        thanks: ['To say thanks', '答谢回访'],
      }),
      status: lines('How the customer stands', '客户现状'),
      needs: list('What they need', '客户需求'),
      competitors: lines('What we learnt of others', '竞争对手信息'),
      agreed: list('Agreed', '达成事项'),
      objections: list('Objections', '异议与顾虑'),
      followUp: day('Next contact', '下次联系日期'),
    },
    ['customer', 'contact'],
  ),
};

/** After ISO 10002:2018, clause 7 and its forms. */
export const complaint: TemplateDefinition = {
  names: { en: 'Complaint', zh: '投诉记录' },
  purpose: '',
  insists: ['summary'],
  schema: asks(
    {
      complainant: line('Who complains', '投诉人'),
      representative: line('Represented by', '代理人'),
      reachable: line('How to reach them', '联系方式'),
      product: line('Product or service', '产品或服务'),
      reference: line('Order or case number', '订单号或编号'),
      problem: lines('The problem', '投诉内容'),
      happened: day('When it happened', '发生日期'),
      remedy: lines('Remedy asked for', '投诉人诉求'),
      evidence: list('Evidence', '证据材料'),
      severity: oneOf('Severity', '严重程度', { low: ['low', '一般'], medium: ['medium', '较重'], high: ['high', '严重'] }),
      aspects: someOf('Touches', '涉及方面', {
        quality: ['quality', '质量'],
        delivery: ['delivery', '交付'],
        service: ['service', '服务态度'],
        billing: ['billing', '费用'],
        safety: ['safety', '安全'],
        privacy: ['privacy', '隐私'],
      }),
      atOnce: lines('Done at once', '即时处置'),
      acknowledged: day('Acknowledged to them', '受理告知日期'),
      investigation: lines('What was found', '调查结果'),
      offered: lines('Solution offered', '处理方案'),
      accepted: oneOf('Their answer', '投诉人意见', {
        accepted: ['accepted', '接受'],
        refused: ['refused', '不接受'],
        open: ['none yet', '未答复'],
      }),
      escalated: line('Passed on to', '上报或转交'),
      closed: day('Closed', '结案日期'),
    },
    ['complainant', 'problem', 'remedy', 'severity'],
  ),
};
