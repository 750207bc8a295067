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
  'people.invite': entry('Invite people', '邀请成员和外部用户', ['organization', 'department']),
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
  'conversations.addGuests': entry('Add guests to conversations', '把外部用户加入会话', ['organization', 'conversation']),
  'conversations.mentionAll': entry('Mention @all and departments', '提及所有人和部门', ['organization', 'conversation'], true),
  'conversations.moderate': entry('Administer groups and recall messages of others', '管理群组、撤回他人的消息', [
    'organization',
    'conversation',
  ]),
  'messages.urgent': entry('Send urgent messages', '发送紧急消息'),
  'files.upload': entry('Upload files', '上传文件', ['organization', 'conversation'], true),
  'files.manage': entry('Manage storage and quotas', '管理存储和配额'),
  'templates.manage': entry('Make and archive templates of records', '管理记录模板'),
  'signing.invite': entry('Let people from outside see and sign a record by a link', '用链接让外部人员查看并签署记录', [
    'organization',
    'conversation',
  ]),
  'contacts.read': entry('See contacts: customers and others outside', '查看联系人（客户及其他外部人员）'),
  'contacts.manage': entry('Note, change and merge contacts', '新建、更改和合并联系人'),
  'contacts.configure': entry('Set up types of customers and fields of contacts', '设置客户类型和联系人字段'),
  'policy.read': entry('See what may be sent to contacts, and why not', '查看可以向联系人发送什么、为什么不能发送'),
  'policy.configure': entry('Set when and how often contacts are written to', '设置联系客户的时间和频率规则'),
  'channels.configure': entry('Set up accounts on channels and see how they go', '设置渠道账号并查看其运行状况'),
  'inbox.supervise': entry('See how inboxes do: load of people, reports', '查看收件箱的工作量和报表', ['organization', 'inbox']),
  'inbox.configure': entry('Set up inboxes, their hours, rules and canned replies', '设置收件箱、工作时间、规则和常用回复', [
    'organization',
    'inbox',
  ]),
  'search.use': entry('Search messages and files', '搜索消息和文件', ['organization'], true),
  'tokens.create': entry('Make personal access tokens', '创建个人访问令牌'),
  'imports.run': entry('Import from other systems', '从其他系统导入'),
  'holds.manage': entry('Place and lift legal holds', '设置和解除保全'),
  'records.export': entry(
    'Take records out of the house as evidence bundles, whole conversations of anybody',
    '导出任何会话的完整记录（证据包）',
    ['organization', 'conversation'],
  ),
  'archive.read': entry(
    'Ask to look into the archive: anybody’s records, for a purpose and a time',
    '申请查阅档案：在说明用途、限定期限后查看任何人的记录',
  ),
  'archive.approve': entry('Agree to inspections of the archive that others ask for', '批准他人的档案查阅申请'),
  'archive.audit': entry('See who looked into the archive, at what and what for', '查看档案查阅记录：谁、何时、为何看了什么'),
  'retention.manage': entry('Draw up retention rules and review what is due', '制定保留规则、复核到期内容'),
  'retention.approve': entry('Put retention rules into effect and have what is due destroyed', '批准保留规则和到期销毁'),
  'erasure.manage': entry('Have what people said erased at their request', '按个人请求删除内容'),
} as const satisfies Record<string, PermissionEntry>;

type Permission = keyof typeof permissionCatalogue;
export const permissions = Object.keys(permissionCatalogue) as [Permission, ...Permission[]];
