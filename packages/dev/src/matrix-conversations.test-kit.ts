import { builtInRoles, type Permission } from '@rapport/contract';
import type { Caller, Row } from './matrix.test-kit.ts';

/** The law of the matrix: what a caller may expect, in words. */
type Law = Row['expect'];

export const anyone: Law = () => 'ok';
export const holds = (caller: Caller, permission: Permission): boolean =>
  caller.role !== null && (builtInRoles[caller.role] as readonly Permission[]).includes(permission);
export const needs =
  (permission: Permission, then: string | readonly string[] = 'ok'): Law =>
  (caller) =>
    holds(caller, permission) ? then : 'forbidden';
/** Members of a private conversation; to all others it is not there. */
export const insiders =
  (then: Law = anyone): Law =>
  (caller) =>
    caller.inside ? then(caller) : 'not-found';
/** A member of the group manages it only with the permission to moderate. */
const managers = insiders(needs('conversations.moderate'));

const uuid = () => crypto.randomUUID();
const here: Row['input'] = ({ conversation }) => ({ conversation });
const at: Row['input'] = ({ conversation, seq }) => ({ conversation, seq });
const draft = () => ({ clientId: uuid(), text: 'hello' });
const nothing: Row['input'] = () => ({});
/** A phone call, in the template that came with Rapport. */
const aForm = () => ({
  template: '00000000-0000-7000-8000-000000000102',
  version: 1,
  title: 'A call',
  goal: 'g',
  summary: 's',
  occurred: { from: Date.now() - 60_000, zone: 'UTC' },
  participants: [{ name: 'Somebody' }],
  values: { direction: 'incoming' },
});

export const conversationRows: Record<string, Row> = {
  'conversations.sync': { input: nothing, expect: anyone },
  'conversations.list': { input: nothing, expect: anyone },
  'conversations.browse': { input: nothing, expect: anyone },
  'conversations.sharedWith': { input: (p) => ({ user: p.bystander.user }), expect: anyone },
  // CV19: those who may see it need not be in it.
  'conversations.overview': { input: nothing, expect: needs('conversations.moderate') },
  'conversations.overviewMembers': {
    input: () => ({ conversation: uuid() }),
    expect: needs('conversations.moderate', 'not-found'),
  },
  'conversations.administer': {
    input: () => ({ conversation: uuid(), archived: true }),
    expect: needs('conversations.moderate', 'not-found'),
  },
  'conversations.get': { input: here, expect: insiders() },
  'conversations.members': { input: here, expect: insiders() },
  'conversations.history': { input: here, expect: insiders() },
  'conversations.changes': { input: (p) => ({ conversation: p.conversation, after: 0 }), expect: insiders() },
  'conversations.at': { input: (p) => ({ conversation: p.conversation, at: 1 }), expect: insiders() },
  'conversations.messageHistory': { input: at, expect: insiders() },
  // Its message is nobody's mail.
  'conversations.remotePicture': {
    input: ({ conversation, seq }) => ({ conversation, seq, address: 'https://example.org/a.png' }),
    expect: () => 'not-found',
  },
  'conversations.readers': { input: at, expect: insiders() },
  'conversations.supplements': { input: at, expect: insiders() },
  'conversations.pins': { input: here, expect: insiders() },
  'conversations.topics': { input: here, expect: insiders() },
  'conversations.create': { input: () => ({ name: 'Mine' }), expect: needs('conversations.create') },
  // Who is not seen is not there: guests see only people they share a conversation with.
  'conversations.openDirect': {
    input: (p) => ({ users: [p.maker.user] }),
    expect: (c) => (c.kind === 'guest' && !c.inside ? 'not-found' : 'ok'),
  },
  'conversations.startTopic': { input: at, expect: insiders() },
  'conversations.change': { input: (p) => ({ conversation: p.conversation, purpose: uuid() }), expect: managers },
  'conversations.join': { input: here, expect: insiders() },
  'conversations.leave': { input: here, expect: insiders(), fresh: 'group' },
  'conversations.addMembers': {
    input: (p) => ({ conversation: p.conversation, users: [p.bystander.user] }),
    // A guest from outside does not even see whom to add.
    expect: insiders((c) => (c.kind === 'guest' ? 'forbidden' : 'ok')),
  },
  'conversations.removeMember': {
    input: (p) => ({ conversation: p.conversation, user: p.bystander.user }),
    expect: managers,
    fresh: 'group',
  },
  'conversations.changeRole': {
    input: (p) => ({ conversation: p.conversation, user: p.bystander.user, role: 'admin' }),
    expect: managers,
    fresh: 'group',
  },
  'conversations.sendMessage': { input: (p) => ({ conversation: p.conversation, draft: draft() }), expect: insiders() },
  'conversations.forwardMessages': {
    input: (p) => ({ from: p.conversation, seqs: [p.seq], to: p.conversation, clientIds: [uuid()] }),
    expect: insiders(),
  },
  'conversations.editMessage': {
    input: (p) => ({ conversation: p.conversation, seq: p.seq, text: 'not my words' }),
    expect: insiders(() => 'forbidden'),
  },
  // Not the caller's own.
  'conversations.changeForm': {
    input: (p) => ({ conversation: p.conversation, seq: p.seq, form: aForm() }),
    expect: insiders(() => 'forbidden'),
  },
  'conversations.recallMessage': { input: at, expect: managers, fresh: 'message' },
  'conversations.react': {
    input: (p) => ({ conversation: p.conversation, seq: p.seq, emoji: '👍', on: true }),
    expect: insiders(),
  },
  'conversations.pin': { input: (p) => ({ conversation: p.conversation, seq: p.seq, on: true }), expect: insiders() },
  'conversations.markRead': { input: at, expect: insiders() },
  'conversations.markUnread': { input: at, expect: insiders() },
  'conversations.markAllRead': { input: nothing, expect: anyone },
  'conversations.changeMine': { input: (p) => ({ conversation: p.conversation, favourite: true }), expect: insiders() },
  'conversations.saveDraft': { input: (p) => ({ conversation: p.conversation, text: 'draft' }), expect: insiders() },
  'conversations.save': { input: (p) => ({ conversation: p.conversation, seq: p.seq, on: true }), expect: insiders() },
  'conversations.savedMessages': { input: nothing, expect: anyone },
  'conversations.changeFolder': { input: () => ({ name: 'Folder' }), expect: anyone },
  'conversations.scheduleMessage': {
    input: (p) => ({ conversation: p.conversation, draft: draft(), sendAt: Date.now() + 3_600_000 }),
    expect: insiders(),
  },
  'conversations.scheduledMessages': { input: nothing, expect: anyone },
  'conversations.cancelScheduled': { input: () => ({ clientId: uuid() }), expect: () => 'not-found' },
  'conversations.urgentQuota': { input: nothing, expect: anyone },
};
