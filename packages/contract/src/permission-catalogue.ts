/** Where a role may be granted. Whoever holds a permission in the organization holds it everywhere below. */
export const scopeKinds = ['organization', 'department', 'conversation', 'inbox'] as const;
type ScopeKind = (typeof scopeKinds)[number];

interface PermissionEntry {
  readonly en: string;
  readonly zh: string;
  /** The narrowest scopes at which it has a meaning; `organization` is always one. */
  readonly scopes: readonly ScopeKind[];
  /** Whether a guest may ever hold it. Guests are isolated from the directory, so most are not for them. */
  readonly guest: boolean;
}

const entry = (en: string, zh: string, scopes: readonly ScopeKind[] = ['organization'], guest = false): PermissionEntry => ({
  en,
  zh,
  scopes,
  guest,
});

/** Everything that can be permitted. Roles are bundles of these; an action names the one it needs. */
export const permissionCatalogue = {
  'organization.manage': entry('Change the organization and its settings', '更改组织及其设置'),
  'people.browse': entry('See everyone in the directory', '查看通讯录中的所有人'),
  'people.invite': entry('Invite people', '邀请成员和访客', ['organization', 'department']),
  'people.manage': entry('Change, deactivate and reactivate people; hand out reset links', '更改、停用和启用人员，发放重置链接', [
    'organization',
    'department',
  ]),
  'departments.manage': entry('Change the department tree', '管理部门', ['organization', 'department']),
  'roles.manage': entry('Make roles and grant them', '管理角色和授权', ['organization', 'department']),
  'bots.manage': entry('Make bots and their tokens', '管理机器人及其令牌'),
  'audit.read': entry("Read administrators' acts", '查看管理操作记录'),
  'health.read': entry('See the health of the server, traces of calls too', '查看服务器的运行状况和调用轨迹'),
  'conversations.create': entry('Create private groups and notes', '创建私密群组和笔记', ['organization'], true),
  'conversations.createOpen': entry('Create groups open to the organization', '创建对组织开放的群组'),
  'conversations.browse': entry('Find and join open groups', '查找并加入开放群组'),
  'conversations.direct': entry('Begin direct conversations', '发起单聊', ['organization'], true),
  'conversations.addGuests': entry('Add guests to conversations', '把访客加入会话', ['organization', 'conversation']),
  'conversations.mentionAll': entry('Mention @all and departments', '提及所有人和部门', ['organization', 'conversation'], true),
  'conversations.moderate': entry('Administer groups and recall messages of others', '管理群组、撤回他人的消息', [
    'organization',
    'conversation',
  ]),
  'messages.urgent': entry('Send urgent messages', '发送紧急消息'),
  'files.upload': entry('Upload files', '上传文件', ['organization', 'conversation'], true),
  'files.manage': entry('Manage storage and quotas', '管理存储和配额'),
  'templates.manage': entry('Make and archive templates of records', '管理记录模板'),
  'search.use': entry('Search messages and files', '搜索消息和文件', ['organization'], true),
  'tokens.create': entry('Make personal access tokens', '创建个人访问令牌'),
  'imports.run': entry('Import from other systems', '从其他系统导入'),
  'holds.manage': entry('Place and lift legal holds', '设置和解除保全'),
} as const satisfies Record<string, PermissionEntry>;

type Permission = keyof typeof permissionCatalogue;
export const permissions = Object.keys(permissionCatalogue) as [Permission, ...Permission[]];
