import type { FormatJob } from './format.ts';

const time = (at: number): string => new Date(at).toISOString();

/** Texts of others on one line: nobody writes lines of ours. */
const line = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();

/** What lies in an export and what it is worth, in both languages. */
export function aboutText({
  cause,
  makerName,
  organization,
  madeAt,
}: Omit<FormatJob, 'platform' | 'walk' | 'out' | 'scratch'>): string {
  const { after, before } = cause;
  const span =
    after === null && before === null ? '' : `${after === null ? '…' : time(after)} / ${before === null ? '…' : time(before)}`;
  const rows = [
    ['机构 / Organization', line(organization.name)],
    ['格式 / Format', cause.format],
    ['编号 / Export', cause.id],
    ['制作时间 / Made at', time(madeAt)],
    ['制作人 / Made by', line(makerName ?? 'command line')],
    ['用途 / Purpose', line(cause.purpose)],
    ['接收方 / For', line(cause.recipient ?? '')],
    ['时段 / Span', span],
    ['附件 / Attachments', cause.files ? '有 / included' : '无 / left out'],
  ].filter(([, value]) => value !== '');
  return `${rows.map(([name, value]) => `${name}: ${value}`).join('\n')}

本导出供阅读和由其他程序处理。其中的内容取自记录，包括更早的版本和已撤回的消息；已依规删除或暂停使用的内容只写明“已删除”或“已停用”。
本导出不附证明：每次导出连同本压缩包的SHA-256都写入记录链（archive.exported）；需要可独立核验的证据，请导出证据包。

This export is for reading and for other programs. It says what the record says, earlier versions and recalled messages included; of what was erased or
withheld it says only that. It carries no proofs: each export is noted in the ledger with the SHA-256 of its zip (archive.exported). Evidence that can
be checked without this house is an evidence bundle.
`;
}
