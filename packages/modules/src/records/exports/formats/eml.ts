import { safeName } from './export-folder.ts';
import type { FormatJob } from './format.ts';
import { dayMails } from './mail-days.ts';

/** A folder a conversation, in it a mail a day (RFC 5322), each naming those before it. */
export async function writeEml({ walk, out, ...job }: FormatJob): Promise<void> {
  for await (const conversation of walk.conversations()) {
    const folder = out.freeFolder(safeName(conversation.title, conversation.id));
    for await (const { day, part, bytes } of dayMails({ walk, out, ...job }, conversation))
      await out.add(`${folder}/${day}${part > 1 ? `-${part}` : ''}.eml`, bytes);
  }
}
