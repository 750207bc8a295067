import type { Row } from './matrix.test-kit.ts';
import { anyone, insiders, needs } from './matrix-conversations.test-kit.ts';

const uuid = () => crypto.randomUUID();
const nothing: Row['input'] = () => ({});
const stranger = uuid();
const password = 'not-the-password-7';
const link = 'x'.repeat(43);
/** Wrong, or already guessed too often. */
const wrong = () => ['wrong-credentials', 'locked-out'];

const accounts: Record<string, Row> = {
  'people.setUpState': { input: nothing, expect: anyone },
  'people.setUp': {
    input: () => ({
      token: link,
      organizationName: 'O',
      name: 'N',
      email: 'n@rapport.test',
      password: 'orange-kettle-7-lantern',
    }),
    expect: () => 'set-up-done',
  },
  'people.signIn': { input: () => ({ email: 'nobody@rapport.test', password }), expect: wrong },
  'people.invitation': { input: () => ({ token: link }), expect: () => 'link-not-valid' },
  'people.acceptInvitation': {
    input: () => ({ token: link, name: 'N', password: 'orange-kettle-7-lantern' }),
    expect: () => 'link-not-valid',
  },
  'people.requestReset': { input: () => ({ email: 'nobody@rapport.test' }), expect: anyone },
  'people.resetPassword': { input: () => ({ token: link, password: 'orange-kettle-7-lantern' }), expect: () => 'link-not-valid' },
  // Over a socket it is cut before it hears the answer.
  'people.signOut': { input: nothing, expect: () => ['ok', 'closed'] },
  'people.me': { input: nothing, expect: anyone },
  'people.changePassword': { input: () => ({ password, newPassword: 'orange-kettle-8-lantern' }), expect: wrong },
  'people.startSecondFactor': { input: () => ({ password }), expect: wrong },
  'people.confirmSecondFactor': { input: () => ({ code: '000000' }), expect: () => 'conflict' },
  'people.disableSecondFactor': { input: () => ({ password }), expect: wrong },
  'people.renewRecoveryCodes': { input: () => ({ password }), expect: wrong },
  'people.sessions': { input: nothing, expect: anyone },
  'people.revokeSession': { input: () => ({ session: uuid() }), expect: () => 'not-found' },
  'people.revokeOtherSessions': { input: nothing, expect: anyone },
  'people.sessionsOf': { input: () => ({ user: stranger }), expect: needs('people.manage', 'not-found') },
  'people.endSessionsOf': { input: () => ({ user: stranger }), expect: needs('people.manage', 'not-found') },
  'people.tokens': { input: nothing, expect: anyone },
  'people.createToken': { input: () => ({ password, name: 'T' }), expect: needs('tokens.create', wrong()) },
  'people.createBot': { input: () => ({ name: 'Robo' }), expect: needs('bots.manage') },
  'people.createBotToken': { input: () => ({ bot: stranger, name: 'T' }), expect: needs('bots.manage', 'not-found') },
  'people.revokeToken': { input: () => ({ token: uuid() }), expect: () => 'not-found' },
  'people.invite': { input: () => ({ emails: [`${uuid()}@rapport.test`] }), expect: needs('people.invite') },
  'people.checkAddresses': { input: () => ({ emails: ['x@rapport.test'] }), expect: needs('people.invite') },
  'people.invitations': { input: nothing, expect: needs('people.invite') },
  'people.revokeInvitation': { input: () => ({ invitation: stranger }), expect: needs('people.invite', 'not-found') },
  'people.createResetLink': { input: () => ({ user: stranger }), expect: needs('people.manage', 'not-found') },
};

const directory: Record<string, Row> = {
  'people.list': { input: nothing, expect: anyone },
  'people.get': { input: () => ({ ids: [stranger] }), expect: anyone },
  'people.search': { input: () => ({ text: 'maker' }), expect: anyone },
  'people.changedSince': { input: () => ({ ev: 0 }), expect: anyone },
  'people.changeProfile': { input: () => ({ title: 'Tester' }), expect: anyone },
  'people.changeUser': { input: () => ({ user: stranger, title: 'Boss' }), expect: needs('people.manage', 'not-found') },
  'people.deactivate': { input: () => ({ user: stranger }), expect: needs('people.manage', 'not-found') },
  'people.reactivate': { input: () => ({ user: stranger }), expect: needs('people.manage', 'not-found') },
  'people.departments': { input: nothing, expect: anyone },
  'people.createDepartment': { input: () => ({ name: uuid() }), expect: needs('departments.manage') },
  'people.changeDepartment': {
    input: () => ({ department: stranger, name: 'D' }),
    expect: needs('departments.manage', 'not-found'),
  },
  'people.removeDepartment': { input: () => ({ department: stranger }), expect: needs('departments.manage', 'not-found') },
  'people.changeOrganization': { input: () => ({ name: 'O' }), expect: needs('organization.manage') },
};

const access: Record<string, Row> = {
  'access.roles': { input: nothing, expect: needs('people.browse') },
  'access.createRole': { input: () => ({ name: uuid(), permissions: [] }), expect: needs('roles.manage') },
  'access.changeRole': { input: () => ({ role: stranger, name: 'R' }), expect: needs('roles.manage', 'not-found') },
  'access.removeRole': { input: () => ({ role: stranger }), expect: needs('roles.manage', 'not-found') },
  'access.grants': { input: nothing, expect: needs('roles.manage') },
  'access.grant': {
    input: () => ({ user: stranger, role: stranger, scope: { kind: 'organization' } }),
    expect: needs('roles.manage', 'not-found'),
  },
  'access.revoke': { input: () => ({ grant: stranger }), expect: needs('roles.manage', 'not-found') },
  'access.auditList': { input: nothing, expect: needs('audit.read') },
};

const endpoint = 'https://push.example.org/abc';
const keys = { p256dh: 'BA', auth: 'AA' };

const delivery: Record<string, Row> = {
  'delivery.watch': { input: (p) => ({ conversations: [p.conversation] }), expect: () => ['ok', 'invalid-input'] },
  'delivery.typing': { input: (p) => ({ conversation: p.conversation }), expect: insiders() },
  'delivery.setPresence': { input: () => ({ away: false }), expect: () => ['ok', 'invalid-input'] },
  'delivery.notifications': { input: nothing, expect: anyone },
  'delivery.attention': { input: nothing, expect: anyone },
  'delivery.waitingCases': { input: nothing, expect: anyone },
  'delivery.settings': { input: nothing, expect: anyone },
  'delivery.changeSettings': { input: () => ({ direct: true }), expect: anyone },
  'delivery.pushKey': { input: nothing, expect: anyone },
  'delivery.subscribePush': { input: () => ({ endpoint, keys }), expect: () => ['ok', 'invalid-input', 'address-not-allowed'] },
  'delivery.unsubscribePush': { input: () => ({ endpoint }), expect: anyone },
};

const files: Record<string, Row> = {
  'files.get': { input: () => ({ file: stranger }), expect: () => 'not-found' },
  'files.describe': { input: () => ({ files: [stranger] }), expect: anyone },
  // What one may not see has no files, as what is not there has none.
  'files.list': { input: (p) => ({ conversation: p.conversation }), expect: anyone },
  'files.text': { input: () => ({ file: stranger }), expect: () => 'not-found' },
  'files.convert': { input: () => ({ file: stranger }), expect: () => 'not-found' },
  'files.limits': { input: nothing, expect: anyone },
  'files.changeLimits': { input: nothing, expect: needs('files.manage') },
  'files.usage': { input: nothing, expect: needs('files.manage') },
  'files.remove': { input: () => ({ file: stranger }), expect: () => 'not-found' },
};

const records: Record<string, Row> = {
  'records.checkpoint': { input: nothing, expect: anyone },
  'records.proof': { input: (p) => ({ conversation: p.conversation, seq: p.seq }), expect: insiders() },
  'records.get': { input: (p) => ({ conversation: p.conversation, seq: p.seq }), expect: insiders() },
  'records.completeness': { input: (p) => ({ conversation: p.conversation }), expect: insiders() },
  'exports.create': {
    input: () => ({ purpose: 'a lawsuit', conversations: [stranger] }),
    expect: needs('records.export', 'not-found'),
  },
  // One's own alone: whoever has none sees none.
  'exports.list': { input: nothing, expect: anyone },
  'exports.get': { input: () => ({ export: stranger }), expect: () => 'not-found' },
  'exports.places': { input: nothing, expect: needs('records.export') },
  'exports.cancel': { input: () => ({ export: stranger }), expect: () => 'not-found' },
};

const commitments: Record<string, Row> = {
  'commitments.create': {
    input: (p) => ({ conversation: p.conversation, seq: p.seq, what: 'W', debtor: { name: 'D' }, creditor: { name: 'C' } }),
    expect: insiders(),
  },
  'commitments.change': { input: () => ({ commitment: stranger, what: 'W' }), expect: () => 'not-found' },
  'commitments.settle': { input: () => ({ commitment: stranger, state: 'kept' }), expect: () => 'not-found' },
  'commitments.list': { input: (p) => ({ whose: 'all', conversation: p.conversation }), expect: insiders() },
};

const labels: Record<string, Row> = {
  'labels.change': { input: (p) => ({ conversation: p.conversation, seq: p.seq, add: ['L'] }), expect: insiders() },
  'labels.used': { input: nothing, expect: anyone },
};

const search: Record<string, Row> = {
  'search.messages': { input: (p) => ({ text: 'hello', conversation: p.conversation }), expect: insiders() },
  'search.files': { input: (p) => ({ text: 'hello', conversation: p.conversation }), expect: insiders() },
  'search.records': { input: (p) => ({ conversation: p.conversation }), expect: insiders() },
  'search.facets': { input: (p) => ({ conversation: p.conversation }), expect: insiders() },
  'search.everything': { input: () => ({ text: 'hello' }), expect: anyone },
};

const definition = {
  names: { en: 'T' },
  schema: { type: 'object', properties: {}, required: [], additionalProperties: false },
};
const templates: Record<string, Row> = {
  'templates.list': { input: nothing, expect: anyone },
  'templates.get': { input: () => ({ template: '00000000-0000-7000-8000-000000000101' }), expect: anyone },
  'templates.create': { input: () => ({ definition }), expect: needs('templates.manage') },
  'templates.change': {
    input: () => ({ template: stranger, after: 1, definition }),
    expect: needs('templates.manage', 'not-found'),
  },
  'templates.archive': {
    input: () => ({ template: stranger, archived: true }),
    expect: needs('templates.manage', 'not-found'),
  },
};

/** Those who draw rules up, and those who approve them. */
const oversight = needs('retention.manage');
const retention: Record<string, Row> = {
  'holds.matters': { input: nothing, expect: needs('holds.manage') },
  'holds.openMatter': { input: () => ({ name: 'Matter', reason: 'a lawsuit' }), expect: needs('holds.manage') },
  'holds.place': {
    input: () => ({ matter: stranger, scope: { kind: 'organization' } }),
    expect: needs('holds.manage', 'not-found'),
  },
  'holds.read': {
    input: () => ({ matter: stranger, conversation: stranger, seq: 1, purpose: 'inquiry' }),
    expect: needs('holds.manage', 'not-found'),
  },
  'holds.lift': { input: () => ({ hold: stranger, reason: 'over' }), expect: needs('holds.manage', 'not-found') },
  'retention.rules': { input: nothing, expect: oversight },
  'retention.draftRules': { input: () => ({ rules: {} }), expect: needs('retention.manage') },
  'retention.dryRun': { input: () => ({ version: 1_000_000 }), expect: needs('retention.manage', 'not-found') },
  'retention.approveRules': { input: () => ({ version: 1_000_000 }), expect: needs('retention.approve', 'not-found') },
  'retention.dropRules': { input: () => ({ version: 1_000_000 }), expect: needs('retention.manage', 'not-found') },
  'retention.setStart': { input: () => ({ conversation: stranger, at: 1 }), expect: needs('retention.manage', 'not-found') },
  'retention.explain': { input: () => ({ conversation: stranger, seq: 1 }), expect: needs('retention.manage', 'not-found') },
  'retention.places': { input: nothing, expect: needs('retention.manage') },
  'retention.propose': { input: nothing, expect: needs('retention.manage') },
  'retention.dispositions': { input: nothing, expect: oversight },
  'retention.held': { input: () => ({ disposition: stranger }), expect: needs('retention.manage', 'not-found') },
  'retention.items': { input: () => ({ disposition: stranger }), expect: needs('retention.manage', 'not-found') },
  'retention.review': {
    input: () => ({ disposition: stranger, conversation: stranger, reason: 'needed' }),
    expect: needs('retention.manage', 'not-found'),
  },
  'retention.approve': {
    input: () => ({ disposition: stranger, due: 1 }),
    expect: needs('retention.approve', 'not-found'),
  },
  'retention.withdraw': {
    input: () => ({ disposition: stranger, reason: 'wrong' }),
    expect: needs('retention.manage', 'not-found'),
  },
  'retention.certificate': { input: () => ({ disposition: stranger }), expect: needs('retention.manage', 'not-found') },
  'retention.reviews': { input: nothing, expect: oversight },
  'retention.decide': {
    input: () => ({ review: stranger, messages: 0, decision: 'permanent', reason: 'looked into' }),
    expect: needs('retention.manage', 'not-found'),
  },
  'retention.conflicts': { input: nothing, expect: oversight },
  'erasure.ask': { input: () => ({ user: stranger, reason: 'asked by letter' }), expect: needs('erasure.manage', 'not-found') },
  'erasure.parts': { input: () => ({ conversation: stranger, seq: 1 }), expect: needs('erasure.manage', 'not-found') },
  'erasure.redact': {
    input: () => ({ conversation: stranger, seq: 1, parts: ['body'], reason: 'asked by letter' }),
    expect: needs('erasure.manage', 'not-found'),
  },
  'erasure.approve': { input: () => ({ erasure: stranger }), expect: needs('erasure.manage', 'not-found') },
  'erasure.list': { input: nothing, expect: needs('erasure.manage') },
};

/** Only its asker looks, so nobody does under one that is not there. */
const looks = needs('archive.read', 'not-found');
const archive: Record<string, Row> = {
  'archive.ask': {
    input: (p) => ({ purpose: 'an inquiry', scope: { people: [p.bystander.user] } }),
    expect: needs('archive.read'),
  },
  'archive.list': { input: nothing, expect: needs('archive.read') },
  'archive.get': { input: () => ({ inspection: stranger }), expect: looks },
  'archive.decide': { input: () => ({ inspection: stranger }), expect: needs('archive.approve', 'not-found') },
  'archive.end': { input: () => ({ inspection: stranger }), expect: looks },
  'archive.rule': { input: nothing, expect: needs('archive.read') },
  'archive.setRule': { input: () => ({ second: true }), expect: needs('archive.approve') },
  'archive.search': { input: () => ({ inspection: stranger }), expect: looks },
  'archive.conversation': { input: (p) => ({ inspection: stranger, conversation: p.conversation }), expect: looks },
  'archive.record': { input: (p) => ({ inspection: stranger, conversation: p.conversation, seq: p.seq }), expect: looks },
  'archive.proof': { input: (p) => ({ inspection: stranger, conversation: p.conversation, seq: p.seq }), expect: looks },
  'archive.export': { input: () => ({ inspection: stranger }), expect: looks },
  'archive.looks': { input: nothing, expect: needs('archive.audit') },
};

/** What lies in the place is the maker's, and tokens sign nothing. */
const signing: Record<string, Row> = {
  'signing.sign': {
    input: (p) => ({ conversation: p.conversation, seq: p.seq, password }),
    expect: insiders(() => 'forbidden'),
  },
  'signing.withdraw': {
    input: (p) => ({ conversation: p.conversation, seq: p.seq, signature: 1, password, reason: 'r' }),
    expect: insiders(() => 'forbidden'),
  },
  'signing.ask': {
    input: (p) => ({ conversation: p.conversation, seq: p.seq, users: [p.bystander.user], clientId: uuid() }),
    expect: insiders(() => 'forbidden'),
  },
  'signing.invite': {
    input: (p) => ({ conversation: p.conversation, seq: p.seq, name: 'Outsider' }),
    expect: (c) => needs('signing.invite', c.inside ? 'forbidden' : 'not-found')(c),
  },
  'signing.revoke': {
    input: (p) => ({ conversation: p.conversation, seq: p.seq, link: uuid() }),
    expect: insiders(() => 'not-found'),
  },
  'signing.open': { input: () => ({ token: link }), expect: () => 'link-not-valid' },
  'signing.answer': {
    input: () => ({ token: link, answer: { kind: 'signed', name: 'Outsider' } }),
    expect: () => 'link-not-valid',
  },
};

const health: Record<string, Row> = {
  'health.checks': { input: nothing, expect: needs('health.read') },
  'health.traces': { input: nothing, expect: needs('health.read') },
  'health.statements': { input: nothing, expect: needs('health.read') },
};

export const otherRows: Record<string, Row> = {
  ...accounts,
  ...directory,
  ...access,
  ...delivery,
  ...files,
  ...templates,
  ...records,
  ...commitments,
  ...labels,
  ...search,
  ...retention,
  ...archive,
  ...signing,
  ...health,
};
