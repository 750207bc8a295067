import { type Seat, type TestHouse, testHouse } from '@rapport/dev';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { confirmHandle, contactOfHandle, handleOfContact, type SeenHandle } from './seen-handle.ts';

let kit: TestHouse;
let lin: Seat;
beforeAll(async () => {
  kit = await testHouse();
  lin = await kit.person('林岚');
});
afterAll(() => kit.stop());

const platform = () => kit.house.platform;
const seen = (value: string, more: Partial<SeenHandle> = {}) =>
  platform().db.transaction((tx) =>
    contactOfHandle(platform(), tx, { kind: 'email', value, strength: 'claimed', source: 'channel', name: '', ...more }),
  );
const confirm = (handle: string) => platform().db.transaction((tx) => confirmHandle(platform(), tx, handle));
const get = (contact: string) => kit.call(lin, 'contacts.get', { contact: contact as never });
const openid = (value: string, unionid?: string, account = 'oa-1') =>
  seen(value, {
    kind: 'wechat',
    scope: account,
    strength: 'verified',
    name: '小陈',
    ...(unionid ? { also: [{ kind: 'wechat', scope: 'union', value: unionid }] } : {}),
  });
const suggested = async (contact: string) =>
  (await kit.call(lin, 'contacts.suggestions', { contact: contact as never })).suggestions.flatMap((s) => [s.one.id, s.other.id]);

describe('whom channels see', () => {
  it('CT4 who writes again is the same contact by the same handle; the name is a line of theirs, or what the handle is', async () => {
    const first = await seen('New@Example.com', { name: ' 新\u202e 客\n户 ' });
    expect(await seen('new@example.com', { name: 'otherwise' })).toEqual({ ...first, made: false });
    expect(await get(first.contact)).toMatchObject({
      name: '新 客 户',
      kind: 'customer',
      handles: [{ id: first.handle, value: 'new@example.com', strength: 'claimed', source: 'channel', by: null }],
    });
    expect((await get((await seen('nameless@example.com')).contact)).name).toBe('nameless@example.com');
    // An openid says nothing to people.
    expect((await get((await seen('oAbc-1f3a', { kind: 'wechat', scope: 'oa-1' })).contact)).name).toBe('微信用户1F3A');
    await expect(seen('no address')).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it('CT4 of two who see the same for the first time at once one makes it', async () => {
    const both = await Promise.all(Array.from({ length: 6 }, () => openid('o-race', 'u-race')));
    expect(new Set(both.map((f) => f.handle)).size).toBe(1);
    expect(both.filter((f) => f.made)).toHaveLength(1);
  });

  it('CT4 what is claimed is never linked by itself, to nothing: it is suggested', async () => {
    const held = await kit.call(lin, 'contacts.create', {
      name: '秦真',
      handles: [{ kind: 'email', value: 'qin@example.com', strength: 'verified' }],
    });
    const told = await kit.call(lin, 'contacts.create', {
      name: '钱某',
      handles: [{ kind: 'email', value: 'qian@example.com' }],
    });
    for (const known of [held, told]) {
      const claim = await seen(known.handles[0]!.value);
      expect(claim.contact).not.toBe(known.id);
      expect(await suggested(known.id)).toContain(claim.contact);
    }
    expect((await seen('qin@example.com', { strength: 'verified' })).contact).toBe(held.id);
  });

  it('CT4a what somebody says of themselves is noted with them, as claimed; nobody is known by it, and what does not fit is left out', async () => {
    const claims = [
      { kind: 'email' as const, value: 'Zhao@Example.com' },
      { kind: 'email' as const, value: 'zhao@example.com' },
      { kind: 'phone' as const, value: 'call me' },
    ];
    const visitor = await openid('o-claims');
    expect((await get(visitor.contact)).handles).toHaveLength(1);
    const other = await seen('o-claims-2', { kind: 'wechat', scope: 'oa-1', strength: 'verified', claims });
    expect((await get(other.contact)).handles.filter(({ kind }) => kind !== 'wechat')).toMatchObject([
      { kind: 'email', value: 'zhao@example.com', strength: 'claimed', source: 'form' },
    ]);
    const writes = await seen('zhao@example.com');
    expect(writes.contact).not.toBe(other.contact);
    expect(await suggested(other.contact)).toContain(writes.contact);
  });

  it('CT4 verified meets verified: one openid more of a unionid is noted at its contact; two contacts become one, which can be undone for good', async () => {
    const first = await openid('o-1', 'u-1');
    const second = await openid('o-2', 'u-1', 'mini');
    expect(second).toMatchObject({ contact: first.contact, made: true });
    const [a, b] = [await openid('o-3'), await openid('o-4', 'u-4', 'mini')];
    expect(a.contact).not.toBe(b.contact);
    const linked = await openid('o-3', 'u-4');
    expect(linked).toEqual({ handle: a.handle, contact: a.contact, made: false });
    const merged = await get(b.contact);
    expect(merged).toMatchObject({ id: a.contact, merged: [{ id: b.contact, mergedBy: null }] });
    expect((await openid('o-4', 'u-4', 'mini')).contact).toBe(a.contact);
    await kit.call(lin, 'contacts.unmerge', { contact: b.contact as never });
    expect((await openid('o-3', 'u-4')).contact).toBe(a.contact);
    expect((await openid('o-4', 'u-4', 'mini')).contact).toBe(b.contact);
    expect((await get(b.contact)).id).toBe(b.contact);
  });

  it('CT4 whoever answered from a handle holds it; they are linked to whom it is known of', async () => {
    const claim = await seen('proven@example.com');
    expect(await confirm(claim.handle)).toBe(claim.contact);
    expect((await get(claim.contact)).handles[0]!.strength).toBe('verified');
    expect(await seen('proven@example.com', { strength: 'verified' })).toMatchObject({ handle: claim.handle, made: false });
    const [late, other] = [await seen('twice@example.com'), await seen('twice@example.com', { strength: 'verified' })];
    expect(other.contact).not.toBe(late.contact);
    expect(await confirm(late.handle)).toBe(late.contact);
    expect((await get(other.contact)).id).toBe(late.contact);
    expect(await confirm('00000000-0000-7000-8000-000000000000')).toBeUndefined();
  });

  it('CT4 who is only met is known by themselves, once, also after a merge', async () => {
    const { id, handles } = await kit.call(lin, 'contacts.create', {
      name: '冯',
      handles: [{ kind: 'phone', value: '13900009999' }],
    });
    const by = (contact: string, kind: 'visit' | 'phone') =>
      platform().db.transaction((tx) => handleOfContact(platform(), tx, contact, kind));
    const visit = await by(id, 'visit');
    const other = await kit.call(lin, 'contacts.create', { name: '冯生' });
    await kit.call(lin, 'contacts.merge', { keep: id, merge: [other.id] });
    expect([await by(id, 'visit'), await by(other.id, 'visit')]).toEqual([visit, visit]);
    expect(await by(id, 'phone')).toBe(handles[0]!.id);
    await expect(by('00000000-0000-7000-8000-000000000000', 'visit')).rejects.toMatchObject({ code: 'not-found' });
  });
});
