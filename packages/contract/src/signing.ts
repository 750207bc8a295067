import { z } from 'zod';
import { Attachment, Message } from './conversation-shapes.ts';
import { RecordedForm } from './forms.ts';
import { ClientId, ConversationId, Counter, Instant, line, prose, UserId } from './ids.ts';
import { command, done } from './method.ts';
import { Email } from './people.ts';
import { Template } from './templates.ts';

const at = { conversation: ConversationId, seq: Counter };
/** The version that is meant: the message's `version`, absent where it was never edited. */
const exactly = { ...at, version: Counter.optional() };
const token = z.string().min(40).max(100);
/** What is typed to show who one is may be any text: rules are for new ones. */
const again = z.string().min(1).max(200);

export const signingMethods = {
  'signing.sign': command({
    summary: 'Sign the exact words of a message as they stand, with my password again',
    input: z.strictObject({ ...exactly, password: again, statement: line(300).optional() }),
    output: Message,
    errors: ['not-found', 'conflict', 'wrong-credentials', 'locked-out', 'quota-exceeded', 'archived'],
    rate: 'sign-in',
    secret: true,
  }),
  'signing.withdraw': command({
    summary: 'Take my signature back, with a reason; that I had signed stays',
    input: z.strictObject({ ...at, signature: Counter, password: again, reason: line(300) }),
    output: Message,
    errors: ['not-found', 'conflict', 'wrong-credentials', 'locked-out', 'quota-exceeded', 'archived'],
    rate: 'sign-in',
    secret: true,
  }),
  'signing.ask': command({
    summary: 'Ask members to sign a message of mine; they are called by a message that quotes it',
    input: z.strictObject({
      ...exactly,
      users: z.array(UserId).min(1).max(20),
      text: prose(1000).default(''),
      clientId: ClientId,
    }),
    output: Message,
    errors: ['not-found', 'conflict', 'quota-exceeded', 'archived', 'busy', 'client-id-reused'],
    secret: true,
  }),
  'signing.invite': command({
    summary: 'A link that lets somebody from outside see this version of a message of mine, once, and sign or decline it',
    input: z.strictObject({
      ...exactly,
      name: line(120),
      organization: line(200).optional(),
      email: Email.optional(),
      days: z.int().min(1).max(30).default(7),
    }),
    output: z.object({ link: z.string(), until: Instant, mailed: z.boolean(), message: Message }),
    errors: ['not-found', 'conflict', 'quota-exceeded', 'archived'],
    secret: true,
  }),
  'signing.revoke': command({
    summary: 'End a link before it is used',
    input: z.strictObject({ ...at, link: z.uuid() }),
    output: done,
    errors: ['not-found', 'conflict'],
  }),
  'signing.open': command({
    summary: 'What a link shows: the version to sign, and nothing else',
    auth: 'none',
    input: z.strictObject({ token }),
    output: z.object({
      house: z.string(),
      name: z.string(),
      organization: z.string().optional(),
      until: Instant,
      author: z.string(),
      at: Instant,
      text: z.string(),
      form: RecordedForm.optional(),
      template: Template.optional(),
      files: z.array(Attachment.pick({ name: true, size: true })),
      /** Root of the version's parts, base64: what is signed. */
      root: z.string(),
    }),
    errors: ['link-not-valid'],
    rate: 'sign-in',
    secret: true,
  }),
  'signing.answer': command({
    summary: 'Sign by a link with my name, or decline with a reason; the link ends',
    auth: 'none',
    input: z.strictObject({
      token,
      answer: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('signed'), name: line(120), words: line(300).optional() }),
        z.strictObject({ kind: z.literal('declined'), words: line(300) }),
      ]),
    }),
    output: z.object({ at: Instant }),
    errors: ['link-not-valid', 'conflict', 'quota-exceeded'],
    rate: 'sign-in',
    secret: true,
  }),
};
