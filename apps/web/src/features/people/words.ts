import type { Words } from '../../app/words-of.ts';
import { directory } from './directory/words.ts';
import { hours } from './hours/words.ts';

const entry = {
  language: ['Language', '语言'],
  chinese: ['中文', '中文'],
  english: ['English', 'English'],
  setUpTitle: ['Set up your organization', '设置你的组织'],
  setUpText: [
    'One page, then you are inside. Everything stays on this server; everything can be changed later.',
    '填完这一页就可以开始使用。数据都保存在这台服务器上，之后随时可以修改。',
  ],
  setUpButton: ['Set up and enter', '完成设置并进入'],
  organizationName: ['Organization', '组织名称'],
  organizationExample: ['Example Ltd.', '例如：示例科技'],
  yourName: ['Your name', '你的姓名'],
  email: ['Email', '邮箱'],
  password: ['Password', '密码'],
  passwordHint: ['At least {{count}} characters. A sentence is easy to remember.', '至少{{count}}个字符，用一句话最容易记住。'],
  notSetUpTitle: ['This server is not set up yet', '服务器还没有设置'],
  notSetUpText: [
    'Open the one-time link that the server printed when it started for the first time.',
    '请打开服务器首次启动时显示的一次性链接。',
  ],
  signInTitle: ['Sign in', '登录'],
  signInTo: ['Sign in to {{name}}', '登录{{name}}'],
  signIn: ['Sign in', '登录'],
  forgot: ['Forgot your password?', '忘记密码？'],
  code: ['Code', '验证码'],
  codeText: ['Your account has a second step.', '你的账号开启了两步验证。'],
  recoveryCode: ['Recovery code', '恢复码'],
  useRecoveryCode: ['Use a recovery code', '使用恢复码'],
  useApp: ['Use the authenticator app', '使用身份验证器'],
  linkGoneTitle: ['This link does not work any more', '链接已失效'],
  joinTitle: ['Join {{name}}', '加入{{name}}'],
  invitedBy: ['{{name}} has invited you.', '{{name}}邀请了你。'],
  invitedText: ['You have been invited.', '你收到了加入邀请。'],
  join: ['Join', '加入'],
  backToSignIn: ['Back to sign-in', '返回登录'],
  resetTitle: ['Reset your password', '重置密码'],
  resetText: ['You will get a link by mail.', '我们会把重置链接发到你的邮箱。'],
  resetSend: ['Send the link', '发送链接'],
  resetSentTitle: ['Look into your mailbox', '请查收邮件'],
  resetSentText: [
    'If this address has an account, a link is on its way. It works for a short time.',
    '如果该邮箱有账号，重置链接已发出，请在有效期内使用。',
  ],
  resetByAdmin: [
    'This server sends no mail. Ask an administrator for a reset link.',
    '这台服务器没有配置邮件。请联系管理员获取重置链接。',
  ],
  newPasswordTitle: ['Choose a new password', '设置新密码'],
  newPasswordText: ['All other sessions will end.', '其他设备上的登录都会失效。'],
  newPassword: ['New password', '新密码'],
  newPasswordButton: ['Set the password', '保存密码'],
  passwordChanged: ['Your password has been changed.', '密码已修改。'],
} as const satisfies Words;

const card = {
  profile: ['Profile', '个人资料'],
  department: ['Department', '部门'],
  manager: ['Manager', '上级'],
  localTime: ['Local time', '当地时间'],
  message: ['Message', '发消息'],
  messageMyself: ['Notes to myself', '我的笔记'],
} as const satisfies Words;

export const people = { ...entry, ...card, ...directory, ...hours } as const satisfies Words;
