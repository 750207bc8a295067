/** The people and talk of the seeded house: invented, half Chinese, half English, as an office talks. */

export interface StoryPerson {
  key: string;
  name: string;
  title: string;
  department: string;
  kind: 'admin' | 'member' | 'guest';
  language: 'zh-CN' | 'en';
}

export const organizationName = '启明科技 Morningstar';

export const departments: { key: string; name: string; parent: string | null }[] = [
  { key: 'company', name: '公司', parent: null },
  { key: 'product', name: '产品研发', parent: 'company' },
  { key: 'sales', name: '销售与客户', parent: 'company' },
  { key: 'office', name: '行政人事', parent: 'company' },
];

export const people: StoryPerson[] = [
  { key: 'lin', name: '林月', title: '产品经理', department: 'product', kind: 'admin', language: 'zh-CN' },
  { key: 'chen', name: '陈思远', title: '后端工程师', department: 'product', kind: 'member', language: 'zh-CN' },
  { key: 'anna', name: 'Anna Keller', title: 'Designer', department: 'product', kind: 'member', language: 'en' },
  { key: 'marco', name: 'Marco Rossi', title: 'Frontend engineer', department: 'product', kind: 'member', language: 'en' },
  { key: 'zhao', name: '赵雪', title: '客户成功', department: 'sales', kind: 'member', language: 'zh-CN' },
  { key: 'ou', name: '欧阳晨', title: '销售', department: 'sales', kind: 'member', language: 'zh-CN' },
  { key: 'he', name: '何静', title: '行政', department: 'office', kind: 'member', language: 'zh-CN' },
  { key: 'dora', name: 'Dora Lindqvist', title: 'Auditor, Nordlicht GmbH', department: '', kind: 'guest', language: 'en' },
];

export interface StoryMessage {
  by: string;
  /** `@key` becomes a mention, `@all` everybody. */
  text: string;
  reactions?: [string, string][];
  topic?: { by: string; text: string }[];
  pinned?: boolean;
  quote?: number;
  edit?: string;
}

export interface StoryGroup {
  name: string;
  purpose: string;
  open: boolean;
  members: string[];
  messages: StoryMessage[];
}

export const groups: StoryGroup[] = [
  {
    name: '产品周会',
    purpose: '每周一 10:00，先写后说',
    open: true,
    members: ['owner', 'lin', 'chen', 'anna', 'marco', 'zhao'],
    messages: [
      {
        by: 'lin',
        text: '大家早上好！本周的重点是**搜索**和**导入**，议程在下面：\n\n1. 上周数据回顾\n2. 导入 Slack 的试点结果\n3. 设计走查（Anna）',
        pinned: true,
      },
      { by: 'chen', text: '导入已经能跑完整个试点频道，8 万条消息用了 20 秒，线程和表情都在。' },
      {
        by: 'anna',
        text: 'Great news! I updated the **empty states** — each one now teaches exactly one thing. @lin could you check the Chinese wording?',
        reactions: [
          ['lin', '👍'],
          ['marco', '🎉'],
          ['owner', '👍'],
        ],
      },
      { by: 'lin', text: '收到，中午前看完。“没有找到结果”那句我想改成“换个词试试，或者放宽日期”。', quote: 3 },
      {
        by: 'marco',
        text: 'One question on the timeline: should the unread line stay where it was when new messages arrive below the fold?',
        topic: [
          { by: 'anna', text: 'Yes. It must never jump. Show a pill with a count instead.' },
          { by: 'lin', text: '同意，位置保持不动，右下角显示“3 条新消息”。' },
          { by: 'marco', text: 'Done, in review now.' },
        ],
      },
      {
        by: 'chen',
        text: '顺便贴一下批量写入的统计：\n\n| 批次 | 消息/秒 | p99 |\n|---|---:|---:|\n| 1 | 3,200 | 4 ms |\n| 100 | 18,400 | 9 ms |',
        reactions: [['lin', '👀']],
      },
      { by: 'owner', text: '很好。@all 周三下午客户来访，请大家把演示环境准备好。' },
      { by: 'zhao', text: '客户那边确认 5 个人，会提前半小时到。', edit: '客户那边确认 6 个人，会提前半小时到。' },
    ],
  },
  {
    name: 'Design review',
    purpose: 'Screens before code. Paste, point, decide.',
    open: true,
    members: ['owner', 'anna', 'marco', 'lin'],
    messages: [
      {
        by: 'anna',
        text: 'Dark theme, second pass: surfaces get lighter with height, the accent stays calm. Contrast is 4.6 : 1 at the lowest.',
      },
      { by: 'marco', text: 'Looks right on my phone too. The composer tint towards guests is a very good idea.' },
      { by: 'lin', text: '中文行高 1.65 读起来舒服多了。' },
      {
        by: 'anna',
        text: 'The snippet that measures it:\n\n```ts\nconst ratio = (a: number, b: number) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);\n```',
      },
    ],
  },
  {
    name: '客户：北辰制造',
    purpose: '合同、交付与回访',
    open: false,
    members: ['owner', 'zhao', 'ou', 'lin', 'dora'],
    messages: [
      { by: 'ou', text: '北辰的续约合同发过来了，交付日期他们希望提前到 12 月 10 日。' },
      { by: 'zhao', text: '我今天上午和他们的采购通了电话，理由是年底盘点。@lin 研发这边来得及吗？' },
      { by: 'lin', text: '来得及，但是**报表导出**要放到第二期。' },
      { by: 'dora', text: 'For the audit I will need the signed minutes of the October visit. Could somebody upload them here?' },
      { by: 'zhao', text: 'Of course, Dora. I will add them this afternoon.', reactions: [['dora', '🙏']] },
    ],
  },
  {
    name: '行政通知',
    purpose: '放假、办公室、报销',
    open: true,
    members: ['owner', 'lin', 'chen', 'anna', 'marco', 'zhao', 'ou', 'he'],
    messages: [
      { by: 'he', text: '元旦放假：1 月 1 日至 3 日，共三天。New Year holiday: 1–3 January.' },
      { by: 'he', text: '饮水机本周五更换，期间请到三楼接水。' },
    ],
  },
];

export const directs: { people: [string, string]; messages: StoryMessage[] }[] = [
  {
    people: ['owner', 'lin'],
    messages: [
      { by: 'owner', text: '林月，周三演示的脚本你来主讲可以吗？' },
      { by: 'lin', text: '可以。我准备两个场景：导入历史记录、找到三年前的一句话。' },
      { by: 'lin', text: '脚本今晚发你。' },
    ],
  },
  {
    people: ['owner', 'anna'],
    messages: [
      { by: 'anna', text: 'Do you have ten minutes today? I would like to show you the first-run page.' },
      { by: 'owner', text: 'Sure, at four?' },
      { by: 'anna', text: 'Perfect.' },
    ],
  },
];
