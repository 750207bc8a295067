import type { Me, Permission } from '@rapport/contract';
import {
  type Icon,
  IconActivityHeartbeat,
  IconAdjustments,
  IconClipboardText,
  IconDatabase,
  IconHierarchy2,
  IconHistory,
  IconKey,
  IconMessages,
  IconUsers,
} from '@tabler/icons-react';
import { maySomewhere } from '../people/may.ts';

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
    | 'auditHint'
    | 'healthHint';
  icon: Icon;
  needs: readonly Permission[];
  /** Also for who holds that in a department only. */
  inDepartments?: true;
}

/** From top to bottom, what is used most first. */
const adminSections: readonly AdminSection[] = [
  {
    path: '/admin/people',
    label: 'people',
    hint: 'peopleHint',
    icon: IconUsers,
    needs: ['people.manage', 'people.invite'],
    inDepartments: true,
  },
  {
    path: '/admin/departments',
    label: 'departments',
    hint: 'departmentsHint',
    icon: IconHierarchy2,
    needs: ['departments.manage'],
    inDepartments: true,
  },
  { path: '/admin/roles', label: 'roles', hint: 'rolesHint', icon: IconKey, needs: ['roles.manage'] },
  {
    path: '/admin/conversations',
    label: 'conversationsTitle',
    hint: 'conversationsHint',
    icon: IconMessages,
    needs: ['conversations.moderate'],
  },
  { path: '/admin/files', label: 'storageTitle', hint: 'storageHint', icon: IconDatabase, needs: ['files.manage'] },
  {
    path: '/admin/templates',
    label: 'templatesTitle',
    hint: 'templatesHint',
    icon: IconClipboardText,
    needs: ['templates.manage'],
  },
  {
    path: '/admin/settings',
    label: 'settingsTitle',
    hint: 'settingsHint',
    icon: IconAdjustments,
    needs: ['organization.manage'],
  },
  { path: '/admin/audit', label: 'auditTitle', hint: 'auditHint', icon: IconHistory, needs: ['audit.read'] },
  { path: '/admin/health', label: 'health', hint: 'healthHint', icon: IconActivityHeartbeat, needs: ['health.read'] },
];

/** The pages this person may open. */
export const sectionsFor = (me: Me | null | undefined): AdminSection[] =>
  adminSections.filter(({ needs, inDepartments }) =>
    needs.some((one) => (inDepartments ? maySomewhere(me, one) : me?.permissions.includes(one))),
  );

/** Whether somebody administers single departments only. */
export const inDepartmentsOnly = (me: Me | null | undefined): boolean =>
  !adminSections.some(({ needs }) => needs.some((one) => me?.permissions.includes(one)));
