import type { Conversation, User } from '@rapport/contract';
import { describe, expect, it } from 'vitest';
import { beforeSending } from './before-sending.ts';

const office = [{ from: 540, to: 1080 }];
const now = Date.UTC(2026, 10, 20, 4);
const lin = {
  active: true,
  kind: 'member',
  quietUntil: null,
  timeZone: 'Asia/Shanghai',
  workingHours: [office, office, office, office, office, [], []],
} as User;
const direct = { kind: 'direct', memberCount: 2 } as Conversation;
const group = { kind: 'group', memberCount: 24 } as Conversation;
const asked = { conversation: direct, peer: lin, named: [], text: 'hello', now };

describe('before sending', () => {
  it('says nothing at work, and nothing of an empty field', () => {
    expect(beforeSending(asked)).toBeNull();
    expect(beforeSending({ ...asked, text: ' ', peer: { ...lin, quietUntil: now + 1 } })).toBeNull();
  });
  it('says that the other is not to be disturbed, or not at work and when again', () => {
    const quiet = { ...lin, quietUntil: now + 1 };
    expect(beforeSending({ ...asked, peer: quiet })).toEqual({ kind: 'quiet', person: quiet, until: now + 1 });
    const away = { ...lin, timeZone: 'America/New_York' };
    expect(beforeSending({ ...asked, peer: away })).toEqual({ kind: 'off', person: away, next: Date.UTC(2026, 10, 20, 14) });
  });
  it('says so of the first whom a message to a group names, unless it calls them all', () => {
    const quiet = { ...lin, quietUntil: now + 1 };
    const said = { ...asked, conversation: group, peer: undefined, named: [lin, quiet] };
    expect(beforeSending(said)).toEqual({ kind: 'quiet', person: quiet, until: now + 1 });
    expect(beforeSending({ ...said, named: [lin] })).toEqual({ kind: 'read', count: 23 });
    expect(beforeSending({ ...said, text: '<!all>' })).toEqual({ kind: 'calls', count: 23 });
  });
  it('counts who will read it, and says when it calls them all', () => {
    expect(beforeSending({ ...asked, conversation: group, peer: undefined })).toEqual({ kind: 'read', count: 23 });
    expect(beforeSending({ ...asked, conversation: group, text: '<!all> 开会' })).toEqual({ kind: 'calls', count: 23 });
  });
});
