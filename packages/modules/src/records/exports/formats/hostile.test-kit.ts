import { randomUUID } from 'node:crypto';
import type { TestHouse } from '@rapport/dev';
import { storeFile } from '../../../files/index.ts';

/** A conversation that tries every format: names and files that pretend to be something else, words that programs take for orders. */
export async function hostileGroup(kit: TestHouse) {
  const { db } = kit.house.platform;
  const eve = await kit.person('Eve');
  const ann = await kit.person('安娜');
  const group = await kit.group(eve, ann);
  const first = await kit.say(eve, group, 'From here on\n>From there\n你好，世界 \ud83d\udc4d');
  await kit.say(ann, group, '=HYPERLINK("http://evil","x")');
  await kit.say(eve, group, '<script>alert(1)</script> "quoted", line\r\nbreak');
  const edited = await kit.say(eve, group, '+1 first');
  await kit.call(eve, 'conversations.editMessage', { conversation: group, seq: edited.seq, text: '@second' } as never);
  await kit.call(ann, 'conversations.react', { conversation: group, seq: edited.seq, emoji: '👍', on: true } as never);
  const recalled = await kit.say(eve, group, 'taken back');
  await kit.call(eve, 'conversations.recallMessage', { conversation: group, seq: recalled.seq } as never);
  const file = await storeFile(kit.house.platform, eve.user, 'notes.txt', Buffer.from('From the bytes\n\u0000\u0001 attached'));
  await kit.call(eve, 'conversations.sendMessage', {
    conversation: group,
    draft: { clientId: randomUUID(), text: `for <@${ann.user}>`, attachments: [file.file], quote: first.seq, urgent: 'now' },
  } as never);
  // Behind the house's back: it takes no such names.
  await db.rows(`update user_account set name = E'Eve\\r\\nBcc: victim@example.org\\u202e' where id = $1`, [eve.user]);
  await db.rows(`update conversation set name = E'../../etc/passwd\\u202e"\\r\\nX-Evil: 1' where id = $1`, [group]);
  await db.rows(
    `update version set content = jsonb_set(jsonb_set(content, '{attachments,0,name}', $2::jsonb), '{attachments,0,type}', '"message/rfc822"')
     where conversation_id = $1 and content ? 'attachments'`,
    [group, JSON.stringify('../../evil\r\nX: 1\u202etxt.exe')],
  );
  return { group, eve, ann };
}
