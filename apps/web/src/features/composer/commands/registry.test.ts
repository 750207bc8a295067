import { describe, expect, it } from 'vitest';
import { commandIn, commands, commandsFor, namedAt } from './registry.ts';

const all = ['messages.urgent', 'search.use', 'contacts.manage'];
const names = (typed: string, permissions = all, customer = false) =>
  commandsFor(typed, permissions, customer).map((c) => c.name);

describe('commands', () => {
  it('are named by a slash at the very beginning', () => {
    expect(namedAt('/sch', 4)).toBe('sch');
    expect(namedAt('/', 1)).toBe('');
    expect(namedAt('/schedule 9:00', 14)).toBeNull();
    expect(namedAt(' /sch', 5)).toBeNull();
    expect(namedAt('/usr/bin', 8)).toBeNull();
  });
  it('are found by name, pinyin and initials', () => {
    expect(names('')).toEqual(commands.map((c) => c.name).filter((name) => name !== 'call'));
    expect(names('s')).toEqual(['schedule', 'scheduled', 'search', 'shrug', 'away']);
    expect(names('ding')).toEqual(['schedule', 'scheduled']);
    expect(names('yy')).toEqual(['voice']);
  });
  it('are offered to those who may', () => {
    expect(names('urg', [])).toEqual([]);
    expect(commandIn('/urgent now', [], false)).toBeNull();
  });
  it('towards a customer are those alone that make sense there', () => {
    expect(names('', all, true)).toEqual(['call', 'schedule', 'scheduled', 'record', 'search', 'date']);
    expect(names('dianhua', all, true)).toEqual(['call']);
    expect(names('dianhua')).toEqual([]);
    expect(commandIn('/call me', all, false)).toBeNull();
    // What was meant for the house never goes to them.
    expect(commandIn('/dnd', all, true)).toMatchObject({ command: { name: 'dnd' } });
  });
  it('take the words after them; anything else is a message', () => {
    expect(commandIn('/urgent 水管漏水', all, false)).toMatchObject({ command: { name: 'urgent' }, rest: '水管漏水' });
    expect(commandIn('/dnd', all, false)).toMatchObject({ command: { name: 'dnd' }, rest: '' });
    expect(commandIn('/topic one\ntwo', all, false)).toMatchObject({ rest: 'one\ntwo' });
    expect(commandIn('/etc/passwd is a file', all, false)).toBeNull();
    expect(commandIn('/sched 9:00', all, false)).toBeNull();
  });
});
