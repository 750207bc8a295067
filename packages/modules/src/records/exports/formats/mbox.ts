import { safeName } from './export-folder.ts';
import type { FormatJob } from './format.ts';
import { dayMails } from './mail-days.ts';

const lineFeed = 0x0a;
const quoted = /^>*From /;
/** The separator names nobody and no time: both stand in the mail. */
const separator = 'From MAILER-DAEMON Thu Jan  1 00:00:00 1970\n';

const quotedLine = (line: Buffer): Buffer => {
  const bare = line.at(-1) === 0x0d ? line.subarray(0, -1) : line;
  // Only lines that begin like a separator are looked at as text.
  const from = bare[0] === 0x46 || bare[0] === 0x3e ? quoted.test(bare.subarray(0, 1_000).toString('latin1')) : false;
  return Buffer.concat(from ? [Buffer.from('>'), bare, Buffer.from('\n')] : [bare, Buffer.from('\n')]);
};

/** A mail as an mbox has it (mboxrd): lines end with LF, those that look like a separator have one more `>`. */
export async function* mboxrd(mail: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  yield Buffer.from(separator);
  let rest = Buffer.alloc(0);
  for await (const chunk of mail) {
    const bytes = Buffer.concat([rest, chunk]);
    const lines: Buffer[] = [];
    let from = 0;
    for (let at = bytes.indexOf(lineFeed); at >= 0; at = bytes.indexOf(lineFeed, from)) {
      lines.push(quotedLine(bytes.subarray(from, at)));
      from = at + 1;
    }
    rest = bytes.subarray(from);
    if (lines.length > 0) yield Buffer.concat(lines);
  }
  yield rest.length > 0 ? Buffer.concat([quotedLine(rest), Buffer.from('\n')]) : Buffer.from('\n');
}

/** An mbox a conversation, a mail a day, as mail programs and archives read them. */
export async function writeMbox({ walk, out, ...job }: FormatJob): Promise<void> {
  for await (const conversation of walk.conversations()) {
    await out.begin(out.freePath(safeName(conversation.title, conversation.id), '.mbox'));
    for await (const { bytes } of dayMails({ walk, out, ...job }, conversation))
      for await (const piece of mboxrd(bytes)) await out.write(piece);
    await out.end();
  }
}
