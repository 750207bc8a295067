import type { MessageDraft } from '@rapport/contract';
import { type Seat, type TestHouse, testHouse, until } from '@rapport/dev';
import { createLogger } from '@rapport/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { actorFor } from '../access/index.ts';
import { createHouse, type House } from '../house.ts';
import type { Actor } from '../people/index.ts';
import { sendMessage } from './send-messages.ts';

const draftOf = (text: string, clientId: string = crypto.randomUUID()): MessageDraft => ({ clientId, text });

describe('sending again', () => {
  let kit: TestHouse;
  let lin: Seat;
  let actor: Actor;
  let group: string;

  beforeAll(async () => {
    kit = await testHouse();
    lin = await kit.person('林月');
    actor = (await actorFor(kit.house.platform, lin.user))!;
  });
  afterAll(async () => {
    await kit.stop();
  });
  beforeEach(async () => {
    group = (await kit.call(kit.owner, 'conversations.create', { name: 'G', members: [lin.user as never] })).id;
  });

  const send = (draft: MessageDraft, seat = lin) =>
    kit.call(seat, 'conversations.sendMessage', { conversation: group as never, draft });
  const inHouse = (text: string, conversation = group, clientId?: string) =>
    sendMessage(kit.house.platform, actor, conversation, draftOf(text, clientId));

  it('SY4 of erased words nothing is confirmed', async () => {
    const draft = draftOf('to be erased');
    await send(draft);
    await kit.house.platform.db.rows('delete from version where conversation_id = $1', [group]);
    await expect(send(draft)).rejects.toThrow('client-id-reused');
  });

  it('SY4 what fails first may be tried again by all who wait for it', async () => {
    const clientId = crypto.randomUUID();
    await kit.call(kit.owner, 'conversations.change', { conversation: group as never, archived: true });
    const refused = await Promise.allSettled([1, 2, 3, 4].map(() => inHouse('closed', group, clientId)));
    expect(refused.map((r) => r.status)).toEqual(['rejected', 'rejected', 'rejected', 'rejected']);
    await kit.call(kit.owner, 'conversations.change', { conversation: group as never, archived: false });
    const sent = await Promise.all([1, 2, 3, 4].map(() => inHouse('open', group, clientId)));
    expect(new Set(sent.map((s) => s.seq)).size).toBe(1);
  });

  it('SY2 a message that died between the commit and the bus is told when it is sent again', async () => {
    const reader = await kit.client(kit.owner);
    await reader.openConversation(group);
    const draft = draftOf('committed, not told');
    // A batch of another node whose hint never came.
    const quiet = await anotherNode(kit, (bus) => ({ ...bus, publish: () => undefined }));
    await sendMessage(quiet.platform, actor, group, draft);
    await quiet.stop();
    expect(reader.state.conversations[group]!.seq).toBe(0);
    expect((await send(draft)).repeated).toBe(true);
    await until(() => reader.state.timelines[group]?.messages.at(-1)?.text === 'committed, not told');
  });

  it('the plan of the batch is pinned', async () => {
    const rows = await kit.house.platform.db.rows<{ proconfig: string[] }>(
      `select proconfig from pg_proc where proname = 'send_messages'`,
    );
    expect(rows[0]!.proconfig).toEqual(
      expect.arrayContaining(['plan_cache_mode=force_generic_plan', 'enable_seqscan=off', 'jit=off']),
    );
  });
});

/** A second node on the same database, with a bus of its own. */
async function anotherNode(kit: TestHouse, wrapBus?: Parameters<typeof createHouse>[0]['wrapBus']): Promise<House> {
  return createHouse({
    config: { ...kit.house.platform.config, port: 0 },
    databaseUrl: kit.databaseUrl,
    logger: createLogger('silent'),
    background: false,
    poolSize: 6,
    ...(wrapBus ? { wrapBus } : {}),
  });
}
