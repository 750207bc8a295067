import { describe, expect, it } from 'vitest';
import { bytesOfFrame, isTextFrame, textFrame, textOfFrame } from './frame.ts';

describe('ready-made frames', () => {
  it.each([0, 1, 125, 126, 65_535, 65_536])('a text of %i bytes comes back as it was', (length) => {
    const text = 'x'.repeat(length);
    const frame = bytesOfFrame(text);
    expect(isTextFrame(frame)).toBe(true);
    expect(textOfFrame(frame)).toBe(text);
    expect(textOfFrame(frame, 10)).toBe(text.slice(0, 10));
  });

  it('what would put a socket out of step is none: another opcode, more or less than it says, a mask', () => {
    const good = textFrame('{"type":"look"}');
    const other = Buffer.from(good);
    other[0] = 0x82;
    // Says that it is masked, and has as many bytes as the byte with that bit would count.
    const masked = Buffer.concat([Buffer.from([0x81, 0x80 | 72]), Buffer.alloc(0x80 | 72, 'x')]);
    for (const bad of [other, good.subarray(1), good.subarray(0, -1), Buffer.concat([good, good]), masked, Buffer.from([0x81])])
      expect(isTextFrame(bad)).toBe(false);
  });
});
