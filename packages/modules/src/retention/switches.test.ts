import { loosens, RetentionRules } from '@rapport/contract';
import { describe, expect, test } from 'vitest';
import { ruleBook } from './policy.ts';
import { coolingOver, together, twoByOf } from './switches.ts';

const id = (n: number): string => `00000000-0000-4000-8000-00000000000${n}`;
const [strict, loose, silent] = [id(1), id(2), id(3)];
const [ledger, talk, form] = [id(4), id(5), id(6)];

const rule = { keepDays: 1 };
const classes = [
  { id: strict, name: 'Medical', rule, twoForDestruction: true, twoForErasure: true, coolingDays: 30 },
  { id: loose, name: 'Small talk', rule, twoForDestruction: false, twoForErasure: false, coolingDays: 0 },
  { id: silent, name: 'Silent', rule },
];
const rules = (with_: object): RetentionRules => RetentionRules.parse({ classes, ...with_ });
const inClass = (conversation: string, one: string) => ({ conversation, class: one });

describe('RT13 switches of a class', () => {
  const kind = (conversation: string, template: string | null = null, parent: string | null = null, labels: string[] = []) => ({
    conversation,
    parent,
    template,
    labels,
  });
  const given = {
    conversations: [inClass(ledger, loose), inClass(talk, silent)],
    templates: [{ template: form, class: strict }],
  };

  test('the strictest of its classes decides, and says so', () => {
    const book = ruleBook(rules({ ...given, twoForDestruction: true }));
    expect(twoByOf(book, 'twoForDestruction', kind(ledger))).toEqual([]);
    expect(twoByOf(book, 'twoForDestruction', kind(ledger, form))).toEqual(['Medical']);
    expect(twoByOf(book, 'twoForDestruction', kind(talk, form))).toEqual([null, 'Medical']);
    expect(together(['b', null, 'a', 'b'])).toEqual([null, 'a', 'b']);
  });

  test('a class says alone, below the organization too; without a class, or where it is silent, the organization does', () => {
    const two = ruleBook(rules({ ...given, twoForDestruction: true }));
    const one = ruleBook(rules(given));
    expect(twoByOf(two, 'twoForDestruction', kind(id(9), null, ledger))).toEqual([]);
    expect([two, one].map((book) => twoByOf(book, 'twoForDestruction', kind(id(9))))).toEqual([[null], []]);
    expect([two, one].map((book) => twoByOf(book, 'twoForDestruction', kind(talk)))).toEqual([[null], []]);
    expect(twoByOf(one, 'twoForErasure', kind(id(9), form))).toEqual(['Medical']);
  });

  test('a label asks for more people, never for fewer: whoever may write may put it on', () => {
    const book = ruleBook(
      rules({
        ...given,
        twoForErasure: true,
        labels: [
          { label: 'sealed', class: strict },
          { label: 'whatever', class: loose },
        ],
      }),
    );
    const labelled = (...labels: string[]) => twoByOf(book, 'twoForDestruction', kind(id(9), null, null, labels));
    expect([labelled('sealed'), labelled('whatever'), labelled('whatever', 'sealed')]).toEqual([['Medical'], [], ['Medical']]);
    expect(twoByOf(book, 'twoForErasure', kind(id(9), null, null, ['whatever']))).toEqual([null]);
    expect(coolingOver(book, [{ conversation: ledger, parent: null }])).toBe(30);
  });

  test('a lifted hold protects for the longest that what it covers may need', () => {
    const place = (conversation: string) => [{ conversation, parent: null }];
    const book = ruleBook(rules({ conversations: given.conversations }));
    expect([coolingOver(book, place(ledger)), coolingOver(book, place(talk)), coolingOver(book, undefined)]).toEqual([0, 7, 30]);
    expect(coolingOver(ruleBook(rules(given)), place(ledger))).toBe(30);
    expect(coolingOver(book, [...place(ledger), { conversation: id(9), parent: null }])).toBe(7);
  });
});

describe('RT13 what takes away a second person takes two people', () => {
  const two = { twoForDestruction: true };
  test.each([
    ['the organization’s switch', two, {}],
    ['a class that wants one, given to a conversation', two, { ...two, conversations: [inClass(talk, loose)] }],
    ['a class that wants one, given to a template', two, { ...two, templates: [{ template: form, class: loose }] }],
    ['a class that wants two, taken from a conversation', { conversations: [inClass(talk, strict)] }, {}],
    ['another class for it', { conversations: [inClass(talk, strict)] }, { conversations: [inClass(talk, silent)] }],
    ['a template without its class', { templates: [{ template: form, class: strict }] }, {}],
    [
      'a topic taken out of what it hangs on',
      { conversations: [inClass(talk, strict)] },
      { conversations: [inClass(talk, strict), inClass(ledger, loose)] },
    ],
    ['a label without its class', { labels: [{ label: 'sealed', class: strict }] }, {}],
    [
      'a second class taken away where the other wants one',
      { ...two, conversations: [inClass(talk, loose)], templates: [{ template: form, class: strict }] },
      { ...two, conversations: [inClass(talk, loose)] },
    ],
  ])('%s', (_, before, next) => {
    expect(loosens(rules(before), rules(next))).toBe(true);
  });

  test.each([
    ['nothing', {}, {}],
    ['more people', {}, two],
    ['a class that wants two', {}, { conversations: [inClass(talk, strict)] }],
    ['a class that wants one, where one is enough', {}, { conversations: [inClass(talk, loose)] }],
    [
      'other days',
      { ...two, conversations: [inClass(talk, loose)] },
      { ...two, conversations: [inClass(talk, loose)], coolingDays: 0 },
    ],
  ])('not %s', (_, before, next) => {
    expect(loosens(rules(before), rules(next))).toBe(false);
  });
});
