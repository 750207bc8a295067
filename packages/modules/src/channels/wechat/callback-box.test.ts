import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sharedData } from '@rapport/dev/shared-data';
import { decrypt, encrypt, getSignature } from '@wecom/crypto';
import { assert, integer, property, string, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CallbackKeys, CallbackRefused, isSigned, openBox, sealBox, signatureOf } from './callback-box.ts';

/** The short vector of the vendor's documentation. */
const vector = {
  token: 'QDG6eK',
  key: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
  timestamp: '1409659589',
  nonce: '263014780',
  echo: 'P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==',
  signature: '5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3',
  receiveId: 'wx5823bf96d3bd56c7',
};
const keys: CallbackKeys = { tokens: [vector.token], aesKeys: [vector.key], receiveId: vector.receiveId };
/** Any UTF-16 unit. */
const anything = integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));
const other = 'A'.repeat(43);

describe('the box of callbacks', () => {
  it('reads the vendor’s published vector', () => {
    expect(signatureOf(vector.token, vector.timestamp, vector.nonce, vector.echo)).toBe(vector.signature);
    expect(openBox(keys, vector.echo).toString()).toBe('1616140317555161061');
  });

  it('is the box of the vendor’s own package, both ways', () => {
    assert(
      property(string({ unit: anything, maxLength: 400 }), (said) => {
        const message = said.toWellFormed();
        expect(openBox(keys, encrypt(vector.key, message, vector.receiveId)).toString()).toBe(message);
        expect(decrypt(vector.key, sealBox(keys, message))).toMatchObject({ message, id: vector.receiveId });
        expect(signatureOf('t', '1', '2', message)).toBe(getSignature('t', '1', '2', message));
      }),
    );
  });

  it('tries the key before while it is being changed, and both tokens', () => {
    const rotating = { tokens: ['new', vector.token], aesKeys: [other, vector.key], receiveId: vector.receiveId };
    expect(openBox(rotating, vector.echo).toString()).toBe('1616140317555161061');
    expect(isSigned(vector.signature, rotating.tokens, vector.timestamp, vector.nonce, vector.echo)).toBe(true);
    expect(isSigned(vector.signature, ['new'], vector.timestamp, vector.nonce, vector.echo)).toBe(false);
  });

  it('refuses other receivers, other keys, damage and noise', () => {
    const refused = (given: Partial<CallbackKeys>, text = vector.echo) =>
      expect(() => openBox({ ...keys, ...given }, text)).toThrow(CallbackRefused);
    refused({ receiveId: 'wx5823bf96d3bd56c8' });
    refused({ receiveId: '' });
    refused({ aesKeys: [other] });
    refused({ aesKeys: [] });
    refused({ aesKeys: ['short'] });
    refused({}, vector.echo.slice(0, -4));
    refused({}, '');
    assert(property(uint8Array({ maxLength: 200 }), (bytes) => void refused({}, Buffer.from(bytes).toString('base64'))));
    for (const signature of ['', vector.signature.toUpperCase(), `${vector.signature}0`, vector.signature.replace('5', '6')])
      expect(isSigned(signature, keys.tokens, vector.timestamp, vector.nonce, vector.echo)).toBe(false);
  });

  const shared = sharedData('published vectors of WeChat and WeCom callbacks');
  it.runIf(shared)('reads every published vector, XML and JSON, and refuses the wrong one', () => {
    interface Vector {
      name: string;
      token: string;
      encodingAESKey: string;
      receiveId: string;
      msg_signature: string;
      timestamp: string;
      nonce: string;
      encrypt: string;
    }
    const text = readFileSync(join(shared!, 'proto/vectors/wecom-callback.json'), 'utf8');
    const { ok, reject } = JSON.parse(text) as { ok: Vector[]; reject: Vector[] };
    const signed = (v: Vector) => isSigned(v.msg_signature, [v.token], v.timestamp, v.nonce, v.encrypt);
    expect([ok.length, reject.length]).toEqual([4, 1]);
    for (const one of ok) {
      expect(signed(one), one.name).toBe(true);
      const opened = openBox({ tokens: [], aesKeys: [one.encodingAESKey], receiveId: one.receiveId }, one.encrypt).toString();
      expect(decrypt(one.encodingAESKey, one.encrypt).message).toBe(opened);
    }
    for (const one of reject) expect(signed(one), one.name).toBe(false);
  });
});
