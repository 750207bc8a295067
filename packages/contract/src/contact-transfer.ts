import { z } from 'zod';
import { FileId, Instant, pageInput, pageOf, uuid } from './ids.ts';
import { command, query } from './method.ts';

/** Contacts out of a file: read first, then brought in when somebody says so. */
export const ContactImport = z.object({
  id: uuid(),
  format: z.enum(['csv', 'vcard']),
  /** `reading`, then `ready` with what would become of it; `working` until it is `done`. */
  state: z.enum(['reading', 'ready', 'working', 'done', 'failed']),
  /** Why it failed: no contacts could be read, too many of them, whoever began it may not any more, nobody ran it for a week, or something broke. */
  failure: z.enum(['unreadable', 'too-many', 'forbidden', 'expired', 'broken']).nullable(),
  startedAt: Instant,
  endedAt: Instant.nullable(),
  /** Contacts of the file, and how many of them it is through with. */
  total: z.int(),
  done: z.int(),
  /** What became of them, or, while it is `ready`, would. */
  made: z.int(),
  changed: z.int(),
  /** Here already, with all that the file says. */
  same: z.int(),
  /** Left out, since something of them does not fit. */
  refused: z.int(),
  /** Of those made: how many have a handle or a name that another contact has. They are suggested, not merged. */
  alike: z.int(),
  /** What does not fit: the first 1,000. `field`: its column, or the property of the card. */
  troubles: z.array(
    z.object({
      line: z.int(),
      field: z.string(),
      because: z.enum(['no-name', 'does-not-fit', 'too-long', 'too-many', 'conflict']),
    }),
  ),
  /** Columns or properties that nothing here has a place for. */
  ignored: z.array(z.string()),
});
export type ContactImport = z.infer<typeof ContactImport>;

const one = z.strictObject({ import: uuid() });

export const contactTransferMethods = {
  'contacts.import': command({
    summary:
      'Read an uploaded file of contacts (vCard, or a table as CSV): what would be made and changed is told, nothing is written yet',
    input: z.strictObject({ file: FileId }),
    output: ContactImport,
    errors: ['not-found', 'quota-exceeded'],
    rate: 'heavy',
  }),
  'contacts.runImport': command({
    summary:
      'Bring in what was read; `partly`: also contacts of which something does not fit, without it. Again, it adds nothing',
    input: z.strictObject({ import: uuid(), partly: z.boolean().default(false) }),
    output: ContactImport,
    errors: ['not-found', 'conflict'],
    rate: 'heavy',
  }),
  'contacts.getImport': query({
    summary: 'How far an import is that I began',
    input: one,
    output: ContactImport,
    errors: ['not-found'],
  }),
  'contacts.imports': query({
    summary: 'Imports that I began, the newest first',
    input: z.strictObject(pageInput),
    output: pageOf(ContactImport),
  }),
};
