import { type Permission, permissions } from '@rapport/contract';

/** Permissions in the order an administrator thinks of them; what has no group of its own stands with the organization. */
const byNoun = {
  people: 'groupPeople',
  departments: 'groupPeople',
  conversations: 'groupTalk',
  messages: 'groupTalk',
  files: 'groupFiles',
  search: 'groupFiles',
  audit: 'groupWatch',
  holds: 'groupWatch',
  health: 'groupWatch',
  bots: 'groupPrograms',
  tokens: 'groupPrograms',
  imports: 'groupPrograms',
} as const;
export type GroupLabel = (typeof byNoun)[keyof typeof byNoun] | 'groupOrganization';

const order: readonly GroupLabel[] = [
  'groupPeople',
  'groupTalk',
  'groupFiles',
  'groupOrganization',
  'groupWatch',
  'groupPrograms',
];

const groupOf = (permission: Permission): GroupLabel =>
  byNoun[permission.split('.')[0] as keyof typeof byNoun] ?? 'groupOrganization';

export const permissionGroups: readonly { label: GroupLabel; permissions: readonly Permission[] }[] = order.map((label) => ({
  label,
  permissions: permissions.filter((permission) => groupOf(permission) === label),
}));
