/** What a table may call its columns and their values, in either language. */
export const headings = {
  email: ['email', 'e-mail', 'mail', 'address', '邮箱', '电子邮箱', '邮件', '邮箱地址'],
  role: ['role', '角色', '身份'],
  department: ['department', '部门'],
  language: ['language', '语言'],
} as const;
export type Column = keyof typeof headings;

export const roles: Record<string, 'member' | 'guest'> = {
  '': 'member',
  member: 'member',
  成员: 'member',
  guest: 'guest',
  外部用户: 'guest',
  访客: 'guest',
};

export const languages: Record<string, 'zh-CN' | 'en' | null> = {
  '': null,
  zh: 'zh-CN',
  'zh-cn': 'zh-CN',
  中文: 'zh-CN',
  en: 'en',
  english: 'en',
  英文: 'en',
  英语: 'en',
};
