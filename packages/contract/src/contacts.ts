import { z } from 'zod';
import {
  Contact,
  ContactId,
  ContactKind,
  ContactOutline,
  ContactUse,
  GivenDatum,
  GivenHandle,
  HandleId,
  HandleStrength,
  Label,
  ListedContact,
} from './contact-shapes.ts';
import { contactTransferMethods } from './contact-transfer.ts';
import { Words } from './form-schema.ts';
import { Instant, line, pageInput, pageOf, prose, UserId, uuid } from './ids.ts';
import { command, done, query } from './method.ts';

/** Data, handles and labels that one call may bring. */
const mostAtOnce = 50;

const one = z.strictObject({ contact: ContactId });

/** A remark about a contact. */
export const ContactRemark = z.object({
  id: uuid(),
  contact: ContactId,
  author: UserId,
  text: z.string(),
  at: Instant,
  editedAt: Instant.optional(),
});
export type ContactRemark = z.infer<typeof ContactRemark>;

/** What happened to a contact; `before` and `after` are values of the field or the handle. */
export const ContactChange = z.object({
  id: uuid(),
  contact: ContactId,
  what: z.enum(['known', 'forgotten', 'handle-added', 'handle-removed', 'merged', 'unmerged']),
  at: Instant,
  by: UserId.nullable(),
  /** The field, or the kind of the handle, or the name of the other contact. */
  about: z.string(),
  value: z.union([z.string(), z.number()]).optional(),
});
export type ContactChange = z.infer<typeof ContactChange>;

/** Two contacts that may be one. */
export const ContactSuggestion = z.object({
  one: ContactOutline,
  other: ContactOutline,
  /** Handles that both have, or the name of both. */
  because: z.array(z.object({ kind: z.enum(['handle', 'name']), value: z.string() })),
});
export type ContactSuggestion = z.infer<typeof ContactSuggestion>;

/** A type of customer, or a field of the organization's own. */
export const ContactType = z.object({ id: uuid(), names: Words, archived: z.boolean() });
export type ContactType = z.infer<typeof ContactType>;

export const ContactField = z.object({
  /** Data name it `x-<key>`. */
  key: z.string(),
  names: Words,
  shape: z.enum(['text', 'number', 'date', 'choice']),
  choices: z.array(z.string()),
  archived: z.boolean(),
});
export type ContactField = z.infer<typeof ContactField>;

const fieldKey = z
  .string()
  .max(38)
  .regex(/^[a-z][a-z0-9-]*$/);

export const contactMethods = {
  'contacts.list': query({
    summary: 'Contacts by name; found by how a name, a pinyin, initials or a handle begin',
    rate: 'search',
    input: z.strictObject({
      ...pageInput,
      text: z.string().max(120).default(''),
      kind: ContactKind.optional(),
      isCompany: z.boolean().optional(),
      owner: UserId.optional(),
      type: uuid().optional(),
      company: ContactId.optional(),
      label: Label.optional(),
      archived: z.boolean().default(false),
    }),
    output: pageOf(ListedContact),
  }),
  'contacts.get': query({
    summary:
      'A contact with all that is known, where it is from and since when; asked for one that was merged, it answers the one it stands under',
    input: one,
    output: Contact,
    errors: ['not-found'],
  }),
  'contacts.create': command({
    summary: 'Note a contact; one that holds a verified handle already is answered with an error that names it',
    input: z.strictObject({
      name: line(120),
      kind: ContactKind.default('customer'),
      isCompany: z.boolean().default(false),
      data: z.array(GivenDatum).max(mostAtOnce).default([]),
      handles: z.array(GivenHandle).max(mostAtOnce).default([]),
      labels: z.array(Label).max(mostAtOnce).default([]),
    }),
    output: Contact,
    errors: ['not-found', 'already-exists', 'quota-exceeded'],
  }),
  'contacts.change': command({
    summary: 'Say more of a contact, or something else, or take it back; what was known before stays in its history',
    input: z.strictObject({
      contact: ContactId,
      data: z.array(GivenDatum).max(mostAtOnce).default([]),
      addLabels: z.array(Label).max(mostAtOnce).default([]),
      removeLabels: z.array(Label).max(mostAtOnce).default([]),
      archived: z.boolean().optional(),
    }),
    output: Contact,
    errors: ['not-found', 'conflict', 'quota-exceeded'],
  }),
  'contacts.addHandle': command({
    summary: 'Note how a channel knows a contact',
    input: z.strictObject({ contact: ContactId, handle: GivenHandle }),
    output: Contact,
    errors: ['not-found', 'already-exists', 'quota-exceeded'],
  }),
  'contacts.changeHandle': command({
    summary: 'Say what a handle is used for, or how sure it is',
    input: z.strictObject({ handle: HandleId, use: ContactUse.optional(), strength: HandleStrength.optional() }),
    output: Contact,
    errors: ['not-found', 'already-exists'],
  }),
  'contacts.removeHandle': command({
    summary: 'Take a handle from a contact; that it was there stays in its history',
    input: z.strictObject({ handle: HandleId }),
    output: Contact,
    errors: ['not-found'],
  }),
  'contacts.merge': command({
    summary: 'Let a contact stand for others too: nothing is moved, so that it can be undone at any time',
    input: z.strictObject({ keep: ContactId, merge: z.array(ContactId).min(1).max(20) }),
    output: Contact,
    errors: ['not-found', 'conflict', 'quota-exceeded'],
  }),
  'contacts.unmerge': command({
    summary: 'Undo a merge: the contact stands by itself again, with what is its own and what was merged into it before',
    input: one,
    output: Contact,
    errors: ['not-found', 'conflict'],
  }),
  'contacts.separate': command({
    summary: 'Take handles out of a contact into a new one',
    input: z.strictObject({ contact: ContactId, handles: z.array(HandleId).min(1).max(mostAtOnce), name: line(120) }),
    output: Contact,
    errors: ['not-found', 'quota-exceeded'],
  }),
  'contacts.history': query({
    summary: 'What was said of a contact and its handles, by whom and when, newest first',
    input: z.strictObject({ ...pageInput, contact: ContactId }),
    output: pageOf(ContactChange),
    errors: ['not-found'],
  }),
  'contacts.suggestions': query({
    summary: 'Contacts that may be one, with what speaks for it: of one contact, or of all',
    rate: 'search',
    input: z.strictObject({ contact: ContactId.optional() }),
    output: z.object({ suggestions: z.array(ContactSuggestion) }),
    errors: ['not-found'],
  }),
  'contacts.keepApart': command({
    summary: 'These two are not one: they are suggested no more, until that is taken back',
    input: z.strictObject({ one: ContactId, other: ContactId, apart: z.boolean().default(true) }),
    output: done,
    errors: ['not-found', 'conflict'],
  }),
  'contacts.remarks': query({
    summary: 'Remarks about a contact, newest first',
    input: z.strictObject({ ...pageInput, contact: ContactId }),
    output: pageOf(ContactRemark),
    errors: ['not-found'],
  }),
  'contacts.addRemark': command({
    summary: 'Write a remark about a contact, for everybody who may see contacts',
    input: z.strictObject({ contact: ContactId, text: prose(8_000).min(1) }),
    output: ContactRemark,
    errors: ['not-found', 'quota-exceeded'],
  }),
  'contacts.changeRemark': command({
    summary: 'Write one of my remarks otherwise; empty text removes it',
    input: z.strictObject({ remark: uuid(), text: prose(8_000) }),
    output: done,
    errors: ['not-found'],
  }),
  'contacts.labels': query({
    summary: 'Labels that contacts have, with how many have each, by name',
    input: z.strictObject({}),
    output: z.object({ labels: z.array(z.object({ label: z.string(), contacts: z.int() })) }),
  }),
  'contacts.settings': query({
    summary: 'The organization’s own types of customer and fields of contacts',
    input: z.strictObject({}),
    output: z.object({ types: z.array(ContactType), fields: z.array(ContactField) }),
  }),
  'contacts.setType': command({
    summary: 'Make a type of customer, or change one; audited',
    input: z.strictObject({ type: uuid().optional(), names: Words, archived: z.boolean().default(false) }),
    output: ContactType,
    errors: ['not-found', 'quota-exceeded'],
  }),
  'contacts.setField': command({
    summary: 'Make a field of contacts, or change its names and choices; its shape stays; audited',
    input: z.strictObject({
      key: fieldKey,
      names: Words,
      shape: ContactField.shape.shape,
      choices: z.array(line(80)).max(100).default([]),
      archived: z.boolean().default(false),
    }),
    output: ContactField,
    errors: ['conflict', 'quota-exceeded'],
  }),
  ...contactTransferMethods,
};
