import type { SigningEvent } from '@rapport/contract';
import { expect, it } from 'vitest';
import { linesOf } from './states.ts';

const event = (ev: number, kind: SigningEvent['kind'], more: Partial<SigningEvent> = {}): SigningEvent => ({
  ev,
  at: ev,
  kind,
  version: 1,
  name: 'Lin',
  ...more,
});
const states = (signing: SigningEvent[], version?: number) =>
  linesOf({ signing, version }, 100).map(({ event: e, state }) => [e.ev, state]);

it('who is asked is shown until they answer; what they signed says which version', () => {
  expect(states([event(2, 'asked')])).toEqual([[2, 'asked']]);
  expect(states([event(2, 'asked'), event(3, 'signed', { of: 2 })])).toEqual([[3, 'signed']]);
  expect(states([event(3, 'signed')], 9)).toEqual([[3, 'signedEarlier']]);
  expect(states([event(2, 'asked')], 9)).toEqual([]);
});

it('a withdrawn signature stays; ended links are left out', () => {
  expect(states([event(3, 'signed'), event(4, 'withdrawn', { of: 3 })])).toEqual([[3, 'withdrawn']]);
  expect(states([event(2, 'asked', { until: 50 }), event(3, 'asked', { until: 150 })])).toEqual([[3, 'asked']]);
  expect(states([event(2, 'asked'), event(5, 'revoked', { of: 2 })])).toEqual([]);
});
