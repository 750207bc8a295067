import { z } from 'zod';
import { Attachment } from './conversation-shapes.ts';
import { previewSizes } from './file-paths.ts';
import { ConversationId, FileId, Instant, line, pageInput, pageOf, UserId } from './ids.ts';
import { command, done, query } from './method.ts';

/** An uploaded thing with its bytes. `type` is what its bytes show, never what the uploader said. */
export const File = Attachment.extend({
  /** Null: it came from outside. */
  owner: UserId.nullable(),
  createdAt: Instant,
  /** Sizes at `filePaths.preview`; empty when there is no picture of it. */
  previews: z.array(z.literal(previewSizes)),
  /** True when `files.text` answers the beginning of it. */
  hasText: z.boolean(),
  /** True when a message, an avatar or a record refers to it. */
  used: z.boolean(),
});
export type File = z.infer<typeof File>;

export const FileLimits = z.object({
  /** Bytes of one file. */
  maxBytes: z.int().positive(),
  /** Bytes of all files of one person. */
  quotaBytes: z.int().positive(),
  /** What I have used of it. */
  usedBytes: z.int().nonnegative(),
});

/** What became of the PDF of an office file. */
export const Conversion = z.object({
  /** `unavailable`: this server has nothing to make it with. */
  state: z.enum(['ready', 'waiting', 'failed', 'unavailable']),
  /** Why it failed: it took too long, is too large, or could not be read. Tried again after a week. */
  reason: z.enum(['time', 'large', 'unreadable']).optional(),
});

export type Conversion = z.infer<typeof Conversion>;

const one = { file: FileId };

export const fileMethods = {
  'files.get': query({
    summary: 'One file, without its bytes',
    input: z.strictObject(one),
    output: File,
    errors: ['not-found'],
  }),
  'files.describe': query({
    summary: 'Files as attachments, in the order asked; those I may not see are left out',
    input: z.strictObject({ files: z.array(FileId).min(1).max(200) }),
    output: z.object({ files: z.array(Attachment) }),
  }),
  'files.list': query({
    summary: 'My uploads, the files of a conversation that I may see, or every file I may see; newest first',
    input: z.strictObject({
      ...pageInput,
      conversation: ConversationId.optional(),
      /** Without a conversation: `mine` (as if left out), or `all`: my uploads, and what was sent where I may look. */
      scope: z.enum(['mine', 'all']).optional(),
      kind: Attachment.shape.kind.optional(),
      /** Any of these kinds. */
      kinds: z.array(Attachment.shape.kind).min(1).max(10).optional(),
      /** A part of the name, in any case. */
      text: line(200).optional(),
      /** Who uploaded it. */
      owner: UserId.optional(),
      /** Uploaded at this instant or later. */
      from: Instant.optional(),
      /** Uploaded before this instant. */
      until: Instant.optional(),
    }),
    output: pageOf(File),
  }),
  'files.text': query({
    summary: 'The beginning of a text file, decoded (UTF-8, UTF-16, GB18030)',
    input: z.strictObject(one),
    output: z.object({ text: z.string(), charset: z.string(), /** False when there is more. */ complete: z.boolean() }),
    errors: ['not-found'],
  }),
  'files.convert': command({
    summary:
      'Have an office file made into a PDF to look at, if there is none yet; answers how far that is: call again while it waits',
    input: z.strictObject(one),
    output: Conversion,
    errors: ['not-found'],
  }),
  'files.limits': query({
    summary: 'How large a file may be, and how much I have used',
    input: z.strictObject({}),
    output: FileLimits,
  }),
  'files.changeLimits': command({
    summary: 'Set the largest file and the quota of a person; audited',
    input: z.strictObject({
      maxBytes: z
        .int()
        .min(1024)
        .max(5 * 1024 ** 3)
        .optional(),
      quotaBytes: z
        .int()
        .min(1024)
        .max(1024 ** 4)
        .optional(),
    }),
    output: FileLimits,
  }),
  'files.usage': query({
    summary: 'What the store holds: in all, by person, and the largest files; for whoever manages storage',
    rate: 'heavy',
    input: z.strictObject({}),
    output: z.object({
      files: z.int(),
      bytes: z.int(),
      /** Who uses most, largest first; at most 100. */
      people: z.array(z.object({ user: UserId, files: z.int(), bytes: z.int() })),
      /** Largest first; at most 50. What a file is called, and its id, are for those who may see it. */
      largest: z.array(File.pick({ type: true, size: true, kind: true, owner: true, createdAt: true, used: true })),
    }),
  }),
  'files.remove': command({
    summary: 'Remove my upload, as long as nothing refers to it',
    input: z.strictObject(one),
    output: done,
    errors: ['not-found', 'conflict'],
  }),
};
