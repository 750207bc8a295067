import type { Language } from '@rapport/contract';

/** A certificate as it is read back. */
interface Certificate {
  disposition: string;
  organization: string;
  location: string;
  schedule: { version: number; rules: string };
  said?: { from: number; to: number };
  eligible?: { from: number; to: number };
  volume: { messages: number; conversations: number; files: number; bytes: number };
  authorisedBy: { id: string; name: string }[];
  destroyedBy: string;
  destroyedAt: number;
  leftOut: Record<string, number>;
  list: { entries: number; root: string };
  backupsUntil?: number;
}

const words = {
  title: ['Certificate of destruction', '销毁证明'],
  number: ['Number', '编号'],
  organization: ['Organization', '组织'],
  location: ['Location', '存放位置'],
  schedule: ['Retention rules, version', '保留规则版本'],
  said: ['Date range of the records', '记录日期范围'],
  eligible: ['Due from', '到期日期'],
  volume: ['Volume', '数量'],
  messages: ['messages', '条消息'],
  conversations: ['conversations', '个会话'],
  files: ['files', '个文件'],
  bytes: ['bytes', '字节'],
  format: ['Format', '形式'],
  formatIs: [
    'messages with all versions, attachments, previews, mentions, reactions and index entries',
    '消息及其全部版本、附件、预览、提及、回应和索引',
  ],
  method: ['Method', '销毁方式'],
  methodIs: [
    'record keys and file keys destroyed; words, index entries and file bytes deleted',
    '销毁记录密钥和文件密钥；删除文字、索引和文件数据',
  ],
  authorised: ['Authorised by', '批准人'],
  by: ['Destroyed by', '执行'],
  at: ['Destroyed at', '销毁时间'],
  hold: ['Holds', '保全'],
  holdIs: [
    'each message was found under no hold in the transaction that destroyed it',
    '每条消息在销毁的同一事务中核实未处于保全',
  ],
  leftOut: ['Left out', '未销毁'],
  due: ['not reached', '未处理'],
  excluded: ['excluded by a person', '人工排除'],
  extended: ['kept for longer by a person', '人工延期'],
  held: ['under a hold', '处于保全'],
  kept: ['no longer due', '不再到期'],
  list: ['Root of the list (SHA-256)', '清单根哈希（SHA-256）'],
  verified: ['Verified', '核验'],
  verifiedIs: ['nothing of it was found afterwards', '销毁后核验未发现残留'],
  backups: ['Backups', '备份'],
  backupsAre: [
    'unreadable in backups with a key book from its next writing on; in other copies at the latest until',
    '带密钥簿的备份：密钥簿下次写入后即不可读；其他副本最迟保留至',
  ],
  backupsUnknown: [
    'unreadable in backups with a key book from its next writing on; how long other copies are kept is not stated',
    '带密钥簿的备份：密钥簿下次写入后即不可读；其他副本保留多久没有说明',
  ],
  digest: ['SHA-256 of this certificate', '本证明的SHA-256'],
} as const;

/** A certificate for people to read. Instants in UTC, as the certificate itself has them. */
export function certificateText(c: Certificate, digest: string, language: Language): string {
  const w = (name: keyof typeof words): string => words[name][language === 'zh-CN' ? 1 : 0];
  const day = (instant: number): string => new Date(instant).toISOString().slice(0, 10);
  const range = (span?: { from: number; to: number }) => (span ? `${day(span.from)} – ${day(span.to)}` : '–');
  const { messages, conversations, files, bytes } = c.volume;
  const count = (n: number, name: keyof typeof words) => `${n} ${w(name)}`;
  const leftOut = Object.entries(c.leftOut).map(
    ([state, n]) => `${state in words ? w(state as keyof typeof words) : state} ${n}`,
  );
  const lines: [string, string][] = [
    [w('number'), c.disposition],
    [w('organization'), c.organization],
    [w('location'), c.location],
    [w('schedule'), `${c.schedule.version} (SHA-256 ${c.schedule.rules})`],
    [w('said'), range(c.said)],
    [w('eligible'), range(c.eligible)],
    [
      w('volume'),
      [count(messages, 'messages'), count(conversations, 'conversations'), count(files, 'files'), count(bytes, 'bytes')].join(
        ', ',
      ),
    ],
    [w('format'), w('formatIs')],
    [w('method'), w('methodIs')],
    [w('authorised'), c.authorisedBy.map(({ id, name }) => `${name} (${id})`).join(', ')],
    [w('by'), c.destroyedBy],
    [w('at'), new Date(c.destroyedAt).toISOString()],
    [w('hold'), w('holdIs')],
    [w('leftOut'), leftOut.join(', ') || '0'],
    [w('list'), `${c.list.root} (${c.list.entries})`],
    [w('verified'), w('verifiedIs')],
    [w('backups'), c.backupsUntil === undefined ? w('backupsUnknown') : `${w('backupsAre')} ${day(c.backupsUntil)}`],
    [w('digest'), digest],
  ];
  return `${w('title')}\n\n${lines.map(([name, value]) => `${name}: ${value}`).join('\n')}\n`;
}
