import { hasNats, type TestHouse, TestNats, testHouse, until } from '@rapport/dev';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runApart } from './backup.test-kit.ts';

describe.skipIf(!hasNats())('a command beside a running server, with NATS between them', () => {
  let nats: TestNats;
  let kit: TestHouse;
  beforeAll(async () => {
    nats = await TestNats.start();
    kit = await testHouse({ env: { NATS_URL: nats.url } });
  });
  afterAll(async () => {
    await kit?.stop();
    await nats?.stop();
  });

  it('the server hears of what a command changed, and of whom, while the command still runs', async () => {
    const { bus, db } = kit.house.platform;
    const heard: string[] = [];
    bus.subscribe('stream', ({ kind }, from) => from === 'elsewhere' && heard.push(kind));
    const env = { RAPPORT_DATA: kit.dataDir, DATABASE_URL: kit.databaseUrl, NATS_URL: nats.url, RAPPORT_LOG: 'error' };
    const command = runApart(['user', 'create', '--email', 'new@rapport.test', '--name', '新人', '--json'], env);
    const { code, said } = await command.ended;
    expect([code, said]).toEqual([0, expect.stringContaining('new@rapport.test')]);
    await until(() => heard.includes('organization'));
    // It spoke, and was no server: nobody waits for it, and no job is given to it.
    expect(await db.rows('select id from node')).toHaveLength(1);
    expect(kit.house.platform.nodes.away).toBe(false);
  });
});
