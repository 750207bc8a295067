import type { Words } from '../../../app/words-of.ts';

export const storage = {
  storageTitle: ['Files and storage', '文件与存储'],
  storageHint: ['Quota, what is large', '配额与占用'],
  storageLead: [
    'What the store holds. Files stay as long as a message refers to them. What they are called is for those who may see them.',
    '文件占用情况。只要有消息引用，文件就会保留。文件名只有看得到文件的人才知道。',
  ],
  storedFiles_one: ['{{count}} file', '{{count}}个文件'],
  storedFiles_other: ['{{count}} files', '{{count}}个文件'],
  stored: ['{{size}} in all', '共{{size}}'],
  limitsTitle: ['Limits', '限制'],
  limitsText: ['They hold for everybody and for what is uploaded from now on.', '对所有人生效，只影响之后的上传。'],
  maxFile: ['Largest file, MB', '单个文件上限（MB）'],
  quotaPerson: ['All files of one person, GB', '每人总容量（GB）'],
  byPerson: ['Who uses most', '占用最多的人'],
  largestFiles: ['Largest files', '最大的文件'],
  ofQuota: ['{{share}} of the quota', '已用配额的{{share}}'],
  notUsed: ['nothing refers to it, removed soon', '没有内容引用，即将清理'],
  uploadedBy: ['{{name}}, {{time}}', '{{name}}，{{time}}'],
  noFiles: ['Nothing has been uploaded yet.', '还没有上传过文件。'],
} as const satisfies Words;
