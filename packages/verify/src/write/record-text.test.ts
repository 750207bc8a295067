import { canonicalText, type Json } from '@rapport/ledger';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { disclosedText, recordText } from './record-text.ts';

test('VE1 a line of records that is put together from contents is the one that is written of the whole', () => {
  const name = fc.stringMatching(/^[a-z]{1,3}(:[A-Za-z0-9._-]{1,3})?$/);
  const parts = fc.dictionary(name, fc.jsonValue(), { noNullPrototype: true });
  const files = fc.dictionary(name, fc.stringMatching(/^files\/[0-9a-f]{4}$/), { noNullPrototype: true });
  fc.assert(
    fc.property(fc.nat(), parts, files, (ev, said, attached) => {
      const contents = new Map(
        Object.keys(said)
          .sort()
          .map((one) => [one, canonicalText(said[one] as Json)]),
      );
      const whole = { ev, parts: said, ...(Object.keys(attached).length > 0 ? { files: attached } : {}) };
      expect(recordText(ev, contents, attached)).toBe(canonicalText(whole as Json));
    }),
  );
});

test('VE1 a line of the disclosure that is put together is the one that is written of the whole', () => {
  const texts = fc.dictionary(fc.stringMatching(/^[a-z]{1,3}(:[A-Za-z0-9._-]{1,3})?$/), fc.string({ unit: 'grapheme' }), {
    noNullPrototype: true,
  });
  const text = fc.string({ unit: 'grapheme' });
  const disclosed = fc.record(
    { ev: fc.nat(), epoch: fc.nat(), index: fc.nat(), leaf: text, manifest: text, salts: texts },
    { requiredKeys: ['ev'], noNullPrototype: true },
  );
  fc.assert(
    fc.property(disclosed, (one) => {
      expect(disclosedText(one)).toBe(canonicalText(one as Json));
    }),
  );
});
