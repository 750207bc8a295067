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
});
