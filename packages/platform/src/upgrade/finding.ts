import type { Language } from '@rapport/contract';
import type { Judged } from '../doctor/finding.ts';
import { inLanguage, type Words } from '../words.ts';

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

/** One thing that a preflight looked at. `wrong` stands in the way of an upgrade. */
export type Said = Judged<Name>;

/** The same in the language of whoever runs the upgrade. */
export interface Finding {
  /** Stable; the sentences are not. */
  name: Name;
  title: string;
  state: Said['state'];
  found: string;
  cure?: string;
}

/** Words that are the same in both languages. */
export const alike = (text: string): Words => [text, text];

export const findingOf = ({ check, state, found, cure }: Said, language: Language): Finding => ({
  name: check,
  title: inLanguage(titles[check], language),
  state,
  found: inLanguage(found, language),
  ...(cure ? { cure: inLanguage(cure, language) } : {}),
});

const marks: Record<Finding['state'], string> = { good: '✓', note: '·', wrong: '✗' };

/** A finding as one line for people. */
export const findingLine = ({ state, title, found, cure }: Finding): string =>
  `  ${marks[state]} ${title}: ${found}${cure ? ` → ${cure}` : ''}`;
