import { contract } from '@rapport/contract';
import { verifyAction, verifyObserver } from '@rapport/dev';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cases, closeOthers, openWorld, type World } from './race.test-kit.ts';
import { memberCases } from './race-members.test-kit.ts';
import { messageCases } from './race-messages.test-kit.ts';
import { scheduleCases, stateCases } from './race-mine.test-kit.ts';

const raceCases: Cases = { ...messageCases, ...memberCases, ...stateCases, ...scheduleCases };

describe('race check: what a client shows after the events of an action is what a new client shows', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.stop());

  it('knows every command of conversations', () => {
    const commands = Object.entries(contract).filter(([name, m]) => name.startsWith('conversations.') && m.kind === 'command');
    expect(Object.keys(raceCases).sort()).toEqual(commands.map(([name]) => name).sort());
  });

  it('fails when a client shows something else', async () => {
    const { client } = world.lin;
    const honest = client.state;
    const { [world.open]: group, ...others } = honest.conversations;
    const wrong = { ...group!, me: { ...group!.me!, unread: group!.me!.unread + 1 } };
    client.state = { ...honest, conversations: { ...others, [world.open]: wrong } };
    await expect(verifyObserver(world.kit, world.lin, 200)).rejects.toThrow(/unread is \d+, not/);
    client.state = honest;
    await verifyObserver(world.kit, world.lin);
  });

  for (const [command, cases] of Object.entries(raceCases)) {
    for (const { what, before, act } of cases) {
      it(`SY5 SY8 ${command}: ${what}`, async () => {
        closeOthers(world);
        const given = await before?.(world);
        await verifyAction(world.kit, world.everybody, () => act(world, given as never));
      });
    }
  }
});
