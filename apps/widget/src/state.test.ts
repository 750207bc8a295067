import type { HouseFrame, VisitorMessage } from '@rapport/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyTalk, heard, nextToSay, type TalkState, unreadIn } from './state.ts';

const message = (seq: number, more: Partial<VisitorMessage> = {}): VisitorMessage => ({
  seq,
  mine: false,
  name: '李芳',
  text: `answer ${seq}`,
  files: [],
  at: seq * 1_000,
  edited: false,
  recalled: false,
  ...more,
});
const after = (frames: HouseFrame[], from: TalkState = emptyTalk): TalkState => frames.reduce((s, f) => heard(s, f, 0), from);

describe('a visitor’s talk', () => {
  it('frames that come twice, late or out of order make the same list', () => {
    const frames = [1, 2, 3, 4, 5].map((seq): HouseFrame => ({ type: 'message', message: message(seq), cursor: seq }));
    const once = after(frames).messages;
    expect(once.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
    fc.assert(
      fc.property(fc.shuffledSubarray([...frames, ...frames], { minLength: frames.length * 2 }), (mixed) => {
        expect(after(mixed).messages).toEqual(once);
        expect(after(mixed).cursor).toBe(5);
      }),
    );
  });

  it('nobody is there until somebody answers or writes, whatever their hours say', () => {
    const hello: HouseFrame = { type: 'hello', messages: [], cursor: 0, fresh: true, more: false, open: false };
    const mine: HouseFrame = { type: 'message', message: message(1, { mine: true }), cursor: 1 };
    expect(after([hello, mine]).open).toBe(false);
    expect(after([hello, mine, { type: 'message', message: message(2), cursor: 2 }]).open).toBe(true);
    expect(after([hello, mine, { type: 'typing', name: '李芳' }]).open).toBe(true);
  });

  it('what was said is shown until it comes back as a message, and once', () => {
    const said: TalkState = { ...emptyTalk, unsent: [{ clientId: 'a', text: '你好', files: [], state: 'waiting' }] };
    const kept = after([{ type: 'kept', clientId: 'a', as: 'x' }], said);
    expect(kept.unsent).toMatchObject([{ clientId: 'a', state: 'kept' }]);
    const message1: HouseFrame = { type: 'message', message: message(1, { mine: true, as: 'x' }), cursor: 3 };
    const early = after([message1, { type: 'kept', clientId: 'a', as: 'x' }], said);
    for (const back of [after([message1], kept), early]) {
      expect(back.unsent).toEqual([]);
      expect(back.messages).toHaveLength(1);
    }
  });

  it('a long list is said piece by piece, each once on a line, until the house has all of it', () => {
    const clientIds = Array.from({ length: 50 }, (_, n) => `${n}`);
    const unsent = clientIds.map((clientId) => ({ clientId, text: 'x', files: [], state: 'waiting' as const }));
    let state: TalkState = { ...emptyTalk, unsent };
    const said = new Set<string>();
    const order: string[] = [];
    const sayNext = () => {
      for (const { clientId } of nextToSay(state, said)) {
        said.add(clientId);
        order.push(clientId);
      }
    };
    sayNext();
    expect(order).toHaveLength(20);
    for (const clientId of clientIds) {
      state = after([{ type: 'kept', clientId, as: `as ${clientId}` }], state);
      sayNext();
      expect(order.length - Number(clientId) - 1).toBeLessThanOrEqual(20);
    }
    expect(order).toEqual(clientIds);
    // On a new line only what nobody has.
    expect(nextToSay({ ...emptyTalk, unsent: [...state.unsent.slice(0, 1), unsent[49]!] }, new Set())).toEqual([unsent[49]]);
  });

  it('a refused message stays, with the reason', () => {
    const said: TalkState = { ...emptyTalk, unsent: [{ clientId: 'a', text: '', files: [], state: 'waiting' }] };
    const frame: HouseFrame = { type: 'refused', clientId: 'a', problem: { code: 'too-large', detail: 'The text is too long.' } };
    expect(after([frame], said).unsent).toMatchObject([{ state: 'refused', problem: 'The text is too long.' }]);
  });

  it('a fresh beginning replaces what one had; a resumed one adds to it', () => {
    const had = after([{ type: 'message', message: message(1), cursor: 1 }]);
    const hello = { type: 'hello' as const, messages: [message(9)], cursor: 12, more: true, open: false };
    expect(after([{ ...hello, fresh: true }], had)).toMatchObject({
      messages: [{ seq: 9 }],
      cursor: 12,
      more: true,
      open: false,
    });
    expect(after([{ ...hello, fresh: false }], had).messages.map(({ seq }) => seq)).toEqual([1, 9]);
  });

  it('unread are answers after what was read; one’s own and withdrawn ones are not', () => {
    const messages = [message(1), message(2, { mine: true }), message(3), message(4, { recalled: true })];
    expect(unreadIn({ ...emptyTalk, messages, read: 1 })).toBe(1);
  });
});
