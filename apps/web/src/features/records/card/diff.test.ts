import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differences } from './diff.ts';

describe('differences of versions', () => {
  it('go by words, in Chinese by characters', () => {
    expect(differences('船期推迟到周五', '船期推迟到下周六')).toEqual([
      { text: '船期推迟到', kind: 'same' },
      { text: '下', kind: 'added' },
      { text: '周', kind: 'same' },
      { text: '五', kind: 'taken' },
      { text: '六', kind: 'added' },
    ]);
    expect(differences('see you at three', 'see you at four')).toEqual([
      { text: 'see you at ', kind: 'same' },
      { text: 'three', kind: 'taken' },
      { text: 'four', kind: 'added' },
    ]);
    expect(differences('', '')).toEqual([]);
  });

  it('always lead from the one to the other', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.string({ unit: 'grapheme', maxLength: 80 }), (a, b) => {
        const pieces = differences(a, b);
        const without = (kind: string) =>
          pieces
            .filter((piece) => piece.kind !== kind)
            .map((piece) => piece.text)
            .join('');
        expect([without('added'), without('taken')]).toEqual([a, b]);
      }),
    );
  });
});
