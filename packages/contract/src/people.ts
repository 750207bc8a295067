import { z } from 'zod';
import { DepartmentId, FileId, Instant, line, UserId } from './ids.ts';
import { BaseRole, Permission, ScopeKind } from './permissions.ts';

/** How somebody can sign in. A contact, who cannot, is not a user. */
export const UserKind = z.enum(['member', 'guest', 'bot']);
export type UserKind = z.infer<typeof UserKind>;
export const LanguageTag = z.enum(['zh-CN', 'en']);

/** Minutes of the day in one's own time zone; a night shift is two spans on two days. */
export const WorkSpan = z
  .strictObject({ from: z.int().min(0).max(1439), to: z.int().min(1).max(1440) })
  .refine((s) => s.to > s.from, 'a span ends after it begins');
/** Monday first, seven days; an empty day is a day off. */
export const WorkingHours = z.array(z.array(WorkSpan).max(4)).length(7);
export type WorkingHours = z.infer<typeof WorkingHours>;

export const Status = z.object({
  text: z.string().max(100),
  /** One emoji, or empty. */
  emoji: z.string().max(40),
  /** When it ends by itself; null: until changed. */
  until: Instant.nullable(),
});
export type Status = z.infer<typeof Status>;

/**
 * A person or bot as others see them. Guests are shown no email, phone, manager or departments of others, and only people
 * they share a conversation with.
 */
export const User = z.object({
  id: UserId,
  kind: UserKind,
  role: BaseRole,
  name: z.string(),
  title: z.string(),
  email: z.string().nullable(),
  phone: z.string(),
  avatar: FileId.nullable(),
  /** IANA name. */
  timeZone: z.string(),
  language: LanguageTag,
  workingHours: WorkingHours,
  status: Status.nullable(),
  /** Not to be disturbed before then. */
  quietUntil: Instant.nullable(),
  /** The first one is the main one. */
  departments: z.array(DepartmentId),
  manager: UserId.nullable(),
  /** Compare with `<`: pinyin of Chinese names, folded Latin ones. */
  sortKey: z.string(),
  /** The directory's heading: `A`–`Z`, or `#`. */
  heading: z.string(),
  active: z.boolean(),
  /** Known from an import only: never been here. Whoever is invited with the same address becomes this person. */
  unclaimed: z.boolean(),
  createdAt: Instant,
});
export type User = z.infer<typeof User>;

export const Department = z.object({
  id: DepartmentId,
  name: z.string(),
  parent: DepartmentId.nullable(),
  /** Those who lead it; the first one is the head. */
  managers: z.array(UserId),
  /** Among its siblings. */
  position: z.int(),
  /** Active people whose department this is, without those below. */
  people: z.int(),
});
export type Department = z.infer<typeof Department>;

/** What an organization decides for everybody. */
export const OrganizationSettings = z.object({
  /** Whether people see who has read. */
  receipts: z.boolean(),
  /** Minutes within which a sender may recall; null: always. */
  recallMinutes: z.int().min(0).max(525_600).nullable(),
  /** Minutes within which a sender may edit; null: always. */
  editMinutes: z.int().min(0).max(525_600).nullable(),
  /** Urgent messages a person may send a day. */
  urgentPerDay: z.int().min(0).max(1000),
  /** Whether links in messages are looked up for a preview. */
  linkPreviews: z.boolean(),
  /** Days an invitation stays open. */
  invitationDays: z.int().min(1).max(90),
  timeZone: z.string(),
  /** For people who have set none of their own. */
  workingHours: WorkingHours,
});
export type OrganizationSettings = z.infer<typeof OrganizationSettings>;

export const Organization = z.object({
  id: z.uuid(),
  name: z.string(),
  /** Its stream, on which OrganizationFrames come. */
  stream: z.uuid(),
  defaultLanguage: LanguageTag,
  settings: OrganizationSettings,
});
export type Organization = z.infer<typeof Organization>;

export const Me = z.object({
  user: User,
  /** Held in the whole organization. */
  permissions: z.array(Permission),
  /** Held besides in single departments and those below them, conversations, inboxes. */
  scoped: z.array(z.object({ kind: ScopeKind.exclude(['organization']), id: z.uuid(), permissions: z.array(Permission) })),
  /** Whether my working hours are my own; else they are the organization's. */
  ownWorkingHours: z.boolean(),
  /** My departments and those above them: whoever mentions one of them calls me. */
  departments: z.array(DepartmentId),
  organization: Organization,
  /** The `ev` of the organization's stream at or before which this was read. */
  organizationEv: z.int().nonnegative(),
  /** Id of this session or token. */
  session: z.string(),
  secondFactor: z.boolean(),
  /** Unused recovery codes. */
  recoveryCodes: z.int(),
});
export type Me = z.infer<typeof Me>;

export const Invitation = z.object({
  id: z.uuid(),
  email: z.string(),
  role: z.enum(['member', 'guest']),
  department: DepartmentId.nullable(),
  language: LanguageTag,
  by: UserId.nullable(),
  createdAt: Instant,
  expiresAt: Instant,
});
export type Invitation = z.infer<typeof Invitation>;

/** An IANA time zone this server knows. */
export const TimeZone = z
  .string()
  .min(1)
  .max(64)
  .refine((zone) => {
    try {
      new Intl.DateTimeFormat('en', { timeZone: zone });
      return true;
    } catch {
      return false;
    }
  }, 'not a known time zone');

/** Display names, NFC; invisible format characters that could disguise one name as another are refused. */
export const personName = line(80)
  .transform((name) => name.normalize('NFC'))
  .refine((name) => !/[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u.test(name), 'invisible-characters');

/** Addresses, folded: they are unique regardless of case. */
export const Email = z
  .string()
  .trim()
  .max(254)
  .transform((email) => email.normalize('NFC').toLowerCase())
  .pipe(z.email());

/** NFC, so that the same characters typed on another keyboard are the same password (RFC 8265 §4.2.2). */
export const Password = z
  .string()
  .min(1)
  .max(256)
  .transform((password) => password.normalize('NFC'));
