import type { Words } from '../../app/words-of.ts';
import { audit } from './audit/words.ts';
import { conversations } from './conversations/words.ts';
import { departments } from './departments/words.ts';
import { people } from './people/words.ts';
import { roles } from './roles/words.ts';
import { settings } from './settings/words.ts';
import { storage } from './storage/words.ts';
import { templates } from './templates/words.ts';

const frame = {
  title: ['Administration', '管理'],
  health: ['Health', '系统状况'],
  healthHint: ['What is wrong and how it is mended', '哪里有问题，怎么处理'],
  customersTitle: ['Customers', '客户'],
  channels: ['Channels', '渠道'],
  channelsHint: ['Where customers write to you', '客户从哪里联系你们'],
  inboxesTitle: ['Inboxes', '收件箱'],
  inboxesHint: ['Teams, hours, promises, rules, canned replies', '团队、工作时间、答复承诺、规则、常用回复'],
  policyTitle: ['Contact policy', '联系规则'],
  policyHint: ['When and how often customers are written to', '何时、多久可以联系客户一次'],
  keepingTitle: ['Records administration', '档案管理'],
  holds: ['Holds', '保全'],
  holdsHint: ['What must not be destroyed', '哪些内容不得销毁'],
  rules: ['Retention rules', '保留规则'],
  rulesHint: ['How long things are kept', '各类内容保留多久'],
  reviews: ['Reviews', '复核'],
  reviewsHint: ['What waits for a decision', '需要作出决定的内容'],
  due: ['Destruction', '到期销毁'],
  dueHint: ['What is due, and what was destroyed', '到期和已销毁的内容'],
  erasures: ['Erasure requests', '删除请求'],
  erasuresHint: ['What people asked to have erased', '按请求删除的内容'],
  nothingHere: ['Nothing to administer', '没有可以管理的内容'],
  nothingHereText: ['You hold no role that administers this organization.', '你没有管理这个组织的角色。'],
  owner: ['Owner', '所有者'],
  admin: ['Administrator', '管理员'],
  member: ['Member', '成员'],
  guest: ['Guest', '外部用户'],
  saved: ['Saved.', '已保存。'],
  localLink: [
    '{{host}} is the server itself: on other devices such a link does not open. Start with RAPPORT_URL set to the address that others reach.',
    '以{{host}}开头的链接只能在服务器本机打开。请把RAPPORT_URL设为其他设备能访问的地址，然后重新启动。',
  ],
  undo: ['Undo', '撤销'],
  yourDepartments: ['Your departments', '你管理的部门'],
  yourDepartmentsText: [
    'What you may do there counts for the departments below them too.',
    '你的管理权限同样适用于这些部门的下级。',
  ],
  homeTitle: ['Getting started', '开始使用'],
  homeText: [
    'What makes a new organization ready. Everything can be changed later.',
    '做完这些，组织就准备好了。以后都可以再改。',
  ],
  homeDone: ['Everything is set up.', '都设置好了。'],
  stepDone: ['done', '已完成'],
  stepOpen: ['to do', '待完成'],
  stepInvite: ['Invite your colleagues', '邀请同事'],
  stepInviteText: ['By address, or many at once from a spreadsheet.', '填邮箱地址，或用表格一次邀请多人。'],
  stepDepartments: ['Draw the departments', '建立部门'],
  stepDepartmentsText: ['People find each other by them, and @ them in messages.', '同事可以按部门找人，也可以在消息里@部门。'],
  stepSettings: ['Look through the settings', '检查组织设置'],
  stepSettingsText: ['Time zone, working hours, how long messages can be changed.', '时区、工作时间、消息可修改和撤回的时限。'],
  stepGroup: ['Begin the first group', '创建第一个群组'],
  stepGroupText: ['Open to everybody, or for those invited.', '可以对所有人开放，也可以只给受邀的人。'],
  stepSecond: ['Protect your own account', '保护你自己的账号'],
  stepSecondText: ['You can change everything here: turn on the second step at sign-in.', '你的权限最大，建议开启两步验证。'],
  stepImport: ['Bring your history', '导入历史消息'],
  stepImportText: [
    'From Slack or IRC logs: with threads, files, times and names.',
    '从Slack或IRC记录导入，保留话题、文件、时间和姓名。',
  ],
  importTitle: ['Import from another system', '从其他系统导入'],
  importText: [
    'An import runs on the server. First look what it would do; nothing is written by that:',
    '导入在服务器上运行。先预演一遍，不会写入任何内容：',
  ],
  importThen: ['Then run it. It can be broken off and goes on where it stopped:', '确认后正式导入。中断后再次运行会从断点继续：'],
  importIrc: ['Logs of IRC (irssi, WeeChat, ZNC, Ubuntu, Gitter):', 'IRC记录（irssi、WeeChat、ZNC、Ubuntu、Gitter）：'],
  importAfter: [
    'Those who wrote become people marked “imported”. Invite them with the address of the export, and their history is theirs.',
    '导入的作者会标记为“已导入”。用导出文件中的邮箱邀请他们，历史消息就归他们所有。',
  ],
} as const satisfies Words;

export const access = {
  ...frame,
  ...people,
  ...roles,
  ...departments,
  ...conversations,
  ...storage,
  ...templates,
  ...settings,
  ...audit,
} as const satisfies Words;
