import { parseExact } from '@rapport/platform';
import { assert, dictionary, integer, property, string, stringMatching } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CallbackRefused } from './callback-box.ts';
import { readCallback, within, wordsOf, xmlOf } from './callback-text.ts';

const read = (text: string) => readCallback(Buffer.from(text));

describe('what callbacks hold', () => {
  it('reads elements, CDATA, entities, fields within fields and several of one name', () => {
    const fields = read(`<?xml version="1.0" encoding="utf-8"?>
      <xml><ToUserName><![CDATA[gh_1]]></ToUserName><CreateTime>1348831860</CreateTime><Empty/><Blank></Blank>
      <Content>a &lt;b&gt; &amp; &#20320;&#x597d;<![CDATA[ <c> ]]></Content>
      <SendPicsInfo><Count>2</Count><PicList><item><PicMd5Sum>x</PicMd5Sum></item><item><PicMd5Sum>y</PicMd5Sum></item></PicList></SendPicsInfo></xml>\n`);
    expect(wordsOf(fields, 'ToUserName')).toBe('gh_1');
    expect(wordsOf(fields, 'Content')).toBe('a <b> & 你好 <c> ');
    expect([wordsOf(fields, 'Empty'), wordsOf(fields, 'Blank'), wordsOf(fields, 'None')]).toEqual(['', '', '']);
    const list = within(within(fields, 'SendPicsInfo')!, 'PicList')!;
    expect(list.item).toHaveLength(2);
  });

  it('reads JSON the same, ids longer than a number holds exactly', () => {
    const fields = read(
      '{"MsgId": 11101571002822706744, "CreateTime": 1348831860, "Content": "1234567890123456789 \\"99999999999999999\\"", "N": null}',
    );
    expect(wordsOf(fields, 'MsgId')).toBe('11101571002822706744');
    expect(wordsOf(fields, 'CreateTime')).toBe('1348831860');
    expect(wordsOf(fields, 'Content')).toBe('1234567890123456789 "99999999999999999"');
    expect(parseExact('[1.2345678901234567890, 9007199254740993, -9007199254740993]')).toEqual([
      1.2345678901234567,
      '9007199254740993',
      '-9007199254740993',
    ]);
  });

  it('refuses JSON that never ends its strings at once', () => {
    const began = performance.now();
    expect(() => read(`{${'\\"'.repeat(400_000)}`)).toThrow('no JSON');
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it.each([
    ['<!DOCTYPE xml [<!ENTITY e SYSTEM "file:///etc/passwd">]><xml><A>&e;</A></xml>', 'DOCTYPE'],
    ['<xml><!DOCTYPE a><A>1</A></xml>', 'DOCTYPE inside'],
    ['<xml><A>&e;</A></xml>', 'unknown entity'],
    ['<xml><A>&#0;</A></xml>', 'NUL'],
    ['<xml><A>&#xD800;</A></xml>', 'half a pair'],
    ['<xml><A b="c">1</A></xml>', 'attributes'],
    ['<xml><!-- c --><A>1</A></xml>', 'comments'],
    ['<xml><?php x ?><A>1</A></xml>', 'instructions'],
    ['<xml><A>1</B></xml>', 'wrong end'],
    ['<xml><A>1</A>', 'no end'],
    ['<xml><A><![CDATA[1</A></xml>', 'CDATA without end'],
    ['<xml><A>1</A></xml><xml></xml>', 'two roots'],
    ['<xml>words<A>1</A></xml>', 'words beside fields'],
    ['<xml>words</xml>', 'no fields'],
    ['', 'nothing'],
    ['[1]', 'a list'],
    ['{"A":', 'half of JSON'],
    ['<a>'.repeat(5000), 'depth'],
    [`<xml>${'<A>1</A>'.repeat(3000)}</xml>`, 'many fields'],
    [`{"a":${'['.repeat(50)}${']'.repeat(50)}}`, 'depth of JSON'],
    [`<xml><A>${'x'.repeat(1 << 20)}</A></xml>`, 'size'],
  ])('refuses %.60s', (text) => {
    expect(() => read(text)).toThrow(CallbackRefused);
  });

  it('refuses bytes that are no UTF-8, and reaches no prototype', () => {
    expect(() => readCallback(Buffer.from([0x3c, 0xff, 0xfe]))).toThrow(CallbackRefused);
    const fields = read('<xml><__proto__><polluted>1</polluted></__proto__></xml>');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.getPrototypeOf(fields)).toBeNull();
    expect(wordsOf(fields, 'constructor')).toBe('');
  });

  it('reads what it writes', () => {
    const words = string({ unit: integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) }).map((one) =>
      one.toWellFormed(),
    );
    assert(
      property(dictionary(stringMatching(/^[A-Z][A-Za-z_]{0,8}$/), words, { minKeys: 1 }), (fields) => {
        expect({ ...read(xmlOf(fields)) }).toEqual({ ...fields });
      }),
    );
  });
});
