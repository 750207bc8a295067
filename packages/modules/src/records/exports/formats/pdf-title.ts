import type { WalkedConversation } from '../walk-shape.ts';
import type { FormatJob } from './format.ts';
import { ink, type PdfSheet } from './pdf-sheet.ts';
import { localTime, plainName } from './words.ts';

/** The newest signed checkpoint of the ledger when it was made. */
export interface Seal {
  note: string;
  signedAt: number;
  key: string;
}

/** Those who take part that are named on the first page. */
const mostNamed = 100;

const kinds: Record<WalkedConversation['kind'], string> = {
  direct: '私聊 / direct',
  group: '群组 / group',
  topic: '话题 / topic',
  note: '笔记 / note',
  customer: '客户会话 / customer',
};

function spanOf({ cause, organization }: FormatJob): string {
  const { after, before } = cause;
  const time = (at: number) => localTime(organization.timeZone, at);
  const from = after === null ? '最早 / from the beginning' : time(after);
  return `${from} – ${before === null ? '导出之时 / up to when it was made' : time(before)}`;
}

function membersOf({ walk }: FormatJob, { members }: WalkedConversation): string {
  const named = members.slice(0, mostNamed).map(({ user, guest, left }) => {
    const marks = [...(guest ? ['外部 / guest'] : []), ...(left ? ['已离开 / left'] : [])];
    return plainName(walk.people.nameOf(user)) + (marks.length > 0 ? ` (${marks.join(', ')})` : '');
  });
  const more = members.length - mostNamed;
  return [...named, ...(more > 0 ? [`… 另有${more}人 / and ${more} more`] : [])].join('、');
}

function sealFacts(sheet: PdfSheet, seal: Seal | undefined, time: (at: number) => string): void {
  sheet.text('记录链 / Ledger', { size: 11, face: 'bold' });
  sheet.gap(4);
  if (!seal) {
    sheet.text('制作时还没有签名的检查点。 / There was no signed checkpoint yet.', { size: 9 });
    return;
  }
  const [origin, size, root] = seal.note.split('\n');
  sheet.fact('检查点 / Checkpoint', origin ?? '', 9);
  sheet.fact('条数 / Size', size ?? '', 9);
  sheet.fact('根 / Root', root ?? '', 9);
  sheet.fact('签名于 / Signed at', time(seal.signedAt), 9);
  sheet.fact('公钥 / Key', seal.key, 9);
}

const remarks = [
  '自证：检查点只由本服务器签名，没有外部见证。本文件便于阅读和打印，不附证明；需要可独立核验的证据，请导出证据包。本次导出的文件摘要写入记录链。',
  'Self-attested: the checkpoint is signed by this house alone, nobody outside vouches for it. This document is for reading and printing and carries no proofs; what can be checked independently is an evidence bundle. The digest of this export stands in the ledger.',
  '[U+…] 表示所嵌字体没有的字符，或看不见的控制字符。 / [U+…] stands for a character that the embedded fonts have not, or one that is not seen.',
];

/** What it is, of what, for whom, and what it is worth. */
export function titlePage(
  sheet: PdfSheet,
  job: FormatJob,
  conversation: WalkedConversation,
  { seal, part }: { seal: Seal | undefined; part: number },
): void {
  const { cause, makerName, organization, madeAt } = job;
  const time = (at: number) => localTime(organization.timeZone, at);
  sheet.gap(20);
  sheet.text('会话记录 / Record of a conversation', { size: 11, color: ink.dim });
  sheet.text(`${plainName(conversation.title) || conversation.id}${part > 1 ? ` (${part})` : ''}`, { size: 20, face: 'bold' });
  sheet.gap(12);
  const facts: [string, string][] = [
    ['机构 / Organization', plainName(organization.name)],
    ['会话 / Conversation', `${kinds[conversation.kind]}, ${conversation.id}`],
    ['时段 / Span', spanOf(job)],
    ['消息 / Messages', String(conversation.messages)],
    ['参与人 / People', membersOf(job, conversation)],
    ['用途 / Purpose', cause.purpose],
    ['接收方 / For', plainName(cause.recipient ?? '')],
    ['制作人 / Made by', plainName(makerName ?? 'command line')],
    ['制作时间 / Made at', time(madeAt)],
    ['时区 / Time zone', organization.timeZone],
    ['附件 / Attachments', cause.files ? '按摘要存放于files/ / in files/ by digest' : '未包含 / left out'],
    ['编号 / Export', cause.id],
  ];
  for (const [name, value] of facts) if (value !== '') sheet.fact(name, value, 9.5);
  sheet.gap(16);
  sealFacts(sheet, seal, time);
  sheet.gap(16);
  for (const remark of remarks) {
    sheet.text(remark, { size: 8.5, color: ink.dim });
    sheet.gap(4);
  }
  sheet.gap(8);
}
