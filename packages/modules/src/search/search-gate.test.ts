import { describe, expect, it } from 'vitest';
import { SearchGate } from './search-gate.ts';

/** Searches that end when told to. */
function searches(gate: SearchGate) {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const search = (user: string, name: string) =>
    gate.pass(user, async () => {
      begun.push(name);
      await new Promise<void>((resolve) => ends.set(name, resolve));
    });
  return { begun, search, end: (name: string) => ends.get(name)!() };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('the gate of searches', () => {
  it('lets four in, two of one person, and the others as places are left', async () => {
    const { begun, search, end } = searches(new SearchGate());
    const all = [
      search('a', 'a1'),
      search('a', 'a2'),
      search('a', 'a3'),
      search('b', 'b1'),
      search('c', 'c1'),
      search('d', 'd1'),
    ];
    await turn();
    expect(begun).toEqual(['a1', 'a2', 'b1', 'c1']);
    end('b1');
    await turn();
    // a3 has waited longer, but two of a are inside.
    expect(begun.slice(4)).toEqual(['d1']);
    end('a1');
    await turn();
    expect(begun.slice(5)).toEqual(['a3']);
    for (const name of ['a2', 'a3', 'c1', 'd1']) end(name);
    await Promise.all(all);
  });

  it('a search that fails gives its place free; too many waiting are refused', async () => {
    const gate = new SearchGate();
    await expect(gate.pass('a', () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    const { begun, search, end } = searches(gate);
    const first = [search('a', 'a1'), search('a', 'a2')];
    await turn();
    expect(begun).toEqual(['a1', 'a2']);
    const waiting = Array.from({ length: 500 }, () => gate.pass('a', async () => undefined));
    await expect(gate.pass('a', async () => undefined)).rejects.toThrow('too-many-requests');
    end('a1');
    end('a2');
    await Promise.all([...first, ...waiting]);
  });
});
