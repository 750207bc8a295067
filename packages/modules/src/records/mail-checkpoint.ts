import type { Mail, Platform } from '@rapport/platform';
import { headNow, publishedCheckpoint } from './reader.ts';
import type { CheckpointRow, EpochRow } from './rows.ts';

/** What stands around the note: its lines are to be taken out as they are. */
const line = '-----';

function checkpointMail(to: string, { origin, key }: EpochRow, { size, note, signedAt }: CheckpointRow): Mail {
  const at = new Date(signedAt).toISOString();
  return {
    to,
    subject: `Checkpoint of the record · 记录检查点 · ${origin} · ${size}`,
    text: [
      `The newest checkpoint of the record, signed at ${at} by the house that keeps it, and by nobody else (self-attested).`,
      'Keep this mail. With it one can tell later whether anything that had been recorded by then was changed, dropped or put in.',
      '',
      `记录的最新检查点，签名时间${at}，仅由保存记录的服务器自行签名（自证）。`,
      '请保留此邮件：日后可凭它判断，此前已记录的内容是否被改动、删除或补入。',
      '',
      `Log · 日志: ${origin}`,
      `Events · 事件数: ${size}`,
      `Key · 公钥: ${key}`,
      '',
      line,
      `${note}${line}`,
      '',
      'C2SP tlog-checkpoint, docs/records.md',
      '',
    ].join('\n'),
  };
}

const job = 'records.mailCheckpointTo';

/** The newest checkpoint that is shown goes to one of the mailboxes of the setting; tried again, it is the newest then. */
async function mailTo(platform: Platform, to: string): Promise<void> {
  const head = await headNow(platform.db);
  const checkpoint = head && (await publishedCheckpoint(platform.db, head.epoch.n));
  if (!head || !checkpoint || !platform.config.checkpointsTo.includes(to)) return;
  await platform.mailer.send(checkpointMail(to, head.epoch, checkpoint));
}

/**
 * Every day the newest checkpoint goes to the mailboxes of the setting (RE11): what lies there this house cannot take back. To each by a job
 * of its own: one that is tried again does not mail the others twice.
 */
export function declareCheckpointMails(platform: Platform): void {
  const { jobs, config, db } = platform;
  if (config.checkpointsTo.length === 0) return;
  jobs.define(job, ({ to }: { to: string }) => mailTo(platform, to));
  jobs.every('23 0 * * *', 'records.mail-checkpoint', () =>
    db.transaction(async (tx) => {
      for (const to of config.checkpointsTo) await jobs.enqueue(tx, job, { to }, { key: `${job}/${to}` });
    }),
  );
}
