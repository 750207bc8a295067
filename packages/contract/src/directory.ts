import { z } from 'zod';
import { Counter, DepartmentId, FileId, Instant, line, pageInput, pageOf, UserId } from './ids.ts';
import { command, done, query } from './method.ts';
import {
  Department,
  Email,
  LanguageTag,
  Organization,
  OrganizationSettings,
  personName,
  TimeZone,
  User,
  UserKind,
  WorkingHours,
} from './people.ts';
import { BaseRole } from './permissions.ts';

/** Text on one line that may be empty. */
const brief = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must be refused
    .regex(/^[^\u0000-\u001f\u007f\u2028\u2029]*$/, 'control-characters')
    .transform((text) => text.normalize('NFC'));

const profile = {
  name: personName.optional(),
  title: brief(120).optional(),
  phone: z
    .string()
    .trim()
    .regex(/^[+\d\s().\-/#*]{0,40}$/)
    .optional(),
};

/** People and departments of the organization. Guests see only people they share a conversation with. */
export const directoryMethods = {
  'people.list': query({
    summary: 'The directory in order of names',
    input: z.strictObject({
      ...pageInput,
      department: DepartmentId.optional(),
      /** With departments below it. */
      deep: z.boolean().default(false),
      kinds: z.array(UserKind).max(3).optional(),
      role: BaseRole.optional(),
      /** Those who report to this person. */
      manager: UserId.optional(),
      /** Only those whom I may change: people of the departments that I administer. */
      managed: z.boolean().default(false),
      /** Also those who were deactivated. */
      inactive: z.boolean().default(false),
    }),
    output: pageOf(User),
    errors: ['not-found'],
  }),
  'people.get': query({
    summary: 'People by id; those one may not see are left out',
    input: z.strictObject({ ids: z.array(UserId).min(1).max(200) }),
    output: z.object({ users: z.array(User), organizationEv: Counter }),
  }),
  'people.search': query({
    summary: 'People by name, pinyin, initials, email or title, best first',
    rate: 'search',
    input: z.strictObject({
      text: z.string().trim().min(1).max(100),
      kinds: z.array(UserKind).max(3).optional(),
      /** Also those who were deactivated. */
      inactive: z.boolean().default(false),
      limit: z.int().min(1).max(50).default(20),
    }),
    output: z.object({ users: z.array(User) }),
  }),
  'people.changedSince': query({
    summary: 'What changed in the organization after an ev of its stream',
    input: z.strictObject({ ev: Counter }),
    output: z.object({
      ev: Counter,
      /** Too much to list: drop what is held of people and ask anew. */
      tooMany: z.boolean(),
      users: z.array(UserId),
      departments: z.boolean(),
      organization: z.boolean(),
      roles: z.boolean(),
    }),
  }),
  'people.changeProfile': command({
    summary: 'Change what others see of me',
    input: z.strictObject({
      ...profile,
      avatar: FileId.nullable().optional(),
      timeZone: TimeZone.optional(),
      language: LanguageTag.optional(),
      /** Null: as the organization, whatever it decides later. */
      workingHours: WorkingHours.nullable().optional(),
      status: z
        .strictObject({ text: brief(100), emoji: brief(40).default(''), until: Instant.nullable().default(null) })
        .nullable()
        .optional(),
      quietUntil: Instant.nullable().optional(),
    }),
    output: User,
    errors: ['not-found'],
  }),
  'people.changeUser': command({
    summary: 'Change somebody’s role, place or details; audited',
    input: z.strictObject({
      user: UserId,
      ...profile,
      email: Email.optional(),
      role: BaseRole.optional(),
      departments: z.array(DepartmentId).max(10).optional(),
      manager: UserId.nullable().optional(),
    }),
    output: User,
    errors: ['not-found', 'already-exists', 'conflict', 'last-owner'],
  }),
  'people.deactivate': command({
    summary: 'Close an account: sessions and tokens end at once; nothing is deleted',
    input: z.strictObject({ user: UserId }),
    output: User,
    errors: ['not-found', 'last-owner'],
  }),
  'people.reactivate': command({
    summary: 'Open a closed account again',
    input: z.strictObject({ user: UserId }),
    output: User,
    errors: ['not-found'],
  }),
  'people.departments': query({
    summary: 'The department tree, parents before children',
    input: z.strictObject({}),
    output: z.object({ departments: z.array(Department) }),
  }),
  'people.createDepartment': command({
    summary: 'Make a department',
    input: z.strictObject({
      name: line(100),
      parent: DepartmentId.nullable().default(null),
      managers: z.array(UserId).max(10).default([]),
    }),
    output: Department,
    errors: ['not-found', 'already-exists', 'department-too-deep', 'quota-exceeded'],
  }),
  'people.changeDepartment': command({
    summary: 'Rename a department, change its managers, or move it in the tree',
    input: z.strictObject({
      department: DepartmentId,
      name: line(100).optional(),
      managers: z.array(UserId).max(10).optional(),
      parent: DepartmentId.nullable().optional(),
      /** Its place among its siblings, from 0; those after it move on. */
      position: z.int().min(0).max(100_000).optional(),
    }),
    output: Department,
    errors: ['not-found', 'already-exists', 'conflict', 'department-too-deep'],
  }),
  'people.removeDepartment': command({
    summary: 'Remove an empty department',
    input: z.strictObject({ department: DepartmentId }),
    output: done,
    errors: ['not-found', 'department-not-empty'],
  }),
  'people.changeOrganization': command({
    summary: 'Change the organization’s name, language and settings; audited',
    input: z.strictObject({
      name: line(100).optional(),
      defaultLanguage: LanguageTag.optional(),
      settings: z.strictObject(OrganizationSettings.extend({ timeZone: TimeZone }).partial().shape).optional(),
    }),
    output: Organization,
  }),
};
