import { type TestHouse, testHouse } from '@rapport/dev';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eraseMessages } from '../conversations/index.ts';
import { recordsCaughtUp } from './index.ts';

let kit: TestHouse;
beforeAll(async () => {
  kit = await testHouse();
});
afterAll(() => kit?.stop());

/** As many versions between one and the sending as a proof holds. */
const most = 500;

test('RE5 of an erased message the proof of a version leads to the sending by those in between, up to a bound', async () => {
  const group = await kit.group();
  const { seq, ev: sent } = await kit.say(kit.owner, group, 'version 0');
  const place = { conversation: group, seq };
  const evs: number[] = [sent];
  for (let n = 1; n <= most + 2; n++) {
    const { ev } = await kit.call(kit.owner, 'conversations.editMessage', { ...place, text: `version ${n}` });
    evs.push(ev);
  }
  // What is erased before the ledger has it is recorded as an event that said nothing.
  await recordsCaughtUp(kit.house.platform);
  const gone = { conversation: group, seqs: [seq], actor: null, cause: null };
  await kit.house.platform.db.transaction((tx) => eraseMessages(kit.house.platform, tx, gone));
  await recordsCaughtUp(kit.house.platform);
  const proofOf = async (version: number) => {
    const proof = await kit.call(kit.owner, 'records.proof', { conversation: group, ev: evs[version]! });
    if (proof.state !== 'erased') throw new Error(proof.state);
    return proof.between?.map(({ index }) => index) ?? [];
  };
  expect(await proofOf(0)).toEqual([]);
  expect(await proofOf(1)).toEqual([]);
  const near = await proofOf(4);
  expect(near).toHaveLength(3);
  expect(near).toEqual([...near].sort((a, b) => b - a));
  expect(await proofOf(most)).toHaveLength(most - 1);
  // What was changed more often is proved by a bundle: the newest are there, the way to the sending is not.
  expect(await proofOf(most + 2)).toHaveLength(most - 1);
}, 300_000);
