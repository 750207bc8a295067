import type { Words } from '../words.ts';

/** What was looked at and what it was found to be, in both languages. `wrong` must be mended; `note` is worth knowing. */
export interface Judged<Check extends string> {
  readonly check: Check;
  readonly state: 'good' | 'note' | 'wrong';
  readonly found: Words;
  /** What to do about it. */
  readonly cure?: Words;
}

export type Entry = Judged<CheckName>;

/** What is looked at. */
export const titles = {
  settings: ['Settings', '设置'],
  node: ['Node.js', 'Node.js'],
  folder: ['Data folder', '数据目录'],
  key: ['Master key', '主密钥'],
  disk: ['Disk', '磁盘'],
  'open-files': ['Open files', '可打开文件数'],
  port: ['Port', '端口'],
  address: ['Public address', '公开地址'],
  proxy: ['Reverse proxy', '反向代理'],
  database: ['Database', '数据库'],
  durability: ['Durability', '写入安全'],
  collation: ['Sort order', '排序规则'],
  connections: ['Connections', '数据库连接'],
  snapshot: ['Held snapshots', '长时间快照'],
  locks: ['Locks', '锁等待'],
  archive: ['WAL archive', 'WAL归档'],
  replication: ['Replication', '复制'],
  migrations: ['Migrations', '数据库迁移'],
  clock: ['Clocks', '时钟'],
  nodes: ['Nodes', '节点'],
  bus: ['Bus', '节点间总线'],
  readers: ['Readers of the log', '日志读取'],
  jobs: ['Jobs', '后台任务'],
  backup: ['Backup', '备份'],
  ledger: ['Ledger', '记录链'],
  mail: ['Mail', '邮件'],
  files: ['File store', '文件存储'],
  office: ['Office previews', 'Office文件预览'],
  token: ['Access token', '访问令牌'],
  load: ['Load', '负载'],
  channels: ['Channels', '渠道'],
} as const satisfies Record<string, Words>;
export type CheckName = keyof typeof titles;

export const good = <Check extends string>(check: Check, ...found: Words): Judged<Check> => ({ check, state: 'good', found });
export const note = <Check extends string>(check: Check, found: Words, cure?: Words): Judged<Check> => ({
  check,
  state: 'note',
  found,
  ...(cure ? { cure } : {}),
});
export const wrong = <Check extends string>(check: Check, found: Words, cure: Words): Judged<Check> => ({
  check,
  state: 'wrong',
  found,
  cure,
});
