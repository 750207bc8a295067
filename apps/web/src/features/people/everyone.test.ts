import type { User } from '@rapport/contract';
import { expect, it } from 'vitest';
import { keepListed, patched, withChanged } from './everyone.ts';

const person = (id: string, sortKey: string, more: object = {}): User => ({ id, sortKey, active: true, ...more }) as never;
const active = ({ active: is }: User): boolean => is;

it('PE7 who changed, came or left is put in place in a long list, and nobody stands there twice', () => {
  const people = [person('1', 'an'), person('2', 'bai'), person('3', 'chen')];
  const changed = [person('1', 'zhou'), person('2', 'bai', { active: false }), person('4', 'bo')];
  expect(withChanged(people, changed, active).map(({ id }) => id)).toEqual(['4', '3', '1']);
  expect(withChanged(people, [], active)).toEqual(people);
});

/** A house that tells what changed; it notes what was asked. */
function house(changed: object) {
  const asked: string[] = [];
  const call = async (name: string, input: { ids?: string[] }) => {
    asked.push(name);
    if (name === 'people.get') return { users: input.ids?.filter((id) => id !== 'hidden').map((id) => person(id, `z${id}`)) };
    return { ev: 9, users: [], organization: false, roles: false, departments: false, tooMany: false, ...changed };
  };
  return { asked, client: { call } as never };
}
const many = { ev: 5, people: Array.from({ length: 1_000 }, (_, i) => person(String(i), `a${i}`)) };

it('PE7 of a long list only what changed is asked for; whom one may not see any more goes', async () => {
  const { asked, client } = house({ users: ['7', 'new', 'hidden'] });
  const hidden = { ...many, people: [...many.people, person('hidden', 'b')] };
  const next = await patched(client, hidden, {}, active);
  expect(asked).toEqual(['people.changedSince', 'people.get']);
  expect([next?.ev, next?.people.length]).toEqual([9, 1_001]);
  expect(next?.people.slice(-2).map(({ id }) => id)).toEqual(['7', 'new']);
});

it('PE7 a list is asked for anew where it is short, too much changed, or its departments or roles did', async () => {
  const anew = async (changed: object, filter: object, before = many) =>
    (await patched(house(changed).client, before, filter, active)) === null;
  expect(await anew({}, {}, { ev: 5, people: [] })).toBe(true);
  expect(await anew({ tooMany: true }, {})).toBe(true);
  expect([await anew({ departments: true }, {}), await anew({ departments: true }, { department: 'd' })]).toEqual([false, true]);
  expect([await anew({ roles: true }, { department: 'd' }), await anew({ roles: true }, { managed: true })]).toEqual([
    false,
    true,
  ]);
});

it('PE7 pages that have come stay when the next one fails; the next change asks for all of them', async () => {
  let broken = true;
  const call = async (_: string, { cursor }: { cursor?: string }) => {
    if (cursor && broken) throw new Error('broken');
    return cursor ? { items: [person('2', 'bai')] } : { items: [person('1', 'an')], next: 'more' };
  };
  const shown: [string[], boolean][] = [];
  const place = {
    get: () => null,
    set: () => undefined,
    show: (people: readonly User[], error: string | null) => void shown.push([people.map(({ id }) => id), error !== null]),
  };
  const client = { call, state: { organizationEv: 1 } } as never;
  const keeper = keepListed(client, {}, { current: undefined }, place);
  keeper.run();
  await expect.poll(() => shown.at(-1)).toEqual([['1'], true]);
  broken = false;
  keeper.run();
  await expect.poll(() => shown.at(-1)).toEqual([['1', '2'], false]);
});
