import type { Language } from '@rapport/contract';

/** In English and in Chinese. */
export type Words = readonly [en: string, zh: string];

const titles = {
  database: ['database', '数据库'],
  version: ['version', '版本'],
  migrations: ['migrations', '数据库迁移'],
  PostgreSQL: ['PostgreSQL', 'PostgreSQL'],
  'PostgreSQL fsync': ['PostgreSQL fsync', 'PostgreSQL fsync'],
  rights: ['rights', '权限'],
  identity: ['identity', '数据库身份'],
  'other servers': ['other servers', '其他服务'],
  'other programs': ['other programs', '其他程序'],
  disk: ['disk', '磁盘'],
  backup: ['backup', '备份'],
} as const satisfies Record<string, Words>;
type Name = keyof typeof titles;

/** One thing that a preflight looked at, in both languages. `wrong` stands in the way of an upgrade; `note` is worth knowing. */
export interface Said {
  name: Name;
  state: 'good' | 'note' | 'wrong';
  found: Words;
  /** What to do about it. */
  cure?: Words;
}

/** The same in the language of whoever runs the upgrade. */
export interface Finding {
  /** Stable; the sentences are not. */
  name: Name;
  title: string;
  state: Said['state'];
  found: string;
  cure?: string;
}

export const good = (name: Name, found: Words): Said => ({ name, state: 'good', found });
export const note = (name: Name, found: Words, cure?: Words): Said => ({ name, state: 'note', found, ...(cure ? { cure } : {}) });
export const wrong = (name: Name, found: Words, cure: Words): Said => ({ name, state: 'wrong', found, cure });

/** Words that are the same in both languages. */
export const alike = (text: string): Words => [text, text];

export const inLanguage = ([en, zh]: Words, language: Language): string => (language === 'zh-CN' ? zh : en);

export const findingOf = ({ name, state, found, cure }: Said, language: Language): Finding => ({
  name,
  title: inLanguage(titles[name], language),
  state,
  found: inLanguage(found, language),
  ...(cure ? { cure: inLanguage(cure, language) } : {}),
});

const marks: Record<Finding['state'], string> = { good: '✓', note: '·', wrong: '✗' };

/** A finding as one line for people. */
export const findingLine = ({ state, title, found, cure }: Finding): string =>
  `  ${marks[state]} ${title}: ${found}${cure ? ` → ${cure}` : ''}`;
