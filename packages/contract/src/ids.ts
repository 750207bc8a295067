import { z } from 'zod';

/**
 * Any UUID, in the lower case that everything here compares in: RFC 9562 §4 lets callers write either, and a cache, a lane or a
 * stream must not take two spellings for two things.
 */
export const uuid = () => z.uuid().toLowerCase();

/** Every id is a UUID (RFC 9562); those made here are version 7, so they sort by time of making. */
const id = <B extends string>() => uuid().brand<B>();

export const UserId = id<'UserId'>();
export type UserId = z.infer<typeof UserId>;
export const ConversationId = id<'ConversationId'>();
export type ConversationId = z.infer<typeof ConversationId>;
export const DepartmentId = id<'DepartmentId'>();
export type DepartmentId = z.infer<typeof DepartmentId>;
export const FileId = id<'FileId'>();
export type FileId = z.infer<typeof FileId>;
export const FolderId = id<'FolderId'>();
export type FolderId = z.infer<typeof FolderId>;
export const RoleId = id<'RoleId'>();
export type RoleId = z.infer<typeof RoleId>;
export const SessionId = id<'SessionId'>();
export type SessionId = z.infer<typeof SessionId>;
export const TemplateId = id<'TemplateId'>();
export type TemplateId = z.infer<typeof TemplateId>;
export const TokenId = id<'TokenId'>();
export type TokenId = z.infer<typeof TokenId>;
/** A client's own id of a draft: unique per conversation and sender (SY4). */
export const ClientId = uuid();

/** Unix time in milliseconds, up to the end of the year 9999 (RFC 3339 goes no further). */
export const Instant = z.int().nonnegative().max(253_402_300_799_999);
/** A counter on a stream: `seq` of messages, `ev` of changes; both start at 1, 0 means "none yet". */
export const Counter = z.int().nonnegative();

/** Input shared by every paged method: opaque cursor and page size. */
export const pageInput = { cursor: z.string().max(400).optional(), limit: z.int().min(1).max(200).default(50) };
/** A page of items; `next` is absent on the last page. */
export const pageOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next: z.string().optional() });

/** Half of a surrogate pair is no character: it becomes U+FFFD here, as it would on its way to disk. */
const wellFormed = (text: string): string => text.toWellFormed();

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must be refused
const oneLine = /^[^\u0000-\u001f\u007f\u2028\u2029]*$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: NUL must be refused, because PostgreSQL cannot store it
const withoutNul = /^[^\u0000]*$/;

/** One line of text: no control characters, trimmed, not empty. */
export const line = (max: number) => z.string().overwrite(wellFormed).trim().min(1).max(max).regex(oneLine, 'control-characters');
/** Text of several lines. */
export const prose = (max: number) => z.string().overwrite(wellFormed).max(max).regex(withoutNul, 'nul-character');
