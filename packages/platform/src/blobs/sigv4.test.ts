import { describe, expect, it } from 'vitest';
import { amzDate, authorizationOf, canonicalQuery, type SignedRequest, sha256Hex, signingKeyOf, uriEncode } from './sigv4.ts';

// Published examples: docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
const key = { accessKey: 'AKIAIOSFODNN7EXAMPLE', secretKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', region: 'us-east-1' };
const empty = sha256Hex('');
const base = { host: 'examplebucket.s3.amazonaws.com', 'x-amz-date': '20130524T000000Z' };
const signatureOf = (request: SignedRequest): string => authorizationOf(key, request).slice(-64);

describe('signature version 4', () => {
  it('SG1 GET object with a range', () => {
    const headers = { ...base, range: 'bytes=0-9', 'x-amz-content-sha256': empty };
    const request = { method: 'GET', path: '/test.txt', query: [], headers, payloadHash: empty };
    expect(signatureOf(request)).toBe('f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41');
    expect(authorizationOf(key, request)).toBe(
      'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,' +
        'SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,' +
        'Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    );
  });

  it('SG2 PUT object with a body and an escaped name', () => {
    const payloadHash = sha256Hex('Welcome to Amazon S3.');
    const headers = {
      ...base,
      date: 'Fri, 24 May 2013 00:00:00 GMT',
      'x-amz-content-sha256': payloadHash,
      'x-amz-storage-class': 'REDUCED_REDUNDANCY',
    };
    const path = `/${uriEncode('test$file.text')}`;
    expect(path).toBe('/test%24file.text');
    expect(signatureOf({ method: 'PUT', path, query: [], headers, payloadHash })).toBe(
      '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
    );
  });

  it('SG3 GET bucket lifecycle, and a listing with two parameters', () => {
    const headers = { ...base, 'x-amz-content-sha256': empty };
    expect(signatureOf({ method: 'GET', path: '/', query: [['lifecycle', '']], headers, payloadHash: empty })).toBe(
      'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
    );
    const query = [
      ['prefix', 'J'],
      ['max-keys', '2'],
    ] as const;
    expect(signatureOf({ method: 'GET', path: '/', query, headers, payloadHash: empty })).toBe(
      '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
    );
  });

  it('SG4 the derived key of the published example', () => {
    const example = { accessKey: '', secretKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', region: 'us-east-1', service: 'iam' };
    expect(signingKeyOf(example, '20150830').toString('hex')).toBe(
      'c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9',
    );
  });

  it('SG5 encodes as AWS does', () => {
    expect(uriEncode("a b/ü!'()*~-._")).toBe('a%20b%2F%C3%BC%21%27%28%29%2A~-._');
    expect(uriEncode('a/b c', true)).toBe('a/b%20c');
    expect(
      canonicalQuery([
        ['uploadId', 'x/+='],
        ['partNumber', '2'],
      ]),
    ).toBe('partNumber=2&uploadId=x%2F%2B%3D');
    expect(amzDate(Date.UTC(2013, 4, 24))).toBe('20130524T000000Z');
  });
});
