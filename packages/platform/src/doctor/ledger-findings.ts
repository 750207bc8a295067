import { type Entry, good, note, wrong } from './finding.ts';

/** Of the record's signed log. */
export const ledgerFindings = {
  'ledger-good': good('ledger', 'log {epoch}, {size} events, all proved', '第{epoch}号日志，{size}个事件，均有证明'),
  'ledger-none': note('ledger', ['none yet; a server begins it', '尚未建立，服务启动后建立'], ['npm start', 'npm start']),
  'ledger-behind': wrong(
    'ledger',
    ['the oldest event without a proof is {seconds} s old', '最早的未证明事件已有{seconds}秒'],
    [
      'Look for "ledger" in the log of every node: a full disk, or no node that has <data>/ledger. When that folder is lost for good: npx rapport ledger adopt (docs/operations.md, "The ledger").',
      '请在各节点的日志中查找“ledger”：可能是磁盘已满，或没有节点持有<data>/ledger。如果该目录已无法找回：npx rapport ledger adopt（见docs/operations.md的“The ledger”）。',
    ],
  ),
  'ledger-new': note(
    'ledger',
    [
      'log {epoch} was begun on {day} ({reason}), with another key: the one before could not go on',
      '{day}开始了第{epoch}号日志（{reason}），密钥已更换：前一号日志无法继续',
    ],
    [
      'Give the new key (records.checkpoint) to whoever checks your records, and keep the files of the old log (docs/operations.md, "The ledger").',
      '请把新的公钥（records.checkpoint）告知核验记录的人，并保留旧日志的文件（见docs/operations.md的“The ledger”）。',
    ],
  ),
  'ledger-key-lost': wrong(
    'ledger',
    [
      'its signing key cannot be opened with this master key: nothing is recorded',
      '用现有主密钥无法打开它的签名密钥：记录已停止',
    ],
    [
      'Bring the right master key back. When it is lost for good: npx rapport ledger adopt begins another log.',
      '请恢复正确的主密钥。如果已永久丢失，请运行npx rapport ledger adopt，开始新的日志。',
    ],
  ),
  'key-damaged': wrong(
    'ledger',
    [
      '{lost} of {looked} record keys cannot be opened with this master key: what was said then can be read, and not be proved',
      '抽查的{looked}个记录密钥中有{lost}个无法用现有主密钥打开：当时的内容可以查看，但无法出具证明',
    ],
    [
      'Bring back the master key that was in use then (docs/operations.md, "The ledger"). Without it what was recorded is still counted and chained; nothing makes the words provable again.',
      '请找回当时使用的主密钥（见docs/operations.md的“The ledger”）。找不回时记录仍计数并成链，但内容无法再证明。',
    ],
  ),
} as const satisfies Record<string, Entry>;
