import type { Input, RetentionRules } from '@rapport/contract';
import type { Refused, Seat, TestHouse } from '@rapport/dev';
import { until } from '@rapport/dev';
import { recordsCaughtUp } from '../records/index.ts';
import { searchCaughtUp } from '../search/index.ts';

type Rules = Input<'retention.draftRules'>['rules'];

/** Everything is due at once. */
export const atOnce: Rules = { organization: { destroyDays: 0 }, coolingDays: 0 };

/** Ledger and index have everything that was said. */
export async function settled(kit: TestHouse): Promise<void> {
  await recordsCaughtUp(kit.house.platform);
  await searchCaughtUp(kit.house.platform);
}

/** Draws rules up, waits for the dry run, and puts them into effect. */
export async function putRules(kit: TestHouse, rules: Rules, by: Seat = kit.owner, approver: Seat = by): Promise<RetentionRules> {
  const { version } = await kit.call(by, 'retention.draftRules', { rules });
  await until(async () => (await rulesVersion(kit, version)).dryRun?.state === 'done');
  return (await kit.call(approver, 'retention.approveRules', { version })).rules;
}

export async function rulesVersion(kit: TestHouse, version: number) {
  const { items } = await kit.call(kit.owner, 'retention.rules', {});
  return items.find((one) => one.version === version)!;
}

/** Has what is due listed; answers the newest batch once there is one that was not there before. */
export async function listed(kit: TestHouse): Promise<string> {
  const before = (await kit.call(kit.owner, 'retention.dispositions', { limit: 1 })).items[0]?.id;
  await settled(kit);
  await kit.call(kit.owner, 'retention.propose', {});
  const newest = async () => (await kit.call(kit.owner, 'retention.dispositions', { limit: 1 })).items[0];
  await until(async () => {
    const one = await newest();
    return one !== undefined && one.id !== before && one.state === 'proposed';
  });
  return (await newest())!.id;
}

export const disposition = async (kit: TestHouse, id: string) =>
  (await kit.call(kit.owner, 'retention.dispositions', {})).items.find((one) => one.id === id)!;

/** Approves a batch as it stands, and waits until it is done. */
export async function destroyed(kit: TestHouse, id: string, by: Seat = kit.owner) {
  const { counts } = await disposition(kit, id);
  await kit.call(by, 'retention.approve', { disposition: id, due: counts.due! });
  await until(async () => (await disposition(kit, id)).state === 'done');
  return disposition(kit, id);
}

/** The code a call is refused with. */
export const refusal = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'ok',
    (error: Refused) => error.problem.code,
  );
