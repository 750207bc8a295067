import { describe, expect, it } from 'vitest';
import { draftsOf } from './drafts-of.ts';

describe('what is written as messages', () => {
  it('nothing is nothing', () => {
    expect(draftsOf({ text: '', files: [], quote: 4 })).toEqual([]);
  });
  it('is one message with all that belongs to it', () => {
    expect(draftsOf({ text: 'hi', files: ['a'], quote: 4, urgent: 'fire', noForward: true })).toEqual([
      { text: 'hi', attachments: ['a'], quote: 4, urgent: 'fire', noForward: true },
    ]);
  });
  it('becomes several when a folder holds more files than one carries; the words go first', () => {
    const files = Array.from({ length: 45 }, (_, i) => `f${i}`);
    const drafts = draftsOf({ text: 'all of it', files, urgent: 'x' });
    expect(drafts.map((d) => [d.text, d.attachments?.length, d.urgent])).toEqual([
      ['all of it', 20, 'x'],
      ['', 20, undefined],
      ['', 5, undefined],
    ]);
    expect(drafts.flatMap((d) => d.attachments)).toEqual(files);
  });

  it('a template of the platform carries what goes to the customer, never a note', () => {
    const written = { text: '已发货', files: [], template: 'TM1' };
    expect(draftsOf({ ...written, toward: 'outward' })).toEqual([
      { text: '已发货', outward: true, envelope: { template: 'TM1' } },
    ]);
    expect(draftsOf({ ...written, toward: 'private' })).toEqual([{ text: '已发货', private: true }]);
    expect(draftsOf({ ...written, toward: 'outward', template: null })).toEqual([{ text: '已发货', outward: true }]);
  });
});
