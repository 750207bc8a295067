import { z } from 'zod';
import { ConversationId, Instant, line, pageInput, pageOf, prose, UserId, uuid } from './ids.ts';
import { command, query } from './method.ts';
import { SearchPlace } from './search.ts';

/** Conversations in one export. */
export const mostExported = 500;

/**
 * What an export is written as. `bundle`: records with their proofs, to be checked without this house; `jsonl`: everything, for programs and for
 * another house; `eml`, `mbox`: mails of a day of a conversation each; `csv`: a row a version; `rsmf`: for e-discovery; `pdf`: to be read and printed.
 */
export const ExportFormat = z.enum(['bundle', 'jsonl', 'eml', 'mbox', 'csv', 'rsmf', 'pdf']);
export type ExportFormat = z.infer<typeof ExportFormat>;

/** Conversations taken out of the house, as an evidence bundle or in a format without proofs. Formats: docs/records.md. */
export const RecordExport = z.object({
  id: z.uuid(),
  format: ExportFormat,
  /** Whom it is for; stands in what is written, and in the ledger. */
  recipient: z.string().optional(),
  maker: UserId.nullable(),
  /** The inspection of the archive under which it was made. */
  inspection: z.uuid().optional(),
  /** Why; stands in the ledger. */
  purpose: z.string(),
  conversations: z.array(ConversationId),
  /** Server times, half-open; absent: from the beginning, to the end. */
  after: Instant.optional(),
  before: Instant.optional(),
  /** Attachments are in it. */
  files: z.boolean(),
  /** `expired`: its bytes are gone. */
  state: z.enum(['waiting', 'working', 'done', 'failed', 'cancelled', 'expired']),
  /** Records (of a bundle) or messages packed, and how many there will be; 0 while that is not known. */
  done: z.int(),
  total: z.int(),
  /** Records whose words are not those that were recorded: the verifier will name them. */
  differs: z.int(),
  bytes: z.int(),
  /** SHA-256 of a bundle's MANIFEST.sha256, hexadecimal; stands in the ledger, too. */
  manifest: z.string().optional(),
  /** SHA-256 of the file, hexadecimal; stands in the ledger, too. */
  digest: z.string().optional(),
  /** Why it failed. */
  failure: z.enum(['too-large', 'storage-full', 'ledger-behind', 'no-longer-permitted', 'internal']).optional(),
  createdAt: Instant,
  endedAt: Instant.optional(),
  /** When its bytes go. */
  expiresAt: Instant.optional(),
});
export type RecordExport = z.infer<typeof RecordExport>;

const one = z.strictObject({ export: uuid() });

export const exportMethods = {
  'exports.create': command({
    summary:
      'Begin to export conversations, as an evidence bundle (records with proofs that are checked without this house) or in another format; a job makes it',
    rate: 'heavy',
    input: z.strictObject({
      purpose: prose(2_000).refine((text) => text.trim() !== '', 'empty'),
      conversations: z.array(ConversationId).min(1).max(mostExported),
      after: Instant.optional(),
      before: Instant.optional(),
      files: z.boolean().default(true),
      format: ExportFormat.default('bundle'),
      recipient: line(200).optional(),
    }),
    output: RecordExport,
    errors: ['not-found', 'quota-exceeded'],
  }),
  'exports.list': query({
    summary: 'My exports, newest first; bytes at GET /api/exports/<id>/bundle.zip',
    input: z.strictObject({ ...pageInput }),
    output: pageOf(RecordExport),
  }),
  'exports.get': query({
    summary: 'One of my exports, with how far it is',
    input: one,
    output: RecordExport,
    errors: ['not-found'],
  }),
  'exports.cancel': command({
    summary: 'Stop making an export, or remove the bytes of one that is done',
    input: one,
    output: RecordExport,
    errors: ['not-found'],
  }),
  'exports.places': query({
    summary:
      'What conversations are called that I may take out, and which there are: by name, by person, by what topics hang on; never what is said',
    input: z.strictObject({
      ids: z.array(ConversationId).max(200).default([]),
      /** Part of the name of a group. */
      text: z.string().max(100).optional(),
      /** Direct conversations of somebody. */
      person: UserId.optional(),
      /** Topics of a conversation. */
      topicsOf: ConversationId.optional(),
    }),
    output: z.object({
      /** Of `ids`: those that I may not take out, and unknown ones, are left out. */
      places: z.array(SearchPlace),
      /** Groups by name and direct conversations, at most forty; topics, at most five hundred. */
      found: z.array(SearchPlace),
    }),
  }),
};
