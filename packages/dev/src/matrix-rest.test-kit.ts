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
};

const search: Record<string, Row> = {
  'search.messages': { input: (p) => ({ text: 'hello', conversation: p.conversation }), expect: insiders() },
  'search.files': { input: (p) => ({ text: 'hello', conversation: p.conversation }), expect: insiders() },
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
  ...search,
  ...health,
};
