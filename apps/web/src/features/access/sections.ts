import type { Me, Permission } from '@rapport/contract';
import { maySomewhere } from '../people/may.ts';

export type SectionGroup = 'customers' | 'keeping';

/** A page of administration: shown to who holds one of `needs`. */
export interface AdminSection {
  path:
    | '/admin/people'
    | '/admin/departments'
    | '/admin/roles'
    | '/admin/conversations'
    | '/admin/files'
    | '/admin/templates'
    | '/admin/settings'
    | '/admin/inboxes'
    | '/admin/policy'
    | '/admin/channels'
    | '/admin/holds'
    | '/admin/retention'
    | '/admin/reviews'
    | '/admin/due'
    | '/admin/erasures'
    | '/admin/archive'
    | '/admin/audit'
    | '/admin/health';
  label:
    | 'people'
    | 'departments'
    | 'roles'
    | 'conversationsTitle'
    | 'storageTitle'
    | 'templatesTitle'
    | 'settingsTitle'
    | 'inboxesTitle'
    | 'policyTitle'
    | 'channels'
    | 'holds'
    | 'rules'
    | 'reviews'
    | 'due'
    | 'erasures'
    | 'archiveTitle'
    | 'auditTitle'
    | 'health';
  hint:
    | 'peopleHint'
    | 'departmentsHint'
    | 'rolesHint'
    | 'conversationsHint'
    | 'storageHint'
    | 'templatesHint'
    | 'settingsHint'
    | 'inboxesHint'
    | 'policyHint'
    | 'channelsHint'
    | 'holdsHint'
    | 'rulesHint'
    | 'reviewsHint'
    | 'dueHint'
    | 'erasuresHint'
    | 'archiveHint'
    | 'auditHint'
    | 'healthHint';
  needs: readonly Permission[];
  /** Also for who holds that in a department only, or for a single inbox. */
  inDepartments?: true;
  inInboxes?: true;
  /** Those about customers, and those that decide how long what was said is kept, stand apart. */
  group?: SectionGroup;
}

/** From top to bottom, what is used most first. */
const adminSections: readonly AdminSection[] = [
  {
    path: '/admin/people',
    label: 'people',
    hint: 'peopleHint',
    needs: ['people.manage', 'people.invite'],
    inDepartments: true,
  },
  {
    path: '/admin/departments',
    label: 'departments',
    hint: 'departmentsHint',
    needs: ['departments.manage'],
    inDepartments: true,
  },
  { path: '/admin/roles', label: 'roles', hint: 'rolesHint', needs: ['roles.manage'] },
  {
    path: '/admin/conversations',
    label: 'conversationsTitle',
    hint: 'conversationsHint',
    needs: ['conversations.moderate'],
  },
  { path: '/admin/files', label: 'storageTitle', hint: 'storageHint', needs: ['files.manage'] },
  {
    path: '/admin/templates',
    label: 'templatesTitle',
    hint: 'templatesHint',
    needs: ['templates.manage'],
  },
  {
    path: '/admin/settings',
    label: 'settingsTitle',
    hint: 'settingsHint',
    needs: ['organization.manage'],
  },
  {
    path: '/admin/channels',
    label: 'channels',
    hint: 'channelsHint',
    needs: ['channels.configure'],
    group: 'customers',
  },
  {
    path: '/admin/inboxes',
    label: 'inboxesTitle',
    hint: 'inboxesHint',
    needs: ['inbox.configure'],
    inInboxes: true,
    group: 'customers',
  },
  {
    path: '/admin/policy',
    label: 'policyTitle',
    hint: 'policyHint',
    needs: ['policy.configure'],
    group: 'customers',
  },
  { path: '/admin/holds', label: 'holds', hint: 'holdsHint', needs: ['holds.manage'], group: 'keeping' },
  {
    path: '/admin/retention',
    label: 'rules',
    hint: 'rulesHint',
    needs: ['retention.manage', 'retention.approve'],
    group: 'keeping',
  },
  {
    path: '/admin/reviews',
    label: 'reviews',
    hint: 'reviewsHint',
    needs: ['retention.manage', 'retention.approve', 'holds.manage'],
    group: 'keeping',
  },
  {
    path: '/admin/due',
    label: 'due',
    hint: 'dueHint',
    needs: ['retention.manage', 'retention.approve'],
    group: 'keeping',
  },
  {
    path: '/admin/erasures',
    label: 'erasures',
    hint: 'erasuresHint',
    needs: ['erasure.manage'],
    group: 'keeping',
  },
  {
    path: '/admin/archive',
    label: 'archiveTitle',
    hint: 'archiveHint',
    needs: ['archive.audit', 'archive.approve'],
    group: 'keeping',
  },
  { path: '/admin/audit', label: 'auditTitle', hint: 'auditHint', needs: ['audit.read'] },
  { path: '/admin/health', label: 'health', hint: 'healthHint', needs: ['health.read'] },
];

const holdsInInbox = (me: Me | null | undefined, permission: Permission): boolean =>
  (me?.scoped ?? []).some((held) => held.kind === 'inbox' && held.permissions.includes(permission));

/** The pages this person may open. */
export const sectionsFor = (me: Me | null | undefined): AdminSection[] =>
  adminSections.filter(({ needs, inDepartments, inInboxes }) =>
    needs.some(
      (one) => (inDepartments ? maySomewhere(me, one) : me?.permissions.includes(one)) || (inInboxes && holdsInInbox(me, one)),
    ),
  );

/** Whether somebody administers single departments only. */
export const inDepartmentsOnly = (me: Me | null | undefined): boolean =>
  (me?.scoped ?? []).some(({ kind }) => kind === 'department') &&
  !adminSections.some(({ needs }) => needs.some((one) => me?.permissions.includes(one)));
