import { randomUUID } from 'node:crypto';
import type { Input, MessageHit, Output } from '@rapport/contract';
import type { Seat, TestHouse } from '@rapport/dev';
import { searchCaughtUp } from './index.ts';

/** What somebody finds, all pages, newest first. */
export async function findAll(
  kit: TestHouse,
  seat: Seat,
  text: string,
  more: Partial<Input<'search.messages'>> = {},
): Promise<MessageHit[]> {
  const items: MessageHit[] = [];
  let cursor: string | undefined;
  do {
    const page: Output<'search.messages'> = await kit.call(seat, 'search.messages', {
      text,
      limit: 50,
      ...more,
      ...(cursor ? { cursor } : {}),
    });
    items.push(...page.items);
    cursor = page.next;
  } while (cursor);
  return items;
}

export const placesOf = (hits: readonly MessageHit[]): string[] => hits.map((hit) => `${hit.conversation.id}/${hit.seq}`);

export async function send(
  kit: TestHouse,
  seat: Seat,
  conversation: string,
  text: string,
  more: Record<string, unknown> = {},
): Promise<number> {
  const sent = await kit.call(seat, 'conversations.sendMessage', {
    conversation: conversation as never,
    draft: { clientId: randomUUID(), text, ...more },
  });
  return sent.seq;
}

export const caughtUp = (kit: TestHouse): Promise<void> => searchCaughtUp(kit.house.platform);

/** Writes many messages past the send path, as an import does: rows, versions, log, counters. */
export async function seedMessages(
  kit: TestHouse,
  conversation: string,
  sender: string,
  texts: readonly string[],
  firstAt = Date.UTC(2025, 0, 1),
): Promise<void> {
  const { db } = kit.house.platform;
  for (let start = 0; start < texts.length; start += 5_000) {
    const part = texts.slice(start, start + 5_000);
    await db.transaction(async (tx) => {
      const head = await tx.row<{ ev: number; seq: number }>(
        'update stream set ev = ev + $2, seq = seq + $2, last_tx = pg_current_xact_id() where id = $1 returning ev - $2 as ev, seq - $2 as seq',
        [conversation, part.length],
      );
      const { ev, seq } = head!;
      const ats = part.map((_, i) => firstAt + (start + i) * 60_000);
      await tx.rows(
        `insert into message (conversation_id, seq, ev, changed_ev, version_ev, sender, client_id, at)
         select $1, $3::bigint + n, $2::bigint + n, $2::bigint + n, $2::bigint + n, $4, gen_random_uuid(), to_timestamp(at / 1000)
         from unnest($5::float8[]) with ordinality as u (at, n)`,
        [conversation, ev, seq, sender, ats],
      );
      await tx.rows(
        `insert into version (conversation_id, ev, seq, author, at, key, text)
         select $1, $2::bigint + n, $3::bigint + n, $4, now(), '\\x00', t from unnest($5::text[]) with ordinality as u (t, n)`,
        [conversation, ev, seq, sender, part],
      );
      await tx.rows(
        `insert into log (stream_id, ev, type, actor, at, record_id)
         select $1, $2::bigint + n, 'message.sent', $3, now(), gen_random_uuid() from generate_series(1, $4::int) as n`,
        [conversation, ev, sender, part.length],
      );
    });
  }
}
