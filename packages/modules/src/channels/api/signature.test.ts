import { expect, it } from 'vitest';
import { signed, verified } from './signature.ts';

it('signs and verifies as the published example of Standard Webhooks has it', () => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const body = Buffer.from('{"test": 2432232314}');
  const at = 1_614_265_330_000;
  const headers = signed(secret, { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', at, body });
  expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  const several = { ...headers, 'webhook-signature': `v1,AAAA v2,zzzz ${headers['webhook-signature']}` };
  expect(verified(['whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', secret], several, body, at + 299_000)).toEqual({
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  });
  expect(verified([secret], headers, body, at + 301_000)).toEqual({ refused: 'expired' });
  expect(verified([secret], headers, Buffer.from('{"test": 2432232315}'), at)).toEqual({ refused: 'signature' });
  expect(verified([secret], { ...headers, 'webhook-id': 'other' }, body, at)).toEqual({ refused: 'signature' });
});
