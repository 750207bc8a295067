import type { Message } from '@rapport/contract';
import { describe, expect, it } from 'vitest';
import { type ActionContext, actionsOf } from './actions.ts';

const now = 1_000_000_000;
const context: ActionContext = {
  me: 'me',
  writes: true,
  moderates: false,
  saved: false,
  inTopic: false,
  customer: false,
  noForward: false,
  receipts: true,
  editMinutes: null,
  recallMinutes: 2,
  now,
};
const message = (more: Partial<Message> = {}): Message =>
  ({ conversation: 'c', seq: 1, ev: 1, clientId: 'k', sender: 'you', at: now, text: 'hello', ...more }) as Message;
const actions = (more: Partial<Message> = {}, change: Partial<ActionContext> = {}) =>
  actionsOf(message(more), { ...context, ...change });

describe('what can be done with a message', () => {
  it('others: no edit, no recall', () => {
    expect(actions()).toEqual([
      'react',
      'quote',
      'topic',
      'supplement',
      'sign',
      'commit',
      'forward',
      'save',
      'pin',
      'copyText',
      'copyLink',
      'showRecord',
      'choose',
      'markUnread',
      'readers',
    ]);
  });
  it('mine: edit always, recall within the time the organization allows', () => {
    const mine = { sender: 'me' } as Partial<Message>;
    expect(actions(mine)).toContain('edit');
    expect(actions(mine)).toContain('recall');
    expect(actions(mine)).not.toContain('markUnread');
    expect(actions({ ...mine, at: now - 3 * 60_000 })).not.toContain('recall');
  });
  it('moderators recall what others wrote', () => {
    expect(actions({}, { moderates: true })).toContain('recall');
  });
  it('honours "do not forward" of the message and of the conversation', () => {
    expect(actions({ noForward: true })).not.toContain('forward');
    expect(actions({}, { noForward: true })).not.toContain('forward');
  });
  it('readers who may not write can only take things along', () => {
    expect(actions({}, { writes: false })).toEqual([
      'forward',
      'save',
      'copyText',
      'copyLink',
      'showRecord',
      'choose',
      'markUnread',
      'readers',
    ]);
  });
  it('topics have no topics; a recalled message has nothing', () => {
    expect(actions({}, { inTopic: true })).not.toContain('topic');
    expect(actions({ recalled: { at: now, by: null } })).toEqual([]);
  });
  it('hides receipts where the organization has none', () => {
    expect(actions({}, { receipts: false })).not.toContain('readers');
  });
});
