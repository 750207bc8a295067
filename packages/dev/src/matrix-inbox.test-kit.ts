import type { Caller, Row } from './matrix.test-kit.ts';
import { anyone, insiders, needs } from './matrix-conversations.test-kit.ts';

const uuid = () => crypto.randomUUID();
const nothing: Row['input'] = () => ({});
const stranger = uuid();
const link = 'x'.repeat(43);
/** Nobody here works in an inbox in which this case lies: to all of them it is not there. */
const hidden = (): string => 'not-found';
const ofCase = (more: object = {}): Row => ({ input: () => ({ case: stranger, ...more }), expect: hidden });
const sets = needs('inbox.configure');
const unknown = needs('inbox.configure', 'not-found');
const week = Array.from({ length: 7 }, () => []);
const acts = [{ do: 'label', label: 'L' }];
const rule = { name: 'R', event: 'opened', acts };
const range = { from: 0, to: 1 };

const inboxes: Record<string, Row> = {
  'inbox.list': { input: nothing, expect: anyone },
  // A team is a group that one belongs to.
  'inbox.save': {
    input: (p) => ({ name: uuid(), group: p.conversation }),
    expect: (c: Caller) => needs('inbox.configure', c.inside ? ['ok', 'quota-exceeded'] : 'not-found')(c),
  },
  'inbox.setSources': { input: () => ({ inbox: stranger, sources: [] }), expect: unknown },
  'inbox.queue': { input: nothing, expect: anyone },
  'inbox.agents': { input: () => ({ inbox: stranger }), expect: hidden },
  'inbox.setAgent': { input: () => ({ user: stranger, capacity: 1 }), expect: unknown },
  // Whoever is of a team may, guests never; the group of this table becomes one on the way.
  'inbox.setAccepting': {
    input: () => ({ accepting: true }),
    expect: (c) => (c.inside && c.kind !== 'guest' ? ['ok', 'not-found'] : 'not-found'),
  },
  'inbox.hours': { input: nothing, expect: (c) => (c.kind === 'guest' ? 'forbidden' : 'ok') },
  'inbox.saveHours': { input: () => ({ name: 'H', zone: 'UTC', week }), expect: sets },
  'inbox.saveCalendar': {
    input: () => ({ name: 'C', text: '{"days":[{"name":"n","date":"2026-10-01","isOffDay":true}]}' }),
    expect: sets,
  },
  'inbox.desk': { input: nothing, expect: anyone },
  'inbox.saveReply': { input: () => ({ name: 'R', texts: { en: 'Hello' } }), expect: sets },
  'inbox.saveMacro': { input: () => ({ name: 'M', acts }), expect: sets },
  'inbox.saveCard': { input: () => ({ name: 'C', url: 'https://192.0.2.9/x' }), expect: sets },
  'inbox.rules': { input: nothing, expect: sets },
  'inbox.saveRule': { input: () => ({ ...rule, enabled: false }), expect: sets },
  'inbox.tryRule': { input: () => ({ rule, ...range }), expect: sets },
  'inbox.ruleRuns': { input: nothing, expect: sets },
  // Where one neither works nor supervises there is nothing to see.
  'inbox.now': { input: nothing, expect: anyone },
  // Whoever supervises no inbox is told of none.
  'inbox.report': { input: () => range, expect: anyone },
};

const cases: Record<string, Row> = {
  'cases.get': ofCase(),
  'cases.events': ofCase(),
  'cases.ofConversation': { input: (p) => ({ conversation: p.conversation }), expect: insiders() },
  'cases.open': { input: (p) => ({ conversation: p.conversation, inbox: stranger }), expect: hidden },
  'cases.ofContact': { input: () => ({ contact: stranger }), expect: needs('contacts.read') },
  'cases.start': {
    input: () => ({ clientId: uuid(), contact: stranger, account: stranger, handle: stranger, inbox: stranger, text: 'T' }),
    expect: needs('contacts.read', 'not-found'),
  },
  'cases.change': ofCase({ status: 'solved' }),
  'cases.assign': ofCase({ user: null }),
  'cases.move': ofCase(),
  'cases.merge': { input: () => ({ keep: stranger, merge: [uuid()] }), expect: hidden },
  'cases.unmerge': ofCase(),
  'cases.split': { input: (p) => ({ case: stranger, conversation: p.conversation, thread: '', from: 1 }), expect: hidden },
  'cases.look': ofCase({ doing: 'looking' }),
  'cases.holdDraft': ofCase(),
  'cases.fillReply': ofCase({ reply: stranger, language: 'en' }),
  'cases.runMacro': ofCase({ macro: stranger }),
  'cases.ask': { input: (p) => ({ case: stranger, users: [p.maker.user], text: 'T' }), expect: hidden },
  'cases.lookUp': ofCase({ card: stranger }),
  'cases.complain': ofCase({ step: 'receive' }),
  'cases.followUp': { input: () => ({ case: stranger, at: Date.now() + 9e8, what: 'W' }), expect: hidden },
  'cases.followUpDone': { input: () => ({ followUp: stranger }), expect: hidden },
  'cases.askRating': ofCase({ scale: 'csat' }),
  'cases.ratingAsked': { input: () => ({ token: link }), expect: () => 'link-not-valid' },
  'cases.rate': { input: () => ({ token: link, score: 5 }), expect: () => 'link-not-valid' },
  'cases.timeline': { input: () => ({ contact: stranger }), expect: needs('contacts.read') },
};

export const inboxRows: Record<string, Row> = { ...inboxes, ...cases };
