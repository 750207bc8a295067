import type { Words } from '../../app/words-of.ts';

export const access = {
  title: ['Administration', '管理'],
  invitations: ['Open invitations', '待接受的邀请'],
  noInvitations: ['No invitation is open.', '没有待接受的邀请。'],
  invite: ['Invite people', '邀请同事'],
  expires: ['open until {{time}}', '有效期至{{time}}'],
  takeBack: ['Take back', '撤回邀请'],
  people: ['People and roles', '人员与角色'],
  alsoInactive: ['Show deactivated and imported people too', '同时显示已停用和导入的人员'],
  role: ['Role of {{name}}', '{{name}}的角色'],
  owner: ['Owner', '所有者'],
  admin: ['Administrator', '管理员'],
  member: ['Member', '成员'],
  guest: ['Guest', '外部用户'],
  deactivate: ['Deactivate', '停用'],
  reactivate: ['Reactivate', '启用'],
  resetLink: ['Reset link', '重置链接'],
  actions: ['What can be done with {{name}}', '对{{name}}的操作'],
  deactivateTitle: ['Deactivate {{name}}?', '停用{{name}}？'],
  deactivateText: [
    'All sessions and tokens end at once. What was written stays, and the account can be reactivated.',
    '所有登录和令牌立即失效。写过的内容会保留，账号之后可以重新启用。',
  ],
  deactivateButton: ['Deactivate the account', '停用账号'],
  linkTitle: ['Reset link for {{name}}', '{{name}}的重置链接'],
  linkText: ['Hand it over yourself. It works once, until {{time}}.', '请亲自转交。链接只能使用一次，有效期至{{time}}。'],
} as const satisfies Words;
