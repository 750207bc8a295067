import { usualPolicyRules } from '@rapport/contract';
import type { Row } from './matrix.test-kit.ts';
import { needs } from './matrix-conversations.test-kit.ts';

const uuid = () => crypto.randomUUID();
const nothing: Row['input'] = () => ({});
const stranger = uuid();

const reads = needs('contacts.read');
const ofContact = (permission: Parameters<typeof needs>[0]) => needs(permission, 'not-found');
const contacts: Record<string, Row> = {
  'contacts.list': { input: nothing, expect: reads },
  'contacts.labels': { input: nothing, expect: reads },
  'contacts.settings': { input: nothing, expect: reads },
  'contacts.suggestions': { input: nothing, expect: reads },
  'contacts.get': { input: () => ({ contact: stranger }), expect: ofContact('contacts.read') },
  'contacts.history': { input: () => ({ contact: stranger }), expect: ofContact('contacts.read') },
  'contacts.remarks': { input: () => ({ contact: stranger }), expect: ofContact('contacts.read') },
  'contacts.create': { input: () => ({ name: uuid() }), expect: needs('contacts.manage') },
  'contacts.change': { input: () => ({ contact: stranger, archived: true }), expect: ofContact('contacts.manage') },
  'contacts.addHandle': {
    input: () => ({ contact: stranger, handle: { kind: 'email', value: 'x@rapport.test' } }),
    expect: ofContact('contacts.manage'),
  },
  'contacts.changeHandle': { input: () => ({ handle: stranger, use: 'work' }), expect: ofContact('contacts.manage') },
  'contacts.removeHandle': { input: () => ({ handle: stranger }), expect: ofContact('contacts.manage') },
  'contacts.merge': { input: () => ({ keep: stranger, merge: [uuid()] }), expect: ofContact('contacts.manage') },
  'contacts.unmerge': { input: () => ({ contact: stranger }), expect: ofContact('contacts.manage') },
  'contacts.separate': {
    input: () => ({ contact: stranger, handles: [uuid()], name: 'N' }),
    expect: ofContact('contacts.manage'),
  },
  'contacts.keepApart': { input: () => ({ one: stranger, other: uuid() }), expect: ofContact('contacts.manage') },
  'contacts.addRemark': { input: () => ({ contact: stranger, text: 'N' }), expect: ofContact('contacts.manage') },
  'contacts.changeRemark': { input: () => ({ remark: stranger, text: 'N' }), expect: ofContact('contacts.manage') },
  'contacts.setType': { input: () => ({ names: { en: 'T' } }), expect: needs('contacts.configure', ['ok', 'quota-exceeded']) },
  'contacts.setField': {
    input: () => ({ key: 'matrix', names: { en: 'F' }, shape: 'text' }),
    expect: needs('contacts.configure'),
  },
  'contacts.import': { input: () => ({ file: stranger }), expect: ofContact('contacts.manage') },
  'contacts.runImport': { input: () => ({ import: stranger }), expect: ofContact('contacts.manage') },
  'contacts.getImport': { input: () => ({ import: stranger }), expect: ofContact('contacts.manage') },
  'contacts.imports': { input: nothing, expect: needs('contacts.manage') },
};

const readsPolicy = needs('policy.read');
const policy: Record<string, Row> = {
  'policy.accounts': { input: nothing, expect: readsPolicy },
  'policy.rules': { input: nothing, expect: readsPolicy },
  'policy.ruleVersions': { input: nothing, expect: readsPolicy },
  'policy.ask': { input: () => ({ account: stranger, handle: stranger }), expect: ofContact('policy.read') },
  'policy.ways': { input: () => ({ contact: stranger }), expect: ofContact('policy.read') },
  'policy.consents': { input: () => ({ contact: stranger }), expect: ofContact('policy.read') },
  'policy.decisions': { input: () => ({ contact: stranger }), expect: ofContact('policy.read') },
  'policy.recordConsent': {
    input: () => ({ contact: stranger, channel: 'email', purposes: ['marketing'], given: true, evidence: 'form', proof: 'P' }),
    expect: ofContact('contacts.manage'),
  },
  'policy.preferenceLink': { input: () => ({ contact: stranger }), expect: ofContact('contacts.manage') },
  // Nobody has seen the version that is named, so nothing is set.
  'policy.setRules': {
    input: () => ({ version: 999_999, rules: usualPolicyRules }),
    expect: needs('policy.configure', 'conflict'),
  },
};

const setsUpChannels = needs('channels.configure');
const noChannel = needs('channels.configure', 'not-found');
const channels: Record<string, Row> = {
  'channels.kinds': { input: nothing, expect: setsUpChannels },
  'channels.accounts': { input: nothing, expect: setsUpChannels },
  'channels.createAccount': {
    input: () => ({ kind: 'letter', name: 'N' }),
    expect: needs('channels.configure', ['ok', 'quota-exceeded']),
  },
  'channels.changeAccount': { input: () => ({ account: stranger, name: 'N' }), expect: noChannel },
  'channels.checkAccount': { input: () => ({ account: stranger }), expect: noChannel },
  'channels.vendorTemplates': { input: () => ({ account: stranger }), expect: noChannel },
  'channels.tryAccount': { input: () => ({ kind: 'letter' }), expect: setsUpChannels },
  'channels.deadLetters': { input: nothing, expect: setsUpChannels },
  'channels.readAgain': { input: () => ({ letters: [stranger] }), expect: setsUpChannels },
  'channels.dropLetters': { input: () => ({ letters: [stranger] }), expect: setsUpChannels },
  'channels.refused': { input: nothing, expect: setsUpChannels },
  'channels.outbox': { input: nothing, expect: setsUpChannels },
  'channels.noteContact': {
    input: () => ({
      account: stranger,
      contact: stranger,
      clientId: uuid(),
      began: 'contact',
      form: {
        template: '00000000-0000-7000-8000-000000000102',
        version: 1,
        title: 'N',
        occurred: { from: 1, zone: 'UTC' },
        participants: [{ name: 'N' }],
        values: {},
      },
    }),
    expect: ofContact('contacts.manage'),
  },
};

export const customerRows: Record<string, Row> = { ...contacts, ...policy, ...channels };
